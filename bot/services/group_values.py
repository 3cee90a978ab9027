"""Group quizzes as the cogs and the stage see them, and what is to be done next in one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.domain.blueprint import Exam
from bot.domain.item import Item
from bot.domain.scoreboard import Standing
from bot.domain.shares import Shares


@dataclass(frozen=True, slots=True)
class Group:
    """A running group quiz."""

    id: int
    exam: Exam
    host: int
    thread: int
    locale: str
    length: int


@dataclass(frozen=True, slots=True)
class Post:
    """Post this item's card and start its clock."""

    group: Group
    item: Item
    seconds: int


@dataclass(frozen=True, slots=True)
class Reveal:
    """Show the key of this item. ``shares`` is None while too few answered."""

    group: Group
    item: Item
    message: int
    skipped: bool
    answered: int
    right: tuple[int, ...]
    shares: Shares | None
    last: bool


@dataclass(frozen=True, slots=True)
class Finish:
    """Show the scoreboard and let the thread go on as a conversation."""

    group: Group
    asked: int
    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing is due before this time."""

    until: dt.datetime


Step = Post | Reveal | Finish | Wait
