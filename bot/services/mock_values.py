"""What people and the bot are told about mock exams."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row

from bot.domain.bank import Bank
from bot.domain.blueprint import Exam
from bot.domain.item import Item
from bot.domain.length import Extra, Length

ItemState = Literal["unseen", "incomplete", "complete", "withdrawn"]


@dataclass(frozen=True, slots=True)
class MockRequest:
    """What somebody wants to sit: an exam of some length, or a drill of one of its domains."""

    exam: str
    length: Length = "full"
    domain: str | None = None
    extra: Extra = "none"


@dataclass(frozen=True, slots=True)
class Mock:
    """A mock exam and where it takes place. ``deadline`` is None until it has begun."""

    id: int
    exam: Exam
    number: int
    size: Length
    domain: str | None
    person: int
    guild: int | None
    channel: int
    thread: int | None
    event: int | None
    locale: str
    length: int
    minutes: int
    deadline: dt.datetime | None
    ended: bool
    clock_hidden: bool
    card: int | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The item on the card, what is marked on it, and the clock.

    ``asked`` is None where the question has left the bank since the draw: it counts for nobody.
    """

    mock: Mock
    position: int
    asked: Item | None
    marked: frozenset[str]
    flagged: bool
    at: dt.datetime

    @property
    def item(self) -> Item:
        """The item, of a question that is in the bank."""
        assert self.asked is not None
        return self.asked


@dataclass(frozen=True, slots=True)
class ItemStatus:
    """One line of the navigator."""

    position: int
    state: ItemState
    flagged: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """All items of an exam, for the navigator and the review screen."""

    mock: Mock
    position: int
    items: tuple[ItemStatus, ...]
    at: dt.datetime

    def positions(self, *states: ItemState) -> list[int]:
        return [item.position for item in self.items if item.state in states]

    @property
    def flagged(self) -> list[int]:
        return [item.position for item in self.items if item.flagged]


@dataclass(frozen=True, slots=True)
class Notice:
    """What the bot does by itself: the common start, a warning, the end, or archiving."""

    mock: Mock
    kind: Literal["start", "warning", "expired", "archive"]
    minutes: int = 0
    ends_at: dt.datetime | None = None


def mock_of(bank: Bank, row: Row[Any]) -> Mock:
    """A mock exam from its row."""
    return Mock(
        id=row.quiz_id,
        exam=bank.exams[row.exam],
        number=row.number,
        size=row.size,
        domain=row.part,
        person=row.person_id,
        guild=row.guild_id,
        channel=row.channel_id,
        thread=row.thread_id,
        event=row.event_id,
        locale=row.locale,
        length=row.length,
        minutes=row.minutes,
        deadline=row.deadline,
        ended=row.ended_at is not None,
        clock_hidden=row.clock_hidden,
        card=row.card_id,
    )
