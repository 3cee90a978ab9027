"""The composition root: from settings to a bot that is ready to connect. Nothing else builds these."""

from __future__ import annotations

import contextlib
import random
from collections.abc import AsyncIterator
from pathlib import Path

import discord

from bot.client import Proctor
from bot.config import Settings
from bot.content import load_bank
from bot.domain.bank import Bank
from bot.services import Services
from bot.services.context import Clock
from bot.storage.database import Database
from bot.storage.migrate import require_current


def content_cache(settings: Settings) -> Path:
    """Where the snapshot of the parsed questions is kept between starts."""
    return settings.data_dir / "cache"


@contextlib.asynccontextmanager
async def open_services(
    settings: Settings, bank: Bank, *, clock: Clock, rng: random.Random
) -> AsyncIterator[Services]:
    """The use cases on a migrated database, which is closed at the end."""
    db = Database(settings.database.reveal())
    try:
        await require_current(db)
        yield Services(db, bank, clock, rng)
    finally:
        await db.close()


@contextlib.asynccontextmanager
async def open_bot(
    settings: Settings, *, clock: Clock = discord.utils.utcnow, rng: random.Random | None = None
) -> AsyncIterator[Proctor]:
    """A bot with its services, not yet connected. Raises StartupError where something is missing."""
    bank = load_bank(settings.question_folders, content_cache(settings))
    async with open_services(settings, bank, clock=clock, rng=rng or random.SystemRandom()) as services:
        yield Proctor(services)
