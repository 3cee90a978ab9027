"""The computer that the page runs on: a folder, a port, a time zone, a browser."""

from __future__ import annotations

import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from tzlocal import get_localzone_name

from bot.config import Settings
from bot.errors import StartupError

PORT = 8100
PORTS_TRIED = 50


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


def timezone() -> str:
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
