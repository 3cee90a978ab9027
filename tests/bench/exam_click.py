"""From the click on an option of a running mock exam to the body of the response.

As in `tests.bench.click`, with the exam's card and its bare twin.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import discord
from discord import ui

from bot.client import Proctor
from bot.services.mock_values import MockRequest, Sheet
from bot.ui import custom_ids as ids
from bot.ui.mock_cards import sheet_card
from tests.bench.click import LOCALE, WARM_UP, Bare, _sent, built
from tests.bench.offline import detach, press, respond
from tests.bench.quiz import EXAM, FIRST_PERSON, PLACE, open_offline_bot
from tests.bench.row import Row, quiet, ratio_at_most

NAME = "click in a mock exam, click to response"
PEOPLE = 10
POSITION = 2
"""The item on the card; at the first and the last one a button is disabled."""


class Mark(ui.DynamicItem[ui.Button[Any]], template=r"v1:mock-mark:(?P<item>\d{1,18}):(?P<letter>[a-f])"):
    """A button of an exam's card."""

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Mark:
        assert isinstance(item, ui.Button)
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.edit_message(view=built(interaction.client.card))


async def sample(folder: Path, clicks: int) -> tuple[float, float]:
    """Median milliseconds of this many clicks, each first on the bot and then on the bare one."""
    async with open_offline_bot(folder) as bot, bot, Bare() as bare:
        await bot.load_extension("cogs.exam_sheet")
        bare.add_dynamic_items(Mark)
        ours, theirs = detach(bot), detach(bare)
        sheets = [await _begun(bot, person) for person in range(FIRST_PERSON, FIRST_PERSON + PEOPLE)]
        cards = [sheet_card(sheet, LOCALE).to_components() for sheet in sheets]
        pairs = []
        for number in range(WARM_UP + clicks):
            sheet, who = sheets[number % PEOPLE], number % PEOPLE
            custom_id = ids.MOCK_MARK(item=sheet.item.id, letter="ab"[number // PEOPLE % 2])
            event = press(sheet.mock.person, custom_id, cards[who], number + 1, bot.services.clock())
            spent = await respond(bot, ours, event)
            bare.card = cards[who] = _sent(ours)["data"]["components"]
            pairs.append((spent, await respond(bare, theirs, event)))
            assert _sent(ours)["data"]["components"] == _sent(theirs)["data"]["components"]
    spent, least = (median(column) * 1000 for column in zip(*pairs[WARM_UP:], strict=True))
    return spent, least


async def _begun(bot: Proctor, person: int) -> Sheet:
    mocks, now = bot.services.mocks, bot.services.clock()
    mock = await mocks.prepare(person, MockRequest(EXAM), PLACE, LOCALE)
    await mocks.begin(person, mock.id, now)
    return await mocks.go(person, mock.id, POSITION, now)


def row(samples: Sequence[tuple[float, float]]) -> Row:
    spent, least = map(quiet, zip(*samples, strict=True))
    return ratio_at_most(12, NAME, spent, least, "ms")
