"""Where Chromium is, and how it is started for tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)

# No sandbox, as root cannot have one; no look-ups of its own in the background.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_chromium() -> str | None:
    """The program's path: CHROMIUM if set, else by its usual names and places."""
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), *MAC_APPS]
    return next((path for path in candidates if path and Path(path).is_file()), None)


def chromium_path() -> str:
    """The same for a test, which is skipped where there is none."""
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium: install the package chromium, or name the program in CHROMIUM")
    return path
