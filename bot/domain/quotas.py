"""How many single-choice and multiple-response items each domain gives to a form."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from bot.domain.apportion import apportion
from bot.domain.blueprint import Domain
from bot.domain.question import Question
from bot.errors import Refusal

HALF = Fraction(1, 2)


class Candidate(NamedTuple):
    """A question with all that decides about it; ``lot`` breaks ties at random."""

    question: Question
    b: float
    seen: dt.datetime | None
    attempts: int
    lot: float


class Need(NamedTuple):
    """How many scored and unscored items a domain is to give."""

    domain: Domain
    scored: int
    unscored: int

    @property
    def items(self) -> int:
        """All of them."""
        return self.scored + self.unscored


class Stock:
    """The candidates of one domain by kind; within a kind unseen ones first, then the longest unseen.

    ``tasks`` counts them by task, ``mean_b`` is their mean difficulty.
    """

    def __init__(self, by_task: Mapping[str, Sequence[Candidate]]) -> None:
        self.tasks = {task: len(part) for task, part in by_task.items()}
        candidates = [c for part in by_task.values() for c in part]
        self.mean_b = sum(c.b for c in candidates) / max(1, len(candidates))
        unseen = [c for c in candidates if c.seen is None]
        seen = sorted((c for c in candidates if c.seen is not None), key=lambda c: (c.seen, c.lot))
        self.single = [c for c in unseen if c.question.kind == "single"]
        self.multiple = [c for c in unseen if c.question.kind == "multiple"]
        self.unseen = len(self.single), len(self.multiple)
        self.single += [c for c in seen if c.question.kind == "single"]
        self.multiple += [c for c in seen if c.question.kind == "multiple"]

    @property
    def share(self) -> Fraction:
        """The share of multiple response."""
        return Fraction(len(self.multiple), max(1, len(self.single) + len(self.multiple)))

    def limits(self, need: int) -> tuple[int, int]:
        """The fewest and the most multiple-response items that ``need`` items of this stock can have."""
        return max(0, need - len(self.single)), min(need, len(self.multiple))

    def unseen_limits(self, need: int) -> tuple[int, int]:
        """The same if no more seen questions are used than must be."""
        single, multiple = self.unseen
        least, most = self.limits(need)
        low, high = sorted((need - single, multiple))
        return min(max(low, least), most), max(min(high, most), least)


def check(code: str, need: Need, stock: Stock) -> None:
    """Refusal("form.too_few") with what is missing, if a domain hasn't enough questions at all."""
    single, multiple = len(stock.single), len(stock.multiple)
    missing = need.items - single - multiple
    if missing > 0:
        wanted = apportion(need.items, [max(single, 1 - multiple), multiple])
        raise Refusal(
            "form.too_few",
            exam=code,
            domain=need.domain.id,
            name=need.domain.name,
            n=missing,
            single=wanted[0] - single,
            multiple=wanted[1] - multiple,
        )


def multiples(needs: Sequence[Need], stocks: Sequence[Stock]) -> list[int]:
    """Multiple-response items of each domain: in total as in the stocks, and from where unseen ones are."""
    pairs = list(zip(needs, stocks, strict=True))
    quotas = [need.items * stock.share for need, stock in pairs]
    total = math.floor(sum(quotas) + HALF)
    least, most = _columns(stock.limits(need.items) for need, stock in pairs)
    low, high = _columns(stock.unseen_limits(need.items) for need, stock in pairs)
    if total > sum(high):
        low, high = high, most
    elif total < sum(low):
        low, high = least, low
    return apportion(total, quotas, low, high)


def unscored_multiples(needs: Sequence[Need], multiple: Sequence[int]) -> list[int]:
    """How many of them are unscored: the same share as on the whole form."""
    pairs = list(zip(needs, multiple, strict=True))
    quotas = [Fraction(need.unscored * m, max(1, need.items)) for need, m in pairs]
    least, most = _columns((max(0, m - need.scored), min(m, need.unscored)) for need, m in pairs)
    total = math.floor(sum(quotas) + HALF)
    return apportion(min(max(total, sum(least)), sum(most)), quotas, least, most)


def _columns(pairs: Iterable[tuple[int, int]]) -> tuple[list[int], list[int]]:
    left, right = zip(*pairs, strict=True)
    return list(left), list(right)
