"""Group quizzes: one shared card at a time, hidden picks, a clock, then the key for everybody.

The database alone says how far a quiz has come. `step` reads off what is to be done next; whoever
does it reports back (`attached`, `posted`, `revealed`, `finished`) and asks again. So a restart, or
two callers at once, can repeat a step but never lose or count one twice.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from random import Random
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.bank import Bank
from bot.domain.item import Item
from bot.domain.question import grade
from bot.domain.scoreboard import standings
from bot.domain.shares import option_shares
from bot.errors import Refusal
from bot.services.context import Clock, Place
from bot.services.group_values import Finish, Group, Post, Reveal, Step, Wait
from bot.services.items import answer_row, item_of, keys_of
from bot.services.requests import QuizRequest
from bot.storage import answers, history, kept_back, quizzes
from bot.storage.database import Database

GRACE = dt.timedelta(seconds=2)
"""Clocks close this much late, so that clicks still on their way count by their own timestamp."""

PAUSE = dt.timedelta(seconds=45)
"""Time to read the reasons before the next question comes by itself."""

SETUP = dt.timedelta(minutes=2)
"""A quiz that has no thread after this long was cut off while it was being set up."""

GIVE_UP = dt.timedelta(minutes=10)
"""A quiz whose first question couldn't be posted for this long ends, so that its channel is free again."""


