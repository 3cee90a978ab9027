"""From a press or a submitted form back to the function that handles it, also after a restart.

discord.py only logs what a dynamic item's callback raises, so that all go through `Reply`.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any, cast

import discord
from discord import ui

from bot.ui.custom_ids import CustomId
from bot.ui.reply import Reply

Handler = Callable[..., Awaitable[None]]
Item = ui.Item[Any]


def press(custom_id: CustomId) -> Callable[[Handler], type[ui.DynamicItem[Item]]]:
    """Make ``async def handler(reply, **parts)`` the handler of all components with this custom id.

    A select's choice is read from ``reply.interaction.data``. The result is what a cog's ``setup``
    hands to ``bot.add_dynamic_items``.
    """

    def make(handler: Handler) -> type[ui.DynamicItem[Item]]:
        class Pressed(ui.DynamicItem[Item], template=custom_id.pattern):
            def __init__(self, item: Item, parts: dict[str, int | str]) -> None:
                super().__init__(item)
                self.parts = parts

            @classmethod
            async def from_custom_id(
                cls, interaction: discord.Interaction[Any], item: Item, match: re.Match[str], /
            ) -> Pressed:
                return cls(item, custom_id.parts(match))

            async def callback(self, interaction: discord.Interaction[Any]) -> None:
                async with Reply(interaction) as reply:
                    await handler(reply, **self.parts)

        Pressed.__name__ = Pressed.__qualname__ = getattr(handler, "__name__", "Pressed")
        Pressed.__doc__ = handler.__doc__
        return Pressed

    return make


def is_known(custom_id: str) -> bool:
    """Whether this is a custom id that the bot makes."""
    return any(known.pattern.fullmatch(custom_id) for known in CustomId.known)


def data_of(interaction: discord.Interaction[Any]) -> dict[str, Any]:
    """What Discord sent with an interaction; its form depends on the kind."""
    return cast("dict[str, Any]", interaction.data or {})


def chosen_values(reply: Reply) -> list[str]:
    """What was chosen in the select that was used."""
    return list(data_of(reply.interaction).get("values", []))


class Modals:
    """Handlers of submitted forms by custom id. discord.py forgets its forms at a restart."""

    def __init__(self) -> None:
        self._handlers: list[tuple[CustomId, Handler]] = []

    def add(self, custom_id: CustomId, handler: Handler) -> None:
        """Let ``async def handler(reply, fields, **parts)`` handle forms with this custom id."""
        self._handlers.append((custom_id, handler))

    async def dispatch(self, interaction: discord.Interaction[Any], custom_id: str) -> None:
        for known, handler in self._handlers:
            match = known.pattern.fullmatch(custom_id)
            if match:
                async with Reply(interaction) as reply:
                    await handler(reply, form_fields(interaction), **known.parts(match))


def form_fields(interaction: discord.Interaction[Any]) -> dict[str, str]:
    """What was filled into a form, by the custom ids of its fields; a select gives its first choice."""
    fields: dict[str, str] = {}
    for row in data_of(interaction).get("components", []):
        for component in [row.get("component"), *row.get("components", [])]:
            if component and "custom_id" in component:
                chosen = component.get("values") or [component.get("value") or ""]
                fields[component["custom_id"]] = chosen[0]
    return fields
