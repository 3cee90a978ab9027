"""A point in time as people type it."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

UNITS = {"m": "minutes", "min": "minutes", "h": "hours", "d": "days"}
FROM_NOW = re.compile(r"(?:in\s+)?(\d{1,4})\s*(m|min|h|d)")
DATE_AND_TIME = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)[ T](\d\d?):(\d\d)")
TIME = re.compile(r"(\d\d?):(\d\d)")


def parse_when(text: str, now: dt.datetime, zone: ZoneInfo) -> dt.datetime | None:
    """ "30m", "2h", "1d", "20:00" (the next) or "2026-12-01 20:00" in a zone; None for anything else.

    A time that the zone skips moves on as clocks do; one that occurs twice is the first.
    """
    typed = text.strip().lower()
    if match := FROM_NOW.fullmatch(typed):
        return now + dt.timedelta(**{UNITS[match[2]]: int(match[1])})
    local = now.astimezone(zone)
    try:
        if match := DATE_AND_TIME.fullmatch(text.strip()):
            year, month, day, hour, minute = map(int, match.groups())
            return dt.datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(dt.UTC)
        if match := TIME.fullmatch(typed):
            today = local.replace(hour=int(match[1]), minute=int(match[2]), second=0, microsecond=0)
            found = today if today > local else today + dt.timedelta(days=1)
            return found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
    return None
