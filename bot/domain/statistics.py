"""The few statistics that content checks need, without a numerics library."""

from __future__ import annotations

import math
from collections.abc import Sequence


def chi_square_p(statistic: float, freedom: int) -> float:
    """The probability of a chi-square value at least this large, exact for all degrees of freedom.

    It is the regularized upper gamma function Q(freedom/2, statistic/2), which is a finite sum for halves.
    """
    half = statistic / 2
    if freedom % 2:
        start, tail = 0.5, math.erfc(math.sqrt(half))
    else:
        start, tail = 0.0, 0.0
    if half == 0:
        return 1.0
    terms = (
        math.exp((start + k) * math.log(half) - half - math.lgamma(start + k + 1))
        for k in range(freedom // 2)
    )
    return min(1.0, tail + math.fsum(terms))


def uniform_p(counts: Sequence[int]) -> float:
    """How likely counts as uneven as these are if every cell has the same chance (Pearson's test)."""
    total = sum(counts)
    if total == 0 or len(counts) < 2:
        return 1.0
    expected = total / len(counts)
    statistic = sum((count - expected) ** 2 for count in counts) / expected
    return chi_square_p(statistic, len(counts) - 1)


def longest_run(values: Sequence[object]) -> int:
    """The length of the longest stretch of equal values in a row."""
    longest = run = 0
    previous: object = None
    for value in values:
        run = run + 1 if run and value == previous else 1
        longest, previous = max(longest, run), value
    return longest
