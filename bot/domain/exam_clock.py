"""The clock of a mock exam: when it warns, when it ends, and what comes next by itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

WARNINGS = (30, 15, 5)
"""Minutes before the end at which a candidate is told, as at a test centre."""

GRACE = dt.timedelta(seconds=10)
"""The bot submits this much after the deadline, so that clicks on their way count by their own time."""

KEPT_OPEN = dt.timedelta(hours=24)
"""A thread is archived this long after submission; a server has room for 1,000 active ones."""


@dataclass(frozen=True, slots=True)
class Warn:
    """Tell the candidate how many minutes are left."""

    minutes: int


@dataclass(frozen=True, slots=True)
class Expire:
    """Submit what is there, as of the deadline."""


@dataclass(frozen=True, slots=True)
class Sleep:
    """Nothing to do before this time."""

    until: dt.datetime


def due_action(deadline: dt.datetime, warned: int | None, now: dt.datetime) -> Warn | Expire | Sleep:
    """What a running exam needs now. Warnings that were missed are not made up for, the latest apart."""
    if now >= deadline + GRACE:
        return Expire()
    pending = [minutes for minutes in WARNINGS if warned is None or minutes < warned]
    due = [minutes for minutes in pending if now >= deadline - dt.timedelta(minutes=minutes)]
    if due:
        return Warn(min(due))
    if pending:
        return Sleep(deadline - dt.timedelta(minutes=max(pending)))
    return Sleep(deadline + GRACE)


def next_action(deadline: dt.datetime, warned: int | None, now: dt.datetime) -> dt.datetime:
    """When a running exam next needs the bot: now, where something is overdue."""
    action = due_action(deadline, warned, now)
    return action.until if isinstance(action, Sleep) else now
