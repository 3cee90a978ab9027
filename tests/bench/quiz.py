"""A migrated SQLite file with private quizzes under way, for measuring answers to them."""

from __future__ import annotations

import contextlib
import itertools
import random
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import update

from bot.app import open_bot
from bot.client import Proctor
from bot.config import Settings
from bot.domain.item import Item
from bot.services.context import Place
from bot.services.items import item_of
from bot.services.requests import drawn
from bot.storage import migrate, quizzes
from bot.storage.database import Database
from bot.storage.tables import items
from tests.bench.offline import CHANNEL, GUILD

EXAM = "mls-c01"
LENGTH = 5
FIRST_PERSON = 2001
PLACE = Place(GUILD, CHANNEL)


@contextlib.asynccontextmanager
async def open_offline_bot(folder: Path) -> AsyncIterator[Proctor]:
    """The bot as it is put together in production, on a new database in this folder, not logged in."""
    settings = Settings.read({"DATA_DIR": str(folder)})
    db = Database(settings.database.reveal())
    await migrate.upgrade(db)
    await db.close()
    async with open_bot(settings) as bot:
        yield bot


async def ask(bot: Proctor, count: int) -> list[tuple[int, Item]]:
    """Show people ``count`` single-answer questions, and say to whom; neighbours are different people."""
    rng = random.Random(1)
    services = bot.services
    pool = [q for q in services.bank.of(EXAM) if q.kind == "single"]
    shown: list[list[tuple[int, Item]]] = []
    async with services.db.begin() as tx:
        for person in range(FIRST_PERSON, FIRST_PERSON + -(-count // LENGTH)):
            quiz = {
                "exam": EXAM,
                "audience": "private",
                "person_id": person,
                "guild_id": PLACE.guild,
                "channel_id": PLACE.channel,
                "locale": "en-US",
                "started_at": services.clock(),
            }
            quiz_id = await quizzes.start(tx, quiz, drawn(rng.sample(pool, LENGTH), rng))
            assert quiz_id is not None
            rows = await quizzes.items_of(tx, quiz_id)
            shown.append([(person, item_of(services.bank, row, LENGTH)) for row in rows])
        await tx.execute(update(items).values(shown_at=services.clock()))
    return list(itertools.chain.from_iterable(zip(*shown, strict=True)))[:count]
