"""How many answers per second the service records, one after the other, each of another person.

The baseline stores the same number of rows in the same table of the same file, one SQLAlchemy
insert and commit per row: what the database and its driver take at least.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Awaitable, Iterable, Sequence
from pathlib import Path

from bot.client import Proctor
from bot.domain.item import Item
from bot.storage.tables import answers
from tests.bench.quiz import PLACE, ask, open_offline_bot
from tests.bench.row import Row, quiet, ratio_at_least

NAME = "answers recorded by the service"


async def sample(folder: Path, rounds: int, batch: int) -> list[tuple[float, float]]:
    """Seconds for a batch of answers by the service and for a batch of plain inserts, in each round."""
    async with open_offline_bot(folder) as bot:
        waiting = iter(await ask(bot, 2 * batch * (rounds + 1)))
        times = []
        for _ in range(rounds + 1):  # the first one warms up
            served = [_answer(bot, *shown) for shown in itertools.islice(waiting, batch)]
            inserted = [_insert(bot, *shown) for shown in itertools.islice(waiting, batch)]
            times.append((await _seconds(served), await _seconds(inserted)))
    return times[1:]


def row(samples: Sequence[tuple[float, float]], batch: int) -> Row:
    served, inserted = map(quiet, zip(*samples, strict=True))
    return ratio_at_least(0.35, NAME, batch / served, batch / inserted, "1/s")


async def _seconds(work: Iterable[Awaitable[None]]) -> float:
    start = time.perf_counter()
    for job in work:
        await job
    return time.perf_counter() - start


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
