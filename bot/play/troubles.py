"""What went wrong inside the bot, for the page to say."""

from __future__ import annotations

import itertools
import logging
import time


class Troubles(logging.Handler):
    """Keeps the latest error that anything logged, while it is news."""

    NEWS_SECONDS = 60.0

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._numbers = itertools.count(1)
        self._latest: tuple[int, float, str] | None = None

    def emit(self, record: logging.LogRecord) -> None:
        # perf_counter, as simcord puts its own clock in the place of time.monotonic
        self._latest = next(self._numbers), time.perf_counter(), record.getMessage()

    def latest(self) -> dict[str, object] | None:
        """Its number and text, or None. Each tab shows a number once."""
        if self._latest is None or time.perf_counter() - self._latest[1] > self.NEWS_SECONDS:
            return None
        number, _, message = self._latest
        return {"number": number, "text": message}
