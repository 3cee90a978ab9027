"""Running on Discord, and migrating: the parts of the command line that last."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Iterator

import aiohttp
import discord

from bot.app import open_bot
from bot.client import PERMISSIONS, Proctor
from bot.config import Settings
from bot.errors import StartupError
from bot.storage import migrate as migrations
from bot.storage.database import Database

SCOPES = ("bot", "applications.commands")


def invite_link(application_id: int) -> str:
    """The address with which a server's owner adds the bot, asking for no more than it uses."""
    return discord.utils.oauth_url(application_id, permissions=PERMISSIONS, scopes=SCOPES)


async def run(settings: Settings, *, ephemeral_disk: bool = False) -> None:
    """Run until stopped. Raises StartupError with one line where something is missing or wrong."""
    if settings.token is None:
        raise StartupError(
            "DISCORD_TOKEN is not set. Put the bot's token into .env (see .env.example), or try: make play"
        )
    if ephemeral_disk and settings.uses_sqlite and not settings.allow_sqlite:
        raise StartupError(
            "This host throws its disk away, and the database would go with it. Set DATABASE_URL to a"
            " PostgreSQL address, or ALLOW_SQLITE=1 if you accept the loss."
        )
    discord.utils.setup_logging(level=logging.getLevelNamesMapping()[settings.log_level])
    logging.getLogger("alembic").setLevel(logging.WARNING)  # or it tells of each look at the revision
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # this bot doesn't speak
    with stopped_by_signals():
        async with open_bot(settings) as bot, bot:
            await log_in(bot, settings.token.reveal())
            print(f"Invite link: {invite_link(bot.application_id or 0)}", file=sys.stderr)
            await bot.connect()


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Let Ctrl-C, and the signal that hosts send before a restart, end the block as if it were done."""
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # on Windows, Ctrl-C raises KeyboardInterrupt instead
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        yield


async def log_in(bot: Proctor | discord.Client, token: str) -> None:
    """Log in and set up; a wrong token, an unreachable Discord or a refusal is told in one line."""
    try:
        await bot.login(token)
    except discord.LoginFailure:
        raise StartupError(
            "Discord refuses DISCORD_TOKEN. Copy it again from the Bot page of your application at"
            " https://discord.com/developers/applications."
        ) from None
    except (aiohttp.ClientError, OSError, discord.DiscordServerError) as error:
        raise StartupError(
            f"Discord can't be reached: {_reason(error)}. Check the network and try again."
        ) from None
    except discord.HTTPException as error:
        raise StartupError(
            f"Discord refuses the start: {_reason(error)}. Try again later; if it stays so, report it."
        ) from None


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


async def migrate(settings: Settings) -> str:
    """Bring the database up to date; what was done, in words."""
    db = Database(settings.database.reveal())
    try:
        before = await migrations.current(db)
        await migrations.upgrade(db)
        after = await migrations.current(db)
    finally:
        await db.close()
    where = migrations.place(db.url)
    return f"{where}: up to date ({after})" if before == after else f"{where}: {before or 'new'} → {after}"
