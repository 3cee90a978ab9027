"""``python -m bot doctor``: a line for each thing the bot needs, ok or what is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping

import discord

from bot.app import content_cache
from bot.config import Settings
from bot.content import load_bank
from bot.errors import StartupError
from bot.running import invite_link, log_in
from bot.storage import migrate as migrations
from bot.storage.database import Database

Check = Callable[[Settings], Awaitable[str]]


async def examine(env: Mapping[str, str] = os.environ) -> int:
    """Print one line per check; 0 if all are ok, else 1."""
    try:
        settings = Settings.read(env)
    except StartupError as error:
        print(f"settings    WRONG  {error}")
        return 1
    print(f"settings    ok     data in {settings.data_dir}")
    checks: dict[str, Check] = {
        "database": check_database,
        "migrations": check_migrations,
        "bank": check_bank,
        "login": check_login,
    }
    results = [await _line(name, check, settings) for name, check in checks.items()]
    return 0 if all(results) else 1


async def _line(name: str, check: Check, settings: Settings) -> bool:
    try:
        print(f"{name:<11} ok     {await check(settings)}")
    except StartupError as error:
        print(f"{name:<11} WRONG  {error}")
        return False
    return True


async def check_database(settings: Settings) -> str:
    if migrations.is_missing(settings.database.reveal()):
        raise StartupError(
            f"{migrations.place(settings.database.reveal())} is not there yet. Run: python -m bot migrate"
        )
    db = Database(settings.database.reveal())
    try:
        await migrations.current(db)
    finally:
        await db.close()
    return migrations.place(db.url)


async def check_migrations(settings: Settings) -> str:
    db = Database(settings.database.reveal())
    try:
        await migrations.require_current(db)
    finally:
        await db.close()
    return f"at {migrations.newest()}"


async def check_bank(settings: Settings) -> str:
    bank = load_bank(settings.question_folders, content_cache(settings))
    counts = ", ".join(f"{exam.code} {len(bank.of(exam.id))}" for exam in bank.exams.values())
    return f"questions: {counts}"


async def check_login(settings: Settings) -> str:
    if settings.token is None:
        return "not tried: DISCORD_TOKEN is not set (only `run` needs it)"
    async with discord.Client(intents=discord.Intents.none()) as client:
        await log_in(client, settings.token.reveal())
        return f"as {client.user}; invite link: {invite_link(client.application_id or 0)}"