class GroupQuizzes:
    """What a group can do together; at most one quiz is running per channel."""

    def __init__(self, db: Database, bank: Bank, clock: Clock, rng: Random) -> None:
        self._db, self._bank, self._clock, self._rng = db, bank, clock, rng

    async def open(self, host: int, request: QuizRequest, place: Place, seconds: int, locale: str) -> int:
        """Claim the channel and draw the questions; a Refusal links to a quiz that runs there already."""
        assert place.guild is not None
        now = self._clock()
        quiz = {
            "exam": request.exam,
            "audience": "group",
            "person_id": host,
            "guild_id": place.guild,
            "channel_id": place.channel,
            "locale": locale,
            "seconds": seconds,
            "started_at": now,
        }
        async with self._db.begin() as tx:
            request.resolve(self._bank)
            running = await quizzes.running_group(tx, place.channel)
            if running is not None and running.thread_id is None and running.started_at < now - SETUP:
                await quizzes.end(tx, running.id, now)
            last_seen = await history.last_seen_in(tx, place.guild, request.exam)
            avoid = await kept_back.from_group(tx, place.guild)
            drawn = request.draw(self._bank, last_seen, avoid, self._rng)
            quiz_id = await quizzes.start(tx, quiz, drawn)
            if quiz_id is None:
                running = await quizzes.running_group(tx, place.channel)
                where = running.thread_id if running is not None and running.thread_id else place.channel
                raise Refusal("group.running", where=f"<#{where}>")
            return quiz_id

    async def attached(self, quiz_id: int, thread: int) -> None:
        """The quiz is played in this thread."""
        async with self._db.begin() as tx:
            await quizzes.change(tx, quiz_id, thread_id=thread)

    async def running(self) -> list[int]:
        """All unfinished quizzes, for picking them up after a restart."""
        async with self._db.read() as tx:
            return await quizzes.running_groups(tx)

    async def step(self, quiz_id: int) -> Step | None:
        """What is to be done next; None once the quiz has ended. Closes an item whose time is up."""
        now = self._clock()
        async with self._db.begin() as tx:
            quiz = await quizzes.find(tx, quiz_id)
            if quiz is None or quiz.ended_at is not None or quiz.thread_id is None:
                return None
            rows = await quizzes.items_of(tx, quiz_id)
            unposted = all(row.message_id is None for row in rows)
            if quiz.exam not in self._bank.exams or (unposted and now > quiz.started_at + GIVE_UP):
                await quizzes.end(tx, quiz_id, now)
                return None
            rows = [row for row in rows if row.question_id in self._bank.questions]
            pending = [row for row in rows if row.revealed_at is None]
            if not pending:
                return await self._finish(tx, quiz, rows)
            row = pending[0]
            if row.closed_at is None and row.message_id is None:
                if quiz.next_at is not None and now < quiz.next_at:
                    return Wait(quiz.next_at)
                item = item_of(self._bank, row, quiz.length)
                return Post(self._group(quiz), item, quiz.seconds)
            if row.closed_at is None:
                if now < row.closes_at + GRACE:
                    return Wait(row.closes_at + GRACE)
                await self._close(tx, quiz, row, now)
            return await self._reveal(tx, quiz, row, last=len(pending) == 1)

    async def posted(self, item_id: int, message: int, at: dt.datetime, seconds: int) -> bool:
        """The card is in the thread since ``at``: its clock runs from then.

        False if the quiz was stopped meanwhile; the card is to be taken away again.
        """
        closes_at = at + dt.timedelta(seconds=seconds)
        async with self._db.begin() as tx:
            await quizzes.claim_item(
                tx, item_id, "message_id", message_id=message, shown_at=at, closes_at=closes_at
            )
            row = await quizzes.item(tx, item_id)
            return row is not None and row.closed_at is None

    async def revealed(self, quiz_id: int, item_id: int) -> None:
        """The card shows the key."""
        now = self._clock()
        async with self._db.begin() as tx:
            if await quizzes.claim_item(tx, item_id, "revealed_at", revealed_at=now):
                await quizzes.change(tx, quiz_id, next_at=now + PAUSE)

    async def finished(self, quiz_id: int) -> None:
        """The scoreboard is shown, or can't be shown any more."""
        async with self._db.begin() as tx:
            await quizzes.end(tx, quiz_id, self._clock())

    async def pick(
        self, person: int, item_id: int, letters: str, at: dt.datetime
    ) -> tuple[Item, frozenset[str]]:
        """Lock in a choice, or change it; judged by the click's own time ``at``."""
        async with self._db.begin() as tx:
            row = await quizzes.item(tx, item_id, lock=True)  # no close reads the picks meanwhile
            if row is None or row.audience != "group":
                raise Refusal("quiz.gone")
            if row.closed_at is not None or row.ended_at is not None:
                raise Refusal("group.closed")
            if row.closes_at is None:
                raise Refusal("group.not_open")
            if at > row.closes_at:
                raise Refusal("group.closed")
            if row.question_id not in self._bank.questions:
                raise Refusal("quiz.withdrawn")
            item = item_of(self._bank, row, row.length)
            chosen = keys_of(item, letters)
            if len(chosen) != item.question.choose:
                raise Refusal("quiz.choose_exactly", n=item.question.choose, marked=len(chosen))
            await answers.pick(tx, item_id, person, "".join(sorted(chosen)), at)
            return item, chosen

    async def next(self, person: int, item_id: int, at: dt.datetime, *, organizer: bool) -> int:
        """End this item's clock now, or the pause after it. Returns the quiz to step on."""
        async with self._db.begin() as tx:
            row = await self._hosted(tx, person, item_id, organizer)
            if row.closed_at is None and row.closes_at is not None:
                await quizzes.change_item(tx, item_id, closes_at=min(at, row.closes_at))
            elif row.revealed_at is not None:
                await quizzes.change(tx, row.quiz_id, next_at=self._clock())
            return int(row.quiz_id)

    async def skip(self, person: int, item_id: int, *, organizer: bool) -> int:
        """Close this item without counting it. Returns the quiz to step on."""
        async with self._db.begin() as tx:
            row = await self._hosted(tx, person, item_id, organizer)
            if row.message_id is None:
                raise Refusal("group.not_open")
            if not await quizzes.claim_item(tx, item_id, "closed_at", closed_at=self._clock(), skipped=True):
                raise Refusal("group.closed")
            return int(row.quiz_id)

    async def stop(self, person: int, item_id: int, *, organizer: bool) -> int:
        """Ask no more questions; what is open now isn't counted. Returns the quiz to step on."""
        now = self._clock()
        async with self._db.begin() as tx:
            row = await self._hosted(tx, person, item_id, organizer)
            for other in await quizzes.items_of(tx, row.quiz_id):
                if other.closed_at is None:
                    unseen = {"revealed_at": now} if other.message_id is None else {}
                    await quizzes.change_item(tx, other.id, closed_at=now, skipped=True, **unseen)
            return int(row.quiz_id)

    async def _hosted(self, tx: AsyncConnection, person: int, item_id: int, organizer: bool) -> Row[Any]:
        row = await quizzes.item(tx, item_id)
        if row is None or row.audience != "group":
            raise Refusal("quiz.gone")
        if row.ended_at is not None:
            raise Refusal("group.over")
        if row.person_id != person and not organizer:
            raise Refusal("group.host_only", host=f"<@{row.person_id}>")
        return row

    async def _close(self, tx: AsyncConnection, quiz: Row[Any], row: Row[Any], now: dt.datetime) -> None:
        if not await quizzes.claim_item(tx, row.id, "closed_at", closed_at=now):
            return
        question = self._bank.questions[row.question_id]
        place = Place(quiz.guild_id, quiz.thread_id)
        item = await quizzes.item(tx, row.id)
        assert item is not None
        given = []
        for pick in await answers.picks_of(tx, row.id):
            chosen, at = frozenset(pick.chosen), pick.picked_at
            right = grade(question, chosen)
            given.append(answer_row(item, chosen, right, pick.person_id, at, place, since=row.shown_at))
        await answers.record_all(tx, given)

    async def _reveal(self, tx: AsyncConnection, quiz: Row[Any], row: Row[Any], *, last: bool) -> Reveal:
        current = await quizzes.item(tx, row.id)  # `row` may be from before it was closed
        assert current is not None
        given = await answers.of_items(tx, [row.id])
        return Reveal(
            group=self._group(quiz),
            item=item_of(self._bank, row, quiz.length),
            message=row.message_id,
            skipped=current.skipped,
            answered=len(given),
            right=tuple(answer.person_id for answer in given if answer.correct),
            shares=option_shares(Counter(answer.chosen for answer in given)),
            last=last,
        )

    async def _finish(self, tx: AsyncConnection, quiz: Row[Any], rows: list[Row[Any]]) -> Finish:
        counted = [row.id for row in rows if not row.skipped]
        given = await answers.of_items(tx, counted)
        marks = [(answer.person_id, answer.correct) for answer in given]
        return Finish(self._group(quiz), len(counted), standings(marks))

    def _group(self, quiz: Row[Any]) -> Group:
        exam = self._bank.exams[quiz.exam]
        return Group(quiz.id, exam, quiz.person_id, quiz.thread_id, quiz.locale, quiz.length)
