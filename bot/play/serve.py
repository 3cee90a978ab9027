"""`python -m bot play`: from the environment to a page in the browser, until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import discord
from tzlocal import get_localzone_name

from bot.app import open_bot
from bot.config import Settings
from bot.errors import StartupError
from bot.play.site import open_page
from bot.play.troubles import Troubles
from bot.play.world import open_world
from bot.running import migrate

PORT = 8100
PORTS_TRIED = 50


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
            open_page(world, troubles, port, _timezone()) as page,
        ):
            kept = "thrown away at the end" if fresh else f"kept in {folder}"
            print(f"Proctor's try-out page: {page.url}\nStop it with Ctrl-C. Answers are {kept}.", flush=True)
            open_browser(page.url, env)
            await page.wait_closed()


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Let Ctrl-C and a polite kill end the block, calmly and as if it were done."""
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    with contextlib.suppress(NotImplementedError):  # on Windows, Ctrl-C raises KeyboardInterrupt instead
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        yield


def folder_for(env: Mapping[str, str], data: str | None) -> Path:
    """Where the database is: not the one of a deployment on this computer."""
    default = Settings.read({**env, "DATABASE_URL": ""}).data_dir / "play"
    folder = Path(data).expanduser().resolve() if data else default
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StartupError(
            f"The folder {folder} can't be made: {error.strerror}. Choose one by --data."
        ) from None
    if not os.access(folder, os.W_OK):
        raise StartupError(f"The folder {folder} can't be written to. Choose another by --data.")
    return folder


@contextlib.contextmanager
def _throw_away() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="proctor-", ignore_cleanup_errors=True) as folder:
        yield folder


def _log_to(terminal_level: str, troubles: Troubles) -> None:
    """What goes wrong is said in the terminal in full, and on the page in a sentence."""
    discord.utils.setup_logging(level=logging.getLevelNamesMapping()[terminal_level])
    logging.getLogger().addHandler(troubles)


def free_port(wanted: str) -> int:
    """PLAY_PORT or the usual one, else the next that is free; says so if it is another."""
    if wanted and not (wanted.isascii() and wanted.isdigit() and int(wanted) < 65536):
        raise StartupError(f"PLAY_PORT is {wanted!r}: use a number up to 65535.")
    first = int(wanted or PORT)
    for port in range(first, min(first + PORTS_TRIED, 65536)):
        if _is_free(port):
            if port != first:
                print(
                    f"Port {first} is taken, so the page is on {port}. PLAY_PORT chooses another.", flush=True
                )
            return port
    raise StartupError(f"Port {first} and those after it are taken. Choose another by PLAY_PORT.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        # As the server will do it: a port that was in use a moment ago is not taken.
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _timezone() -> str:
    """This computer's, for the times on the page."""
    try:
        return ZoneInfo(get_localzone_name()).key
    except Exception:  # a computer may be set up in any way, and nothing depends on this
        return "UTC"


def open_browser(url: str, env: Mapping[str, str]) -> threading.Thread | None:
    """Show the page, unless NO_BROWSER=1 or there is no screen to show it on."""
    screen = sys.platform in ("darwin", "win32") or env.get("DISPLAY") or env.get("WAYLAND_DISPLAY")
    if env.get("NO_BROWSER", "") in ("", "0") and screen:
        # A browser may take its time to start, or never come back.
        thread = threading.Thread(target=webbrowser.open, args=(url,), daemon=True)
        thread.start()
        return thread
    return None
