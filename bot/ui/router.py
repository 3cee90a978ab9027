"""From the custom id of a press or a submitted form to the function that handles it.

    router = Router()

    @router.on(ids.ANSWER)
    async def answer(reply: Reply, item: int, letter: str) -> None: ...

    async def setup(bot): bot.router.include(router)

Custom ids carry the state and handlers are found by them alone, so a card works after any restart.
discord.py's DynamicItem does much the same, but parses the whole message at each press, drops a press
whose button has just been edited away, and has no counterpart for forms.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import discord

from bot.errors import Refusal
from bot.ui.custom_ids import CustomId
from bot.ui.reply import Reply

Handler = Callable[..., Awaitable[None]]
HANDLED = (discord.InteractionType.component, discord.InteractionType.modal_submit)


class Router:
    """Handlers by custom id; a cog has one, and the bot includes them all."""

    def __init__(self) -> None:
        self._handlers: dict[CustomId, Handler] = {}

    def on(self, custom_id: CustomId) -> Callable[[Handler], Handler]:
        """Let ``async def handler(reply, **parts)`` handle what carries this custom id."""

        def add(handler: Handler) -> Handler:
            self._add(custom_id, handler)
            return handler

        return add

    def include(self, other: Router) -> None:
        for custom_id, handler in other._handlers.items():
            self._add(custom_id, handler)

    def _add(self, custom_id: CustomId, handler: Handler) -> None:
        if custom_id in self._handlers:
            raise ValueError(f"two handlers for {custom_id.text!r}")
        self._handlers[custom_id] = handler

    async def dispatch(self, interaction: discord.Interaction[Any]) -> None:
        """Handle a press or a form; one that nothing handles is answered calmly. Other kinds pass by."""
        if interaction.type not in HANDLED:
            return
        async with Reply(interaction) as reply:
            custom_id = reply.data.get("custom_id", "")
            for known, handler in self._handlers.items():
                match = known.pattern.fullmatch(custom_id)
                if match:
                    await handler(reply, **known.parts(match))
                    return
            raise Refusal("press.unknown")
