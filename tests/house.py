"""A small bank, a clock that stands still until told, and all services on both databases."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Row, select

from bot.domain.bank import Bank
from bot.errors import Refusal
from bot.services import Services
from bot.services.context import Place
from bot.services.quizzes import Asked, Graded
from bot.services.requests import QuizRequest
from bot.storage.database import Database
from bot.storage.tables import answers, choice_counts
from tests import builders

ALICE, BOB, CAROL = 10**18, 10**18 + 1, 10**18 + 2
GUILD, CHANNEL, THREAD = 5, 50, 500
HERE = Place(GUILD, CHANNEL)
DIRECT = Place(None, 60)


class Clock:
    """The time; it moves only when a test says so."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_by(self, seconds: float) -> dt.datetime:
        self.now += dt.timedelta(seconds=seconds)
        return self.now


@dataclass
class House:
    """The services of a bot, and what they stored."""

    services: Services
    clock: Clock

    async def rows(self, table: Any, *where: Any) -> list[Row[Any]]:
        async with self.services.db.read() as tx:
            statement = select(table).where(*where).order_by(*table.primary_key.columns)
            return list((await tx.execute(statement)).all())

    async def ask(self, person: int = ALICE, part: str | None = None, **changes: Any) -> Asked:
        """A new private quiz; its first question."""
        request = QuizRequest("demo", part, changes.pop("count", None))
        return await self.services.quizzes.start(person, request, changes.pop("place", HERE), "en")

    async def answer(self, asked: Asked, person: int = ALICE, letter: str = "a") -> Graded:
        at = self.clock.now
        return await self.services.quizzes.answer(person, asked.item.id, letter, at, HERE)

    async def assert_counts_are_true(self) -> None:
        """The running count of choices is what a recount of all first answers gives."""
        first = Counter((row.question_id, row.chosen) for row in await self.rows(answers) if row.first)
        assert {(row.question_id, row.chosen): row.people for row in await self.rows(choice_counts)} == first


def make_bank() -> Bank:
    """Four questions of task 1.1, two of 2.1, two choose-2 questions of 2.2; an exam without questions."""
    several = builders.options(*builders.OPTIONS, key="ac")
    questions = [
        *(builders.question(f"demo-1.1-{n:03}") for n in range(1, 5)),
        *(builders.question(f"demo-2.1-{n:03}") for n in range(1, 3)),
        *(builders.question(f"demo-2.2-{n:03}", kind="multiple", options=several) for n in range(1, 3)),
    ]
    return Bank([builders.exam(), builders.exam("empty")], questions)


def without(bank: Bank, *ids: str) -> Bank:
    """The bank after questions have been withdrawn."""
    return Bank(bank.exams.values(), [q for q in bank.questions.values() if q.id not in ids])


def refusals(outcomes: Iterable[object]) -> list[str]:
    """The keys of the refusals among the outcomes of `gather`; any other exception is raised."""
    keys = []
    for outcome in outcomes:
        if isinstance(outcome, Refusal):
            keys.append(outcome.key)
        elif isinstance(outcome, BaseException):
            raise outcome
    return keys


@pytest.fixture
def house(db: Database) -> House:
    clock = Clock()
    return House(Services(db, make_bank(), clock, random.Random(7)), clock)
