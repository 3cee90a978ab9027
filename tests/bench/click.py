"""From the click on a private question to the body of the response, against the least a bot can do.

Only the handlers: discord.py parses the event that Discord's gateway would send, and a stub takes the
place of the HTTP session. The baseline is a bare DynamicItem that puts a card of the same JSON in the
place of the old one, without a database.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import discord
from discord import ui

from bot.services.quizzes import Asked
from bot.ui import custom_ids as ids
from bot.ui.quiz_cards import question_card
from tests.bench.offline import Transport, detach, press, respond
from tests.bench.quiz import ask, open_offline_bot
from tests.bench.row import Row, quiet, ratio_at_most

NAME = "private answer, click to response"
CODE = "MLS-C01"
LOCALE = "en-US"
WARM_UP = 20


class Bare(discord.Client):
    """A bot that knows one button, and answers each press with the card it was given beforehand."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self.card: list[dict[str, Any]] = []
        self.add_dynamic_items(Answer)


class Answer(ui.DynamicItem[ui.Button[Any]], template=r"v1:answer:(?P<item>\d{1,18}):(?P<letter>[a-f])"):
    """A button of a question."""

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Answer:
        assert isinstance(item, ui.Button)
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.edit_message(view=built(interaction.client.card))


def built(components: list[dict[str, Any]]) -> ui.LayoutView:
    """A view of these components: texts and rows of buttons in one container."""
    (outer,) = components
    container: ui.Container[Any] = ui.Container(accent_colour=outer["accent_color"])
    for part in outer["components"]:
        container.add_item(ui.TextDisplay(part["content"]) if "content" in part else _row(part["components"]))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    view.stop()
    return view


def _row(buttons: list[dict[str, Any]]) -> ui.ActionRow[Any]:
    return ui.ActionRow(
        *(
            ui.Button(label=b["label"], custom_id=b["custom_id"], style=discord.ButtonStyle(b["style"]))
            for b in buttons
        )
    )


async def sample(folder: Path, clicks: int) -> tuple[float, float]:
    """Median milliseconds of this many clicks, each first on the bot and then on the bare one."""
    async with open_offline_bot(folder) as bot, bot, Bare() as bare:
        await bot.load_extension("cogs.quiz")
        ours, theirs = detach(bot), detach(bare)
        pairs = []
        for number, (person, item) in enumerate(await ask(bot, WARM_UP + clicks), 1):
            card = question_card(Asked(item), CODE, LOCALE).to_components()
            custom_id = ids.ANSWER(item=item.id, letter="a")
            event = press(person, custom_id, card, number, bot.services.clock())
            spent = await respond(bot, ours, event)
            bare.card = _sent(ours)["data"]["components"]
            pairs.append((spent, await respond(bare, theirs, event)))
            assert _sent(ours)["data"]["components"] == _sent(theirs)["data"]["components"]
    spent, least = (median(column) * 1000 for column in zip(*pairs[WARM_UP:], strict=True))
    return spent, least


def row(samples: Sequence[tuple[float, float]]) -> Row:
    spent, least = map(quiet, zip(*samples, strict=True))
    return ratio_at_most(12, NAME, spent, least, "ms")


def _sent(transport: Transport) -> dict[str, Any]:
    return discord.utils._from_json(transport.body)  # type: ignore[no-any-return]
