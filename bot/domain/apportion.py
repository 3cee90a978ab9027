"""Whole seats in proportion to weights."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def apportion(
    seats: int,
    weights: Sequence[int] | Sequence[Fraction],
    least: Sequence[int] | None = None,
    most: Sequence[int] | None = None,
) -> list[int]:
    """Seats by the largest remainder (Hamilton's method): 50 by 20/24/36/20 are 10/12/18/10.

    Of equal remainders the earlier one is rounded up. No share is below ``least`` or above ``most``; what
    a bound takes from one share goes to those that are then furthest from their quotas. Bounds that leave
    no way to place all seats raise ValueError.
    """
    least = least or [0] * len(weights)
    most = most or [seats] * len(weights)
    if not sum(least) <= seats <= sum(most):
        raise ValueError(f"{seats} seats don't fit between {sum(least)} and {sum(most)}")
    total = sum(weights) or 1
    quotas = [Fraction(seats * weight) / total for weight in weights]
    shares = [min(max(int(quota), low), high) for quota, low, high in zip(quotas, least, most, strict=True)]

    def lag(i: int) -> Fraction:
        return quotas[i] - shares[i]

    places = range(len(shares))
    for _ in range(seats - sum(shares)):
        shares[max((i for i in places if shares[i] < most[i]), key=lag)] += 1
    for _ in range(sum(shares) - seats):
        shares[min((i for i in places if shares[i] > least[i]), key=lag)] -= 1
    return shares
