"""Group mock exams: everybody who joins gets the same form, under one deadline.

Results open for all when everybody has ended, or when the last deadline has passed.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.bank import Bank
from bot.domain.blueprint import Exam
from bot.domain.exam_clock import GRACE
from bot.domain.form import assemble
from bot.domain.length import Extra, Length, minutes
from bot.errors import Refusal
from bot.services.context import Clock, Place
from bot.services.mock_values import Mock, mock_of
from bot.services.mocks import mock_row, quiz_row
from bot.storage import events, history, mocks
from bot.storage.database import Database

LATEST = dt.timedelta(days=60)
LOOK_AGAIN = dt.timedelta(seconds=15)
OPENING = dt.timedelta(minutes=1)
"""Opening a thread takes no longer; after that a press may try again."""


@dataclass(frozen=True, slots=True)
class Event:
    """A group mock exam as its card shows it."""

    id: int
    exam: Exam
    length: Length
    items: int
    minutes: int
    host: int
    guild: int
    channel: int
    message: int | None
    locale: str
    starts_at: dt.datetime
    joined: int  # who has joined; once results are open, who has a score
    opened: bool

    @property
    def ends_at(self) -> dt.datetime:
        """The common deadline; people with extra time have a later one."""
        return self.starts_at + dt.timedelta(minutes=self.minutes)


class MockEvents:
    """Arranging and joining group mock exams; each person's own exam is then like any other."""

    def __init__(self, db: Database, bank: Bank, clock: Clock, rng: Random) -> None:
        self._db, self._bank, self._clock, self._rng = db, bank, clock, rng

    async def arrange(
        self, host: int, exam_id: str, length: Length, starts_at: dt.datetime, place: Place, locale: str
    ) -> Event:
        """Draw the form that all will get. ``starts_at`` lies ahead, at most sixty days."""
        assert place.guild is not None
        exam = self._bank.exams.get(exam_id)
        if exam is None:
            raise Refusal("exam.unknown", exam=exam_id)
        if not self._bank.of(exam.id):
            raise Refusal("exam.no_questions", exam=exam.code)
        now = self._clock()
        if not now < starts_at <= now + LATEST:
            raise Refusal("event.bad_time")
        async with self._db.begin() as tx:
            # Nobody's history decides here: what the group has met least often comes first.
            attempts = await mocks.first_attempts(tx, exam.id)
            seen = await history.last_seen_in(tx, place.guild, exam.id)
            form = assemble(
                exam, self._bank.of(exam.id), seen, self._rng, length=length, first_attempts=attempts
            )
            time = minutes(exam, length)
            event_id = await events.start(
                tx,
                {
                    "exam": exam.id,
                    "size": length,
                    "minutes": time,
                    "form": json.dumps([(item.question_id, item.order, item.scored) for item in form.items]),
                    "host_id": host,
                    "guild_id": place.guild,
                    "channel_id": place.channel,
                    "locale": locale,
                    "starts_at": starts_at,
                    "due_at": starts_at + dt.timedelta(minutes=time) + GRACE,
                },
            )
            return await self._event(tx, event_id)

    async def posted(self, event_id: int, message: int) -> None:
        """The card with Join is this message."""
        async with self._db.begin() as tx:
            await events.change(tx, event_id, message_id=message)

    async def find(self, event_id: int) -> Event:
        async with self._db.read() as tx:
            return await self._event(tx, event_id)

    async def join(self, person: int, event_id: int, extra: Extra, place: Place, locale: str) -> Mock:
        """Somebody's own exam in this event, prepared with the questions hidden until the start.

        Latecomers get the time that is left. Who has joined already gets that exam again, before it
        begins with the extra time asked for now; a second press while its thread is being opened is
        refused.
        """
        now = self._clock()
        async with self._db.begin() as tx:
            row = await self._row(tx, event_id)
            time = minutes(self._bank.exams[row.exam], row.size, extra)
            ends_at = row.starts_at + dt.timedelta(minutes=time)
            if row.opened_at is not None or now >= ends_at:
                raise Refusal("event.over")
            await events.extend(tx, event_id, ends_at + GRACE)
            for sitting in await events.sittings(tx, event_id):
                if sitting.person_id == person:
                    return await self._rejoin(tx, sitting, time, now)
            quiz = {**quiz_row(row.exam, person, place, locale, now), "event_id": event_id}
            mock = {
                **mock_row(row.size, None, time),
                "due_at": row.starts_at if now < row.starts_at else None,
            }
            form = [tuple(item) for item in json.loads(row.form)]
            quiz_id = await mocks.start(tx, quiz, mock, form)
            if quiz_id is None:  # two presses at the same moment: the other one opens the thread
                raise Refusal("event.opening")
            return await self._mock(tx, quiz_id)

    async def _rejoin(self, tx: AsyncConnection, sitting: Row[Any], time: int, now: dt.datetime) -> Mock:
        if sitting.ended_at is not None:
            raise Refusal("mock.ended")
        if sitting.thread_id is None and now < sitting.started_at + OPENING:
            raise Refusal("event.opening")
        if sitting.began_at is None:
            await mocks.change(tx, sitting.quiz_id, minutes=time)
        return await self._mock(tx, sitting.quiz_id)

    async def _mock(self, tx: AsyncConnection, quiz_id: int) -> Mock:
        row = await mocks.find(tx, quiz_id)
        assert row is not None
        return mock_of(self._bank, row)

    async def rank(self, person: int, event_id: int) -> bool:
        """Take part in the ranking of the report, or no more; whether one does now."""
        async with self._db.begin() as tx:
            for sitting in await events.sittings(tx, event_id):
                if sitting.person_id == person:
                    await mocks.change(tx, sitting.quiz_id, ranked=not sitting.ranked)
                    return not sitting.ranked
        raise Refusal("event.join_first")

    async def finished(self, event_id: int) -> list[Mock]:
        """The exams of an event that have a score."""
        async with self._db.read() as tx:
            sittings = await events.sittings(tx, event_id)
            return [mock_of(self._bank, sitting) for sitting in sittings if sitting.scaled is not None]

    async def due(self, limit: int) -> list[int]:
        """Events whose results may have to open, the longest overdue first."""
        async with self._db.read() as tx:
            return await events.due(tx, self._clock(), limit)

    async def next_due(self) -> dt.datetime | None:
        async with self._db.read() as tx:
            return await events.next_due(tx)

    async def open_results(self, event_id: int) -> bool:
        """Open the results if everybody has ended or the last deadline has passed; whether to report now.

        An exam that was never begun doesn't hold the others up once everybody's time is over.
        """
        now = self._clock()
        async with self._db.begin() as tx:
            row = await self._row(tx, event_id)
            if row.opened_at is not None:
                return row.reported_at is None
            sittings = await events.sittings(tx, event_id)
            running = [s for s in sittings if s.ended_at is None and s.began_at is not None]
            waiting = [s for s in sittings if s.ended_at is None and s.began_at is None]
            over = row.due_at is not None and now >= row.due_at
            if over and running:  # their own clocks are about to end them
                await events.change(tx, event_id, due_at=now + LOOK_AGAIN)
            if running or (not over and (waiting or not sittings or now < row.starts_at)):
                return False
            for sitting in waiting:
                await mocks.close(tx, sitting.quiz_id, now, outcome="abandoned", due_at=now)
            # Due at once: if the report is cut off, the next start makes up for it.
            return await events.claim(tx, event_id, "opened_at", opened_at=now, due_at=now)

    async def postpone(self, event_id: int) -> None:
        """Try again later what failed."""
        async with self._db.begin() as tx:
            await events.change(tx, event_id, due_at=self._clock() + dt.timedelta(minutes=1))

    async def reported(self, event_id: int) -> None:
        """The report is in the channel, or can't be posted there any more."""
        async with self._db.begin() as tx:
            await events.change(tx, event_id, reported_at=self._clock(), due_at=None)

    async def _row(self, tx: AsyncConnection, event_id: int) -> Row[Any]:
        row = await events.find(tx, event_id)
        if row is None or row.exam not in self._bank.exams:
            raise Refusal("event.gone")
        return row

    async def _event(self, tx: AsyncConnection, event_id: int) -> Event:
        row = await self._row(tx, event_id)
        sittings: Sequence[Row[Any]] = await events.sittings(tx, event_id)
        return Event(
            id=row.id,
            exam=self._bank.exams[row.exam],
            length=row.size,
            items=len(json.loads(row.form)),
            minutes=row.minutes,
            host=row.host_id,
            guild=row.guild_id,
            channel=row.channel_id,
            message=row.message_id,
            locale=row.locale,
            starts_at=row.starts_at,
            joined=len([s for s in sittings if row.opened_at is None or s.scaled is not None]),
            opened=row.opened_at is not None,
        )
