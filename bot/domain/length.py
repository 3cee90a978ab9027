"""How many items and minutes a form has: the whole exam or a part of it, with the extra time people get."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from bot.domain.apportion import apportion
from bot.domain.blueprint import Exam

Length = Literal["full", "half", "short"]
Extra = Literal["none", "+30", "x1.5", "x2"]

FRACTIONS: Mapping[Length, Fraction] = {
    "full": Fraction(1),
    "half": Fraction(1, 2),
    "short": Fraction(1, 4),
}
"""The part of the blueprint's items and minutes that a form of each length has."""

EXTRA_TIME: Mapping[Extra, tuple[Fraction, int]] = {
    "none": (Fraction(1), 0),
    "+30": (Fraction(1), 30),
    "x1.5": (Fraction(3, 2), 0),
    "x2": (Fraction(2), 0),
}
"""The factor and the minutes that a whole exam's time grows by."""


def split(exam: Exam, length: Length) -> tuple[int, int]:
    """Scored and unscored items of a form.

    The number of items is rounded to the nearest (a half up), then split by the largest remainder:
    65 = 50+15 gives 33 = 25+8 and 16 = 12+4.
    """
    items = max(1, math.floor(exam.items * FRACTIONS[length] + Fraction(1, 2)))
    scored, unscored = apportion(items, [exam.scored, exam.unscored])
    return scored, unscored


def domain_counts(exam: Exam, length: Length) -> dict[str, tuple[int, int]]:
    """Scored and unscored items by domain id, each by the largest remainder of the weights."""
    weights = [domain.weight for domain in exam.domains]
    columns = [apportion(items, weights) for items in split(exam, length)]
    ids = [domain.id for domain in exam.domains]
    return {id: (scored, unscored) for id, scored, unscored in zip(ids, *columns, strict=True)}


def drill_items(exam: Exam, domain: str, length: Length) -> int:
    """Items of a drill: as many as the domain has on a form of that length, the unscored ones included."""
    return max(1, sum(domain_counts(exam, length)[domain]))


def minutes(exam: Exam, length: Length = "full", extra: Extra = "none", domain: str | None = None) -> int:
    """The time for a form, or for a drill of one domain, rounded up to whole minutes.

    Extra time is granted for the whole exam and then scaled like everything else, so that the pace stays
    that of the exam: +30 on 180 minutes is +15 on a half form of 90. A drill has its items' share.
    """
    factor, more = EXTRA_TIME[extra]
    share = FRACTIONS[length]
    if domain is not None:
        share = Fraction(drill_items(exam, domain, length), exam.items)
    return math.ceil((exam.minutes * factor + more) * share)
