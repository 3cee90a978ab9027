"""Mock exams of the demo exam by the services alone: `house` has a bank that is large enough for them."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from bot.domain.bank import Bank
from bot.services import Services
from bot.services.mock_values import Mock, MockRequest, Sheet
from bot.storage.database import Database
from tests.exam_driver import demo_bank
from tests.house import ALICE, HERE, Clock, House

HOUR = dt.timedelta(hours=1)
"""The time of the whole demo exam."""

ITEMS = 12


def open_house(db: Database) -> House:
    clock = Clock()
    return House(Services(db, demo_bank(), clock, random.Random(7)), clock)


def with_bank(house: House, bank: Bank) -> House:
    """The same bot after a restart with other questions."""
    return House(Services(house.services.db, bank, house.clock, random.Random(8)), house.clock)


async def prepare(house: House, person: int = ALICE, **request: Any) -> Mock:
    return await house.services.mocks.prepare(person, MockRequest("demo", **request), HERE, "en")


async def begin(house: House, person: int = ALICE, **request: Any) -> Sheet:
    mock = await prepare(house, person, **request)
    return await house.services.mocks.begin(person, mock.id, house.clock.now)


async def mark(house: House, sheet: Sheet, letters: str, *, after: float = 0) -> Sheet:
    """Press these letters; the click itself was ``after`` seconds from now."""
    at = house.clock.now + dt.timedelta(seconds=after)
    for letter in letters:
        sheet = await house.services.mocks.mark(sheet.mock.person, sheet.item.id, letter, at)
    return sheet


def letters_of(sheet: Sheet, *, right: bool = True) -> str:
    shown = sheet.item.shown
    if right:
        return "".join(letter for letter, option in shown if option.correct)
    return next(letter for letter, option in shown if not option.correct)


async def go(house: House, sheet: Sheet, position: int) -> Sheet:
    return await house.services.mocks.go(sheet.mock.person, sheet.mock.id, position, house.clock.now)


async def answer_all(house: House, sheet: Sheet, *, wrong: int = 0) -> Sheet:
    """Answer every item, the first ``wrong`` of them wrong."""
    for position in range(1, sheet.mock.length + 1):
        sheet = await go(house, sheet, position)
        if sheet.asked is not None:
            await mark(house, sheet, letters_of(sheet, right=position > wrong))
    return sheet


async def submit(house: House, sheet: Sheet) -> None:
    await house.services.mocks.submit(sheet.mock.person, sheet.mock.id, house.clock.now)


async def to_kind(house: House, sheet: Sheet, kind: str) -> Sheet:
    """Go round the form to an item of this kind."""
    while sheet.item.question.kind != kind:
        sheet = await go(house, sheet, sheet.position % sheet.mock.length + 1)
    return sheet
