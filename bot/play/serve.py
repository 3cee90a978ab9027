"""`python -m bot play`: from the environment to a page in the browser, until it is stopped."""

from __future__ import annotations

import contextlib
import logging
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import discord

from bot.app import open_bot
from bot.config import Settings
from bot.play.computer import folder_for, free_port, open_browser, timezone
from bot.play.site import open_page
from bot.play.troubles import Troubles
from bot.play.world import open_world
from bot.running import migrate, stopped_by_signals


async def play(env: Mapping[str, str], *, data: str | None = None, fresh: bool = False) -> None:
    """Serve the try-out page until Ctrl-C or a SIGTERM. Raises StartupError for what can't work."""
    with stopped_by_signals(), contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(_throw_away())) if fresh else folder_for(env, data)
        settings = Settings.read({**env, "DATA_DIR": str(folder), "DATABASE_URL": ""})
        troubles = Troubles()
        _log_to(settings.log_level if env.get("LOG_LEVEL") else "WARNING", troubles)
        port = free_port(env.get("PLAY_PORT", ""))
        await migrate(settings)
        async with (
            open_bot(settings) as bot,
            open_world(bot) as world,
            open_page(world, troubles, port, timezone()) as page,
        ):
            kept = "thrown away at the end" if fresh else f"kept in {folder}"
            print(f"Proctor's try-out page: {page.url}\nStop it with Ctrl-C. Answers are {kept}.", flush=True)
            open_browser(page.url, env)
            await page.wait_closed()


@contextlib.contextmanager
def _throw_away() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="proctor-", ignore_cleanup_errors=True) as folder:
        yield folder


def _log_to(terminal_level: str, troubles: Troubles) -> None:
    """What goes wrong is said in the terminal in full, and on the page in a sentence."""
    discord.utils.setup_logging(level=logging.getLevelNamesMapping()[terminal_level])
    logging.getLogger().addHandler(troubles)
