"""Private quizzes: one person, one card at a time, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.bank import Bank
from bot.domain.blueprint import Exam
from bot.domain.item import Item
from bot.domain.question import grade
from bot.domain.shares import Shares, option_shares
from bot.domain.tally import Tally, tally
from bot.errors import Refusal
from bot.services.context import Clock, Place
from bot.services.items import answer_row, item_of, keys_of
from bot.services.requests import QuizRequest, drawn
from bot.storage import answers, history, kept_back, quizzes
from bot.storage.database import Database


@dataclass(frozen=True, slots=True)
class Progress:
    """An unfinished quiz: which exam, and how many of its questions are answered."""

    quiz_id: int
    exam: Exam
    answered: int
    length: int


@dataclass(frozen=True, slots=True)
class Asked:
    """The question to show now, and the options already marked on it."""

    item: Item
    marked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Graded:
    """A final answer. ``shares`` is None while too few people have answered the question."""

    item: Item
    chosen: frozenset[str]
    correct: bool
    shares: Shares | None
    last: bool


@dataclass(frozen=True, slots=True)
class Finished:
    """A quiz whose questions are all answered."""

    quiz_id: int
    exam: Exam
    tally: Tally


class Quizzes:
    """What a person can do with a quiz of their own.

    At most one is unfinished per person; each item is answered once; only the owner can act on it.
    """

    def __init__(self, db: Database, bank: Bank, clock: Clock, rng: Random) -> None:
        self._db, self._bank, self._clock, self._rng = db, bank, clock, rng

    async def unfinished(self, person: int) -> Progress | None:
        """The quiz a person may continue. One whose exam has left the bank is ended."""
        async with self._db.begin() as tx:
            quiz = await quizzes.running_private(tx, person)
            if quiz is None:
                return None
            if quiz.exam not in self._bank.exams:
                await quizzes.end(tx, quiz.id, self._clock())
                return None
            return Progress(quiz.id, self._bank.exams[quiz.exam], quiz.answered, quiz.length)

    async def start(self, person: int, request: QuizRequest, place: Place, locale: str) -> Asked:
        """Draw a new quiz and show its first question; an unfinished one ends."""

        async def draw(tx: AsyncConnection) -> list[tuple[str, str]]:
            last_seen = await history.last_seen(tx, person, request.exam)
            avoid = await kept_back.from_person(tx, person, place.guild)
            return request.draw(self._bank, last_seen, avoid, self._rng)

        request.resolve(self._bank)  # refuses before the unfinished quiz is given up
        return await self._begin(person, request.exam, place, locale, draw)

    async def again(self, person: int, quiz_id: int, place: Place, locale: str) -> Asked:
        """A new quiz of the questions missed in an earlier one."""
        finished = await self.result(person, quiz_id)
        missed = [q for q in finished.tally.missed if q.id in self._bank.questions]
        if not missed:
            raise Refusal("quiz.none_missed")

        async def draw(tx: AsyncConnection) -> list[tuple[str, str]]:
            busy = await kept_back.from_person(tx, person, place.guild)
            free = [question for question in missed if question.id not in busy]
            if not free:
                raise Refusal("quiz.all_open_elsewhere")
            return drawn(free, self._rng)

        return await self._begin(person, finished.exam.id, place, locale, draw)

    async def show(self, person: int, quiz_id: int) -> Asked | Finished:
        """The next unanswered question of a quiz, or its result. Ends the quiz when none is left."""
        async with self._db.begin() as tx:
            quiz = await self._own(tx, person, quiz_id)
            asked = await self._ask(tx, quiz)
            if asked is not None:
                return asked
            await quizzes.end(tx, quiz_id, self._clock())
            return await self._result(tx, quiz)

    async def answer(self, person: int, item_id: int, letter: str, at: dt.datetime, place: Place) -> Graded:
        """Grade a single-answer item by the letter pressed; the answer is committed on return."""
        async with self._db.begin() as tx:
            row, item = await self._open_item(tx, person, item_id)
            return await self._record(tx, row, item, keys_of(item, letter), at, place)

    async def toggle(self, person: int, item_id: int, letter: str, at: dt.datetime) -> Asked:
        """Mark or unmark an option of a choose-N item."""
        async with self._db.begin() as tx:
            _, item = await self._open_item(tx, person, item_id)
            (key,) = keys_of(item, letter)
            return Asked(item, frozenset(await answers.toggle(tx, item_id, person, key, at)))

    async def submit(self, person: int, item_id: int, at: dt.datetime, place: Place) -> Graded:
        """Grade what is marked on a choose-N item, if it is exactly as many as asked for."""
        async with self._db.begin() as tx:
            row, item = await self._open_item(tx, person, item_id)
            marked = frozenset(await answers.picked(tx, item_id, person))
            if len(marked) != item.question.choose:
                raise Refusal("quiz.choose_exactly", n=item.question.choose, marked=len(marked))
            return await self._record(tx, row, item, marked, at, place)

    async def result(self, person: int, quiz_id: int) -> Finished:
        """The result of one's own quiz so far."""
        async with self._db.read() as tx:
            return await self._result(tx, await self._own(tx, person, quiz_id))

    async def _begin(
        self,
        person: int,
        exam: str,
        place: Place,
        locale: str,
        draw: Callable[[AsyncConnection], Any],
    ) -> Asked:
        now = self._clock()
        quiz = {
            "exam": exam,
            "audience": "private",
            "person_id": person,
            "guild_id": place.guild,
            "channel_id": place.channel,
            "locale": locale,
            "started_at": now,
        }
        async with self._db.begin() as tx:
            earlier = await quizzes.running_private(tx, person)
            if earlier is not None:
                await quizzes.end(tx, earlier.id, now)
            quiz_id = await quizzes.start(tx, quiz, await draw(tx))
            if quiz_id is None:  # two starts at the same moment: the other one won
                raise Refusal("quiz.started_twice")
            asked = await self._ask(tx, await self._own(tx, person, quiz_id))
            assert asked is not None  # drawn from the bank just now
            return asked

    async def _own(self, tx: AsyncConnection, person: int, quiz_id: int) -> Row[Any]:
        quiz = await quizzes.find(tx, quiz_id)
        if quiz is None or quiz.audience != "private":
            raise Refusal("quiz.gone")
        if quiz.person_id != person:
            raise Refusal("quiz.not_yours")
        if quiz.exam not in self._bank.exams:
            raise Refusal("exam.unknown", exam=quiz.exam)
        return quiz

    async def _ask(self, tx: AsyncConnection, quiz: Row[Any]) -> Asked | None:
        """The first unanswered item that may be shown now; None where all are answered.

        Questions withdrawn from the bank since the draw are passed over.
        """
        left = await quizzes.unanswered(tx, quiz.id)
        left = [row for row in left if row.question_id in self._bank.questions]
        if not left:
            return None
        if quiz.ended_at is not None:
            raise Refusal("quiz.ended")
        row = next((row for row in left if not (row.open_elsewhere or row.in_exam)), left[0])
        _check_kept_back(row)
        if row.shown_at is None:
            await quizzes.change_item(tx, row.id, shown_at=self._clock())
        return Asked(item_of(self._bank, row, quiz.length), frozenset(row.chosen or ""))

    async def _open_item(self, tx: AsyncConnection, person: int, item_id: int) -> tuple[Row[Any], Item]:
        row = await quizzes.item(tx, item_id)
        if row is None or row.audience != "private":
            raise Refusal("quiz.gone")
        if row.person_id != person:
            raise Refusal("quiz.not_yours")
        if row.answered:
            raise Refusal("quiz.answered_before")
        if row.ended_at is not None:
            raise Refusal("quiz.ended")
        if row.question_id not in self._bank.questions:
            raise Refusal("quiz.withdrawn")
        _check_kept_back(row)
        return row, item_of(self._bank, row, row.length)

    async def _record(
        self,
        tx: AsyncConnection,
        row: Row[Any],
        item: Item,
        chosen: frozenset[str],
        at: dt.datetime,
        place: Place,
    ) -> Graded:
        correct = grade(item.question, chosen)
        answer = answer_row(row, chosen, correct, row.person_id, at, place, since=row.shown_at)
        if await answers.record(tx, answer) is None:
            raise Refusal("quiz.answered_before")
        shares = option_shares(await answers.choices(tx, item.question.id))
        last = row.left == 1
        if last:
            await quizzes.end(tx, item.quiz_id, self._clock())
        return Graded(item, chosen, correct, shares, last)

    async def _result(self, tx: AsyncConnection, quiz: Row[Any]) -> Finished:
        rows = [row for row in await quizzes.items_of(tx, quiz.id) if row.question_id in self._bank.questions]
        given = await answers.of_items(tx, [row.id for row in rows])
        questions = [self._bank.questions[row.question_id] for row in rows]
        exam = self._bank.exams[quiz.exam]
        return Finished(quiz.id, exam, tally(exam, questions, {a.question_id: a.correct for a in given}))


def _check_kept_back(row: Row[Any]) -> None:
    """Refuse to show or grade an item whose question is open to the person elsewhere."""
    if row.open_elsewhere:
        raise Refusal("quiz.open_elsewhere")
    if row.in_exam:
        raise Refusal("quiz.in_your_exam")
