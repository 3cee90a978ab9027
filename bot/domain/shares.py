"""How many people chose which option, told only when nobody can be singled out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

FEWEST = 5
"""Below this many people, other people's figures are not shown anywhere."""


@dataclass(frozen=True, slots=True)
class Shares:
    """People who answered, and how many of them chose each option key."""

    people: int
    by_key: Mapping[str, int]

    def percent(self, key: str) -> int:
        """The share of people who chose this option, rounded to whole percent."""
        return round(100 * self.by_key.get(key, 0) / self.people)


def option_shares(chosen_counts: Mapping[str, int]) -> Shares | None:
    """Shares from counts of whole choices ("ad": 3); None with fewer than five people."""
    people = sum(chosen_counts.values())
    if people < FEWEST:
        return None
    by_key: Counter[str] = Counter()
    for chosen, count in chosen_counts.items():
        for key in chosen:
            by_key[key] += count
    return Shares(people, dict(by_key))
