"""What a group learns together after a mock exam; nobody's own figures appear unless they want to."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row

from bot.domain.bank import Bank
from bot.domain.blueprint import Domain
from bot.domain.question import Question, grade
from bot.domain.shares import FEWEST
from bot.errors import Refusal
from bot.services.mock_events import Event, MockEvents
from bot.storage import events, mocks
from bot.storage.database import Database

HARDEST = 5


@dataclass(frozen=True, slots=True)
class Spread:
    """The distribution of scaled scores, and the mean share right in each domain; from five people on."""

    people: int
    passed: int
    lowest: int
    median: int
    highest: int
    domains: tuple[tuple[Domain, int], ...]


@dataclass(frozen=True, slots=True)
class Hard:
    """A question that many missed; ``right`` of ``asked`` is None below five people."""

    question: Question
    right: int | None
    asked: int


@dataclass(frozen=True, slots=True)
class Report:
    """The report in the channel."""

    event: Event
    people: int
    spread: Spread | None
    hardest: tuple[Hard, ...]
    ranking: tuple[tuple[int, int], ...]


class EventReports:
    """Reads a finished group mock exam for its report."""

    def __init__(self, db: Database, bank: Bank, arranged: MockEvents) -> None:
        self._db, self._bank, self._events = db, bank, arranged

    async def report(self, event_id: int) -> Report:
        """The report of an event whose results are open."""
        event = await self._events.find(event_id)
        if not event.opened:
            raise Refusal("mock.results_later")
        async with self._db.read() as tx:
            sittings = [s for s in await events.sittings(tx, event_id) if s.scaled is not None]
            sheets = [await mocks.sheet(tx, sitting.quiz_id) for sitting in sittings]
        marks = [(row, self._right(row)) for sheet in sheets for row in sheet if self._known(row)]
        enough = len(sittings) >= FEWEST
        ranked = sorted((s for s in sittings if s.ranked), key=lambda s: (-s.scaled, s.person_id))
        return Report(
            event=event,
            people=len(sittings),
            spread=self._spread(event, sittings, marks) if enough else None,
            hardest=self._hardest(marks, told=enough),
            ranking=tuple((s.person_id, s.scaled) for s in ranked),
        )

    def _known(self, row: Row[Any]) -> bool:
        return row.question_id in self._bank.questions

    def _right(self, row: Row[Any]) -> bool:
        question = self._bank.questions.get(row.question_id)
        return question is not None and grade(question, frozenset(row.chosen or ""))

    def _spread(
        self, event: Event, sittings: Sequence[Row[Any]], marks: Sequence[tuple[Row[Any], bool]]
    ) -> Spread:
        scores = [sitting.scaled for sitting in sittings]
        means = []
        for domain in event.exam.domains:
            part = [
                right
                for row, right in marks
                if row.scored and self._bank.questions[row.question_id].domain == domain.id
            ]
            if part:
                means.append((domain, round(100 * sum(part) / len(part))))
        return Spread(
            people=len(scores),
            passed=sum(bool(sitting.passed) for sitting in sittings),
            lowest=min(scores),
            median=round(statistics.median(scores)),
            highest=max(scores),
            domains=tuple(means),
        )

    def _hardest(self, marks: Sequence[tuple[Row[Any], bool]], *, told: bool) -> tuple[Hard, ...]:
        """The questions fewest had right; those everybody had right are left out."""
        right: Counter[str] = Counter()
        asked: Counter[str] = Counter()
        for row, correct in marks:
            right[row.question_id] += correct
            asked[row.question_id] += 1
        missed = [id for id in asked if right[id] < asked[id]]
        missed.sort(key=lambda id: (right[id] / asked[id], id))
        return tuple(
            Hard(self._bank.questions[id], right[id] if told else None, asked[id]) for id in missed[:HARDEST]
        )
