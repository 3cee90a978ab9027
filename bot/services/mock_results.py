"""Results of mock exams, for the eyes of the person who sat them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, get_args

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.bank import Bank
from bot.domain.blueprint import Domain, Exam, Task
from bot.domain.item import Item
from bot.domain.question import grade
from bot.domain.scoring import percentage
from bot.domain.shares import Shares, option_shares
from bot.errors import Refusal
from bot.services.items import item_of
from bot.services.mock_values import Mock, mock_of
from bot.storage import answers, events, mocks
from bot.storage.database import Database

Filter = Literal["all", "wrong", "flagged", "slow", "unscored"]
FILTERS: tuple[Filter, ...] = get_args(Filter)
SLOW = 1.5
"""An item is slow that took this many times the exam's own pace."""

STUDIED = 3
"""How many tasks are recommended to study next."""


@dataclass(frozen=True, slots=True)
class DomainResult:
    """Scored items right in a domain; competent where the share reaches the cut's."""

    domain: Domain
    right: int
    asked: int
    competent: bool


@dataclass(frozen=True, slots=True)
class Score:
    """An earlier or the present exam in one line; ``scaled`` is None for a drill or an abandoned exam."""

    mock: Mock
    outcome: str
    at: dt.datetime
    scaled: int | None
    percent: int | None
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Result:
    """Everything on a result card; ``seconds`` are those on each item, ``pace`` is the exam's own."""

    score: Score
    csem: float
    provisional: bool
    raw: int
    asked: int
    unscored: int
    domains: tuple[DomainResult, ...]
    study: tuple[Task, ...]
    seconds: tuple[float, ...]
    pace: float
    earlier: tuple[Score, ...]

    @property
    def mock(self) -> Mock:
        return self.score.mock


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One item after the exam; ``index`` of ``count`` counts within the filter from 1."""

    mock: Mock
    item: Item
    chosen: frozenset[str]
    correct: bool
    scored: bool
    flagged: bool
    seconds: float
    shares: Shares | None
    filter: Filter
    index: int
    counts: Mapping[Filter, int]

    @property
    def count(self) -> int:
        return self.counts[self.filter]


class MockResults:
    """Reads what an exam ended with. Everybody sees only their own."""

    def __init__(self, db: Database, bank: Bank) -> None:
        self._db, self._bank = db, bank

    async def result(self, person: int, quiz_id: int) -> Result:
        """The result of an ended exam; a Refusal where it isn't open yet."""
        async with self._db.read() as tx:
            row = await self._open(tx, person, quiz_id)
            rows = await self._sheet(tx, quiz_id)
            earlier = [
                self._score(other)
                for other in await mocks.of_person(tx, person, row.exam)
                if other.quiz_id < quiz_id and other.raw is not None and await self._is_open(tx, other)
            ]
        exam = self._bank.exams[row.exam]
        scored = [item for item in rows if item.scored]
        return Result(
            score=self._score(row),
            csem=row.csem or 0.0,
            provisional=bool(row.provisional),
            raw=row.raw,
            asked=len(scored),
            unscored=len(rows) - len(scored),
            domains=self._domains(exam, scored),
            study=self._study(exam, rows),
            seconds=tuple(item.milliseconds / 1000 for item in rows),
            pace=row.minutes * 60 / row.length,
            earlier=tuple(earlier),
        )

    async def history(self, person: int) -> list[Score]:
        """All exams a person has ended, newest first."""
        async with self._db.read() as tx:
            rows = await mocks.of_person(tx, person)
            return [
                self._score(row, hidden=not await self._is_open(tx, row))
                for row in rows
                if row.ended_at is not None and row.exam in self._bank.exams
            ]

    async def numbered(self, person: int, number: int | None) -> int:
        """The id of somebody's exam by the number in its title (the latest with it), or of the newest."""
        ended = [score for score in await self.history(person) if score.outcome != "abandoned"]
        if not ended:
            raise Refusal("mock.no_results")
        for score in ended:
            if number is None or score.mock.number == number:
                return score.mock.id
        raise Refusal("mock.no_such_result", number=number)

    async def review(self, person: int, quiz_id: int, filter: Filter, index: int) -> Reviewed:
        """One item with the key and the reasons, by its place within a filter."""
        async with self._db.read() as tx:
            row = await self._open(tx, person, quiz_id)
            pace = row.minutes * 60_000 / row.length
            # Keys of a group mock that this person takes stay closed here too.
            closed = await events.closed_forms(tx, person)
            rows = [item for item in await self._sheet(tx, quiz_id) if item.question_id not in closed]
            matching: dict[Filter, list[Row[Any]]] = {
                name: [item for item in rows if self._matches(item, name, pace)] for name in FILTERS
            }
            found = matching[filter]
            if not found:
                raise Refusal(f"mock.review_empty.{filter}")
            index = min(max(index, 1), len(found))
            item = found[index - 1]
            shares = option_shares(await answers.choices(tx, item.question_id))
        shown = item_of(self._bank, item, row.length)
        chosen = frozenset(item.chosen or "")
        return Reviewed(
            mock=mock_of(self._bank, row),
            item=shown,
            chosen=chosen,
            correct=grade(shown.question, chosen),
            scored=item.scored,
            flagged=item.flagged,
            seconds=item.milliseconds / 1000,
            shares=shares,
            filter=filter,
            index=index,
            counts={name: len(items) for name, items in matching.items()},
        )

    async def _open(self, tx: AsyncConnection, person: int, quiz_id: int) -> Row[Any]:
        row = await mocks.find(tx, quiz_id)
        if row is None or row.exam not in self._bank.exams:
            raise Refusal("mock.gone")
        if row.person_id != person:
            raise Refusal("mock.not_yours")
        if row.ended_at is None:
            raise Refusal("mock.not_ended")
        if row.raw is None:
            raise Refusal("mock.no_score")
        if not await self._is_open(tx, row):
            raise Refusal("mock.results_later")
        return row

    async def _is_open(self, tx: AsyncConnection, row: Row[Any]) -> bool:
        """A group's results open when all have ended."""
        return row.event_id is None or await events.is_open(tx, row.event_id)

    async def _sheet(self, tx: AsyncConnection, quiz_id: int) -> list[Row[Any]]:
        return [row for row in await mocks.sheet(tx, quiz_id) if row.question_id in self._bank.questions]

    def _score(self, row: Row[Any], *, hidden: bool = False) -> Score:
        known = row.raw is not None and not hidden
        percent = percentage(row.raw, row.length) if known and row.scaled is None else None
        return Score(
            mock=mock_of(self._bank, row),
            outcome=row.outcome,
            at=row.ended_at,
            scaled=row.scaled if known else None,
            percent=percent,
            passed=row.passed if known else None,
        )

    def _right(self, item: Row[Any]) -> bool:
        return grade(self._bank.questions[item.question_id], frozenset(item.chosen or ""))

    def _matches(self, item: Row[Any], filter: Filter, pace: float) -> bool:
        match filter:
            case "wrong":
                return not self._right(item)
            case "flagged":
                return bool(item.flagged)
            case "slow":
                return bool(item.milliseconds > SLOW * pace)
            case "unscored":
                return not item.scored
        return True

    def _domains(self, exam: Exam, scored: list[Row[Any]]) -> tuple[DomainResult, ...]:
        """The exam's cut as a share of its items also divides the domains: thresholds are unpublished."""
        bar = Fraction(exam.scale.cut, exam.scored)
        results = []
        for domain in exam.domains:
            part = [item for item in scored if self._bank.questions[item.question_id].domain == domain.id]
            if part:
                right = sum(self._right(item) for item in part)
                results.append(DomainResult(domain, right, len(part), right >= bar * len(part)))
        return tuple(results)

    def _study(self, exam: Exam, rows: list[Row[Any]]) -> tuple[Task, ...]:
        """The tasks where most of the exam's weight was lost: share wrong × the task's weight.

        A task has an even part of its domain's weight. The share leans towards a half where few
        questions were asked, so that a single one decides little.
        """
        lost: dict[str, tuple[int, int]] = {}
        for item in rows:
            task = self._bank.questions[item.question_id].task
            wrong, asked = lost.get(task, (0, 0))
            lost[task] = (wrong + (not self._right(item)), asked + 1)

        def loss(task: str) -> Fraction:
            (wrong, asked), domain = lost[task], exam.domain(task.partition(".")[0])
            return Fraction(2 * wrong + 1, 2 * asked + 2) * Fraction(domain.weight, len(domain.tasks))

        ranked = sorted(lost, key=lambda task: (-loss(task), task))
        return tuple(exam.task(task) for task in ranked if lost[task][0])[:STUDIED]
