"""What the bot does by itself in mock exams: warnings, the end, and archiving threads.

When that is, stands in each exam's ``due_at``; nothing is lost if the bot is down meanwhile.
"""

from __future__ import annotations

import datetime as dt
import math

from bot.domain.bank import Bank
from bot.domain.exam_clock import Expire, Sleep, Warn, due_action, next_action
from bot.services.context import Clock
from bot.services.marking import end_exam
from bot.services.mock_values import Notice, mock_of
from bot.storage import mocks
from bot.storage.database import Database

LATER = dt.timedelta(minutes=1)
"""When an exam is looked at again whose content is missing, or that could not be marked."""


class MockTimers:
    """Everything that falls due in mock exams, the longest overdue first."""

    def __init__(self, db: Database, bank: Bank, clock: Clock) -> None:
        self._db, self._bank, self._clock = db, bank, clock

    async def due(self, limit: int) -> list[int]:
        """The exams in which something is to be done by the bot itself, the longest overdue first."""
        async with self._db.read() as tx:
            return list(await mocks.due(tx, self._clock(), limit))

    async def next_due(self) -> dt.datetime | None:
        """When the next of these falls due."""
        async with self._db.read() as tx:
            return await mocks.next_due(tx)

    async def act(self, quiz_id: int) -> Notice | None:
        """Do what is due in one exam and say what to tell. Once done it is not due again."""
        now = self._clock()
        async with self._db.begin() as tx:
            row = await mocks.find(tx, quiz_id, lock=True)
            if row is None or row.due_at is None or row.due_at > now:
                return None
            if row.exam not in self._bank.exams:
                await mocks.change(tx, quiz_id, due_at=now + LATER)
                return None
            if row.ended_at is not None:
                await mocks.change(tx, quiz_id, due_at=None)
                return Notice(mock_of(self._bank, row), "archive")
            if row.began_at is None:
                await mocks.change(tx, quiz_id, due_at=None)
                starts_at = await mocks.event_start(tx, row.event_id)
                ends_at = starts_at + dt.timedelta(minutes=row.minutes)
                return Notice(mock_of(self._bank, row), "start", ends_at=ends_at)
            match due_action(row.deadline, row.warned, now):
                case Expire():
                    await end_exam(tx, self._bank, row, row.deadline, "expired", now)
                    ended = await mocks.find(tx, quiz_id)
                    assert ended is not None
                    return Notice(mock_of(self._bank, ended), "expired")
                case Warn(minutes):
                    await mocks.change(
                        tx, quiz_id, warned=minutes, due_at=next_action(row.deadline, minutes, now)
                    )
                    left = math.ceil((row.deadline - now) / dt.timedelta(minutes=1))
                    return Notice(mock_of(self._bank, row), "warning", left)
                case Sleep(until):
                    await mocks.change(tx, quiz_id, due_at=until)
        return None

    async def postpone(self, quiz_id: int) -> None:
        """Try again later what has failed, so that it doesn't hold up the others."""
        async with self._db.begin() as tx:
            await mocks.change(tx, quiz_id, due_at=self._clock() + LATER)
