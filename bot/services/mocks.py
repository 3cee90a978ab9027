"""Mock exams: one form, one clock, free movement, and every click saved at once.

Deadlines are judged by the time of the click itself (``at``), never by when it is processed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.bank import Bank
from bot.domain.blueprint import Exam
from bot.domain.exam_clock import KEPT_OPEN, next_action
from bot.domain.form import Form, assemble, assemble_drill
from bot.domain.length import Length, minutes
from bot.errors import Refusal
from bot.services.context import Clock, Place
from bot.services.items import item_of, keys_of
from bot.services.marking import end_exam, leave_item
from bot.services.mock_values import ItemState, ItemStatus, Mock, MockRequest, Overview, Sheet, mock_of
from bot.storage import answers, history, kept_back, mocks, quizzes
from bot.storage.database import Database


class Mocks:
    """Taking mock exams; results are `MockResults`' business."""

    def __init__(self, db: Database, bank: Bank, clock: Clock, rng: Random) -> None:
        self._db, self._bank, self._clock, self._rng = db, bank, clock, rng

    async def prepare(self, person: int, request: MockRequest, place: Place, locale: str) -> Mock:
        """Draw a form for a new exam, not yet begun. A Refusal links to one that is running already."""
        exam = self.exam_of(request)
        async with self._db.begin() as tx:
            if where := await self._where(tx, person, exam.id):
                raise Refusal("mock.running", where=where)
            form = await self._draw(tx, person, exam, request, place)
            time = minutes(exam, request.length, request.extra, request.domain)
            quiz_id = await mocks.start(
                tx,
                quiz_row(exam.id, person, place, locale, self._clock()),
                mock_row(request.length, request.domain, time),
                [(item.question_id, item.order, item.scored) for item in form.items],
            )
            if quiz_id is None:
                raise Refusal("mock.running", where=await self._where(tx, person, exam.id))
            return await self._mock(tx, quiz_id)

    def exam_of(self, request: MockRequest) -> Exam:
        """The exam that is asked for; a Refusal where there is no such exam or domain."""
        exam = self._bank.exams.get(request.exam)
        if exam is None:
            raise Refusal("exam.unknown", exam=request.exam)
        if request.domain is not None and request.domain not in {domain.id for domain in exam.domains}:
            raise Refusal("mock.drill_domain", exam=exam.code, part=request.domain)
        if not self._bank.of(exam.id):
            raise Refusal("exam.no_questions", exam=exam.code)
        return exam

    async def attached(self, quiz_id: int, thread: int, place: Place) -> None:
        """The exam takes place in this thread of a channel, or in this direct message channel."""
        async with self._db.begin() as tx:
            await quizzes.change(
                tx, quiz_id, thread_id=thread, guild_id=place.guild, channel_id=place.channel
            )

    async def shown_on(self, quiz_id: int, message: int) -> None:
        """The current item is on this message, which is cleared when time is up."""
        async with self._db.begin() as tx:
            await mocks.change(tx, quiz_id, card_id=message)

    async def cancel(self, quiz_id: int) -> None:
        """Undo a preparation for which no place was found."""
        async with self._db.begin() as tx:
            await mocks.delete(tx, quiz_id)

    async def begin(self, person: int, quiz_id: int, at: dt.datetime) -> Sheet:
        """Start the clock at the click's own time, and show the first item. A second press goes on."""
        async with self._db.begin() as tx:
            row = await self._own(tx, person, quiz_id)
            if row.began_at is None and row.ended_at is None:
                await self._start_clock(tx, row, at)
                row = await self._own(tx, person, quiz_id)
            _check_running(row, at)
            return await self._sheet(tx, row, row.position, at)

    async def current(self, person: int, quiz_id: int, at: dt.datetime) -> Sheet:
        """The item the person was at."""
        async with self._db.begin() as tx:
            row = await self._running(tx, person, quiz_id, at)
            return await self._sheet(tx, row, row.position, at)

    async def mark(self, person: int, item_id: int, letter: str, at: dt.datetime) -> Sheet:
        """Mark an option; of several answers also unmark one. Saved on return."""
        async with self._db.begin() as tx:
            row = await self._running_item(tx, person, item_id, at)
            sheet = await self._sheet(tx, row, row.item_position, at)
            if sheet.asked is None:  # withdrawn while its card was up
                return sheet
            (key,) = keys_of(sheet.asked, letter)
            change = mocks.choose if sheet.asked.question.kind == "single" else answers.toggle
            return replace(sheet, marked=frozenset(await change(tx, item_id, person, key, at)))

    async def flag(self, person: int, item_id: int, at: dt.datetime) -> Sheet:
        """Flag an item for later, or take the flag away. Flags never touch the score."""
        async with self._db.begin() as tx:
            row = await self._running_item(tx, person, item_id, at)
            await mocks.flip_flag(tx, item_id)
            return await self._sheet(tx, row, row.item_position, at)

    async def go(self, person: int, quiz_id: int, position: int, at: dt.datetime) -> Sheet:
        """Move to another item."""
        async with self._db.begin() as tx:
            row = await self._running(tx, person, quiz_id, at)
            position = min(max(position, 1), row.length)
            await leave_item(tx, row, at)
            await mocks.change(tx, quiz_id, position=position, opened_at=at)
            return await self._sheet(tx, row, position, at)

    async def hide_clock(self, person: int, quiz_id: int, at: dt.datetime) -> None:
        """Hide the clock on the card, or show it again."""
        async with self._db.begin() as tx:
            row = await self._running(tx, person, quiz_id, at)
            await mocks.change(tx, quiz_id, clock_hidden=not row.clock_hidden)

    async def overview(self, person: int, quiz_id: int, at: dt.datetime) -> Overview:
        """Which items are complete, incomplete, unseen or withdrawn, and which are flagged."""
        async with self._db.read() as tx:
            row = _check_running(self._check_owner(await mocks.find(tx, quiz_id), person), at)
            statuses = [self._status(item) for item in await mocks.sheet(tx, quiz_id)]
            return Overview(mock_of(self._bank, row), row.position, tuple(statuses), at)

    async def submit(self, person: int, quiz_id: int, at: dt.datetime) -> Mock:
        """End the exam and score it. A second press finds it submitted, which is no error."""
        async with self._db.begin() as tx:
            row = await self._own(tx, person, quiz_id)
            if row.outcome not in (None, "submitted"):
                raise ended(row)
            if row.began_at is None:
                raise Refusal("mock.not_begun")
            if row.ended_at is None:
                await end_exam(tx, self._bank, row, min(at, row.deadline), "submitted", self._clock())
            return await self._mock(tx, quiz_id)

    async def abandon(self, person: int, quiz_id: int) -> Mock:
        """Give an exam up: no score, and nothing counts as answered."""
        async with self._db.begin() as tx:
            row = await self._own(tx, person, quiz_id)
            now = self._clock()
            if not await mocks.close(tx, quiz_id, now, outcome="abandoned", due_at=now + KEPT_OPEN):
                raise ended(row)
            return await self._mock(tx, quiz_id)

    async def share(self, person: int, quiz_id: int, *, done: bool) -> None:
        """Note that a result is shared now, a Refusal where it has been; or that this has failed."""
        async with self._db.begin() as tx:
            row = await self._own(tx, person, quiz_id)
            if done and row.shared_at is not None:
                raise Refusal("mock.shared_before")
            await mocks.change(tx, quiz_id, shared_at=self._clock() if done else None)

    async def running(self, person: int, exam: str | None = None) -> list[Mock]:
        """A person's exams that aren't ended: the one whose clock runs first, then the newest."""
        async with self._db.read() as tx:
            rows = await mocks.of_person(tx, person, exam)
            found = [
                mock_of(self._bank, row)
                for row in rows
                if row.ended_at is None and row.exam in self._bank.exams
            ]
            return sorted(found, key=lambda mock: mock.deadline is None)

    async def _draw(
        self, tx: AsyncConnection, person: int, exam: Exam, request: MockRequest, place: Place
    ) -> Form:
        busy = await kept_back.from_person(tx, person, place.guild)
        pool = [question for question in self._bank.of(exam.id) if question.id not in busy]
        seen = await history.last_seen(tx, person, exam.id)
        if request.domain is not None:
            return assemble_drill(exam, request.domain, pool, seen, self._rng, length=request.length)
        attempts = await mocks.first_attempts(tx, exam.id)
        return assemble(exam, pool, seen, self._rng, length=request.length, first_attempts=attempts)

    async def _start_clock(self, tx: AsyncConnection, row: Row[Any], at: dt.datetime) -> None:
        for other in await mocks.of_person(tx, row.person_id, row.exam):
            if other.began_at is not None and other.ended_at is None:
                raise Refusal("mock.running", where=f"<#{other.thread_id or other.channel_id}>")
        deadline = at + dt.timedelta(minutes=row.minutes)
        if row.event_id is not None:
            starts_at = await mocks.event_start(tx, row.event_id)
            if at < starts_at:
                raise Refusal("mock.too_early", at=starts_at)
            deadline = starts_at + dt.timedelta(minutes=row.minutes)
            if at > deadline:
                raise Refusal("mock.time_up")
        await mocks.change(
            tx,
            row.quiz_id,
            began_at=at,
            opened_at=at,
            deadline=deadline,
            warned=row.minutes,
            due_at=next_action(deadline, row.minutes, at),
        )

    async def _sheet(self, tx: AsyncConnection, row: Row[Any], position: int, at: dt.datetime) -> Sheet:
        item = await mocks.item_at(tx, row.quiz_id, position, row.person_id)
        assert item is not None
        if item.shown_at is None:
            await quizzes.change_item(tx, item.id, shown_at=at)
        known = item.question_id in self._bank.questions
        return Sheet(
            mock=mock_of(self._bank, row),
            position=position,
            asked=item_of(self._bank, item, row.length) if known else None,
            marked=frozenset(item.chosen or ""),
            flagged=item.flagged,
            at=at,
        )

    def _status(self, item: Row[Any]) -> ItemStatus:
        question = self._bank.questions.get(item.question_id)
        if question is None:
            return ItemStatus(item.position, "withdrawn", flagged=False)
        state: ItemState = "unseen"
        if item.shown_at is not None:
            state = "complete" if len(item.chosen or "") == question.choose else "incomplete"
        return ItemStatus(item.position, state, item.flagged)

    async def _own(self, tx: AsyncConnection, person: int, quiz_id: int) -> Row[Any]:
        return self._check_owner(await mocks.find(tx, quiz_id, lock=True), person)

    async def _running(self, tx: AsyncConnection, person: int, quiz_id: int, at: dt.datetime) -> Row[Any]:
        return _check_running(await self._own(tx, person, quiz_id), at)

    async def _running_item(
        self, tx: AsyncConnection, person: int, item_id: int, at: dt.datetime
    ) -> Row[Any]:
        return _check_running(self._check_owner(await mocks.of_item(tx, item_id), person), at)

    def _check_owner(self, row: Row[Any] | None, person: int) -> Row[Any]:
        if row is None or row.exam not in self._bank.exams:
            raise Refusal("mock.gone")
        if row.person_id != person:
            raise Refusal("mock.not_yours")
        return row

    async def _where(self, tx: AsyncConnection, person: int, exam: str) -> str:
        for row in await mocks.of_person(tx, person, exam):
            if row.ended_at is None and row.event_id is None:
                return f"<#{row.thread_id or row.channel_id}>"
        return ""

    async def _mock(self, tx: AsyncConnection, quiz_id: int) -> Mock:
        row = await mocks.find(tx, quiz_id)
        assert row is not None
        return mock_of(self._bank, row)


def _check_running(row: Row[Any], at: dt.datetime) -> Row[Any]:
    if row.ended_at is not None:
        raise ended(row)
    if row.began_at is None:
        raise Refusal("mock.not_begun")
    if at > row.deadline:
        raise Refusal("mock.time_up")
    return row


def quiz_row(exam: str, person: int, place: Place, locale: str, now: dt.datetime) -> dict[str, Any]:
    return {
        "exam": exam,
        "person_id": person,
        "guild_id": place.guild,
        "channel_id": place.channel,
        "locale": locale,
        "started_at": now,
    }


def mock_row(size: Length, part: str | None, time: int) -> dict[str, Any]:
    return {
        "size": size,
        "part": part,
        "minutes": time,
        "position": 1,
        "clock_hidden": False,
        "ranked": False,
    }


def ended(row: Row[Any]) -> Refusal:
    """What to say of an exam that is over: one that was given up has no result to look at."""
    return Refusal("mock.no_score" if row.outcome == "abandoned" else "mock.ended")
