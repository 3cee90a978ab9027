"""How many answers per second the service records, one after the other, each of another person.

The baseline stores the same number of rows in the same table of the same file, one SQLAlchemy
insert and commit per row: what the database and its driver take at least.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Awaitable, Iterable
from pathlib import Path
from statistics import median

from bot.client import Proctor
from bot.domain.item import Item
from bot.storage.tables import answers
from tests.bench.quiz import PLACE, ask, open_offline_bot
from tests.bench.row import Row, ratio_at_least


async def measure(folder: Path, rounds: int, batch: int) -> Row:
    """Medians over rounds, each with a batch by the service and then a batch of plain inserts."""
    async with open_offline_bot(folder) as bot:
        waiting = iter(await ask(bot, 2 * batch * (rounds + 1)))
        rates = []
        for _ in range(rounds + 1):  # the first one warms up
            served = [_answer(bot, *shown) for shown in itertools.islice(waiting, batch)]
            inserted = [_insert(bot, *shown) for shown in itertools.islice(waiting, batch)]
            rates.append((await _rate(served), await _rate(inserted)))
    value, baseline = (median(column) for column in zip(*rates[1:], strict=True))
    return ratio_at_least(0.35, "answers recorded by the service", value, baseline, "1/s")


async def _rate(work: Iterable[Awaitable[object]]) -> float:
    start, count = time.perf_counter(), 0
    for count, job in enumerate(work, 1):  # noqa: B007
        await job
    return count / (time.perf_counter() - start)


async def _answer(bot: Proctor, person: int, item: Item) -> None:
    await bot.services.quizzes.answer(person, item.id, "a", bot.services.clock(), PLACE)


async def _insert(bot: Proctor, person: int, item: Item) -> None:
    row = {
        "item_id": item.id,
        "person_id": person,
        "exam": item.question.exam,
        "question_id": item.question.id,
        "chosen": "a",
        "correct": True,
        "first": False,
        "milliseconds": 1000,
        "guild_id": PLACE.guild,
        "channel_id": PLACE.channel,
        "answered_at": bot.services.clock(),
    }
    async with bot.services.db.engine.begin() as connection:
        await connection.execute(answers.insert(), row)
