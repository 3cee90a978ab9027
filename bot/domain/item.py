"""A question put before people: numbered, with its options in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from bot.domain.question import LETTERS, Option, Question


@dataclass(frozen=True, slots=True)
class Item:
    """One question instance; ``order`` holds the option keys as shown, ``position`` counts from 1."""

    id: int
    quiz_id: int
    position: int
    length: int
    question: Question
    order: str

    @property
    def shown(self) -> tuple[tuple[str, Option], ...]:
        """The options with the letters they are shown under."""
        return tuple(
            (letter, self.question.option(key)) for letter, key in zip(LETTERS, self.order, strict=False)
        )

    def keys_of(self, letters: Iterable[str]) -> frozenset[str]:
        """From letters as shown to option keys; a letter that isn't shown raises KeyError."""
        shown = dict(zip(LETTERS, self.order, strict=False))
        return frozenset(shown[letter] for letter in letters)

    def letters_of(self, keys: Iterable[str]) -> str:
        """From option keys to the letters they are shown under, such as ``A, C``."""
        chosen = set(keys)
        return ", ".join(letter.upper() for letter, option in self.shown if option.key in chosen)


def draw_order(question: Question, rng: Random) -> str:
    """The order to show the options in: shuffled, or as written where the order carries meaning."""
    keys = [option.key for option in question.options]
    if question.order == "free":
        rng.shuffle(keys)
    return "".join(keys)
