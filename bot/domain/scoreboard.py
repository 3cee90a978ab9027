"""The ranking at the end of a group quiz: right answers count, speed does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """A person's place; people with as many right answers share it."""

    rank: int
    person: int
    right: int
    answered: int


def standings(marks: Iterable[tuple[int, bool]]) -> tuple[Standing, ...]:
    """Rank people by right answers, from one (person, correct) for each of their answers."""
    right: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    for person, correct in marks:
        right[person] += correct
        answered[person] += 1
    ordered = sorted(answered, key=lambda person: (-right[person], person))
    scores = [right[person] for person in ordered]
    return tuple(
        Standing(scores.index(right[person]) + 1, person, right[person], answered[person])
        for person in ordered
    )
