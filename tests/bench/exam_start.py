"""A start while many mock exams are running: until every timer is there again, and the memory it takes."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import func, select

from bot.client import Proctor
from bot.domain.exam_clock import next_action
from bot.services.mock_values import MockRequest
from bot.storage.tables import items, mocks, quizzes
from tests.bench.memory import IDLE_SECONDS, resident
from tests.bench.offline import detach
from tests.bench.process import printed
from tests.bench.quiz import EXAM, FIRST_PERSON, PLACE, open_offline_bot
from tests.bench.row import Row, value_at_most

EXAMS = 5000
SPREAD = dt.timedelta(hours=2)
"""The exams have begun within this time before now."""


def prepare(folder: Path, count: int) -> Path:
    """A folder with a database in which so many full exams are running."""
    asyncio.run(_fill(folder, count))
    return folder


def sample(folder: Path) -> tuple[float, float]:
    """Seconds until all timers are rebuilt, and megabytes afterwards, of a process that starts on it."""
    seconds, size = printed("-m", __name__, folder).split()
    return float(seconds), float(size)


def rows(many: Sequence[tuple[float, float]], one: Sequence[tuple[float, float]], count: int) -> list[Row]:
    """From starts with so many running exams, and with a single one."""
    seconds, sizes = zip(*many, strict=True)
    more = median(sizes) - median(size for _, size in one)
    return [
        value_at_most(3, f"start with {count} running exams", median(seconds), "s"),
        value_at_most(50, f"memory for {count} running exams", max(more, 0.0), "MB"),
    ]


async def _fill(folder: Path, count: int) -> None:
    """One exam by the service, and the others as copies of its rows for other people."""
    async with open_offline_bot(folder) as bot:
        now = bot.services.clock()
        made = await bot.services.mocks.prepare(FIRST_PERSON, MockRequest(EXAM), PLACE, "en-US")
        await bot.services.mocks.begin(FIRST_PERSON, made.id, now)
        async with bot.services.db.begin() as tx:
            quiz, mock, *_ = [
                (await tx.execute(select(table))).mappings().one() for table in (quizzes, mocks)
            ]
            form = (await tx.execute(select(items))).mappings().all()
            for number in range(1, count):
                began = now - SPREAD * number / count
                end = began + dt.timedelta(minutes=mock["minutes"])
                clock = {"began_at": began, "deadline": end, "due_at": next_action(end, mock["minutes"], now)}
                id = made.id + number
                await tx.execute(quizzes.insert(), {**quiz, "id": id, "person_id": FIRST_PERSON + number})
                await tx.execute(mocks.insert(), {**mock, **clock, "quiz_id": id})
                copies = [{**item, "quiz_id": id} for item in form]
                await tx.execute(items.insert(), [_without_id(item) for item in copies])


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


async def start(folder: Path) -> None:
    """Start as `python -m bot run` does, except that nothing is sent to Discord; print time and size."""

    async def accept(application: int, payload: list[Any]) -> list[Any]:
        return []

    begun = time.perf_counter()
    async with open_offline_bot(folder) as bot, bot:
        detach(bot)
        bot.http.bulk_upsert_global_commands = accept  # type: ignore[assignment]
        await bot.setup_hook()
        await bot.on_ready()
        seconds = time.perf_counter() - begun
        await _check(bot)
        await asyncio.sleep(IDLE_SECONDS)
        print(seconds, resident() / 1e6)


async def _check(bot: Proctor) -> None:
    """The bot is going to wake up for the exam that needs it first."""
    async with bot.services.db.read() as tx:
        first = (await tx.execute(select(func.min(mocks.c.due_at)))).scalar_one()
    (job,) = bot.wakeups._scheduler.get_jobs()
    assert job.next_run_time == first


if __name__ == "__main__":
    asyncio.run(start(Path(sys.argv[1])))
