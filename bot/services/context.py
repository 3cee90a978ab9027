"""What services are given instead of reaching for the time themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], dt.datetime]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happens; ``guild`` is None in direct messages."""

    guild: int | None
    channel: int
