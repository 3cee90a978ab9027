"""A multiple-choice question as its author wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["single", "multiple"]
Level = Literal["recall", "apply", "analyze"]
Difficulty = Literal["easy", "medium", "hard"]
Order = Literal["free", "fixed"]

LETTERS = "abcdef"
"""Option keys in the order of the file; a published question never reorders its options."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose, with the reason why it is right or wrong here."""

    key: str
    text: str
    why: str
    correct: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A public page that states the fact a question tests."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Question:
    """A stem, its options and what there is to learn from it."""

    id: str
    exam: str
    task: str
    kind: Kind
    level: Level
    difficulty: Difficulty
    stem: str
    options: tuple[Option, ...]
    takeaway: str
    references: tuple[Reference, ...]
    services: tuple[str, ...] = ()
    order: Order = "free"
    fact: str | None = None
    check: tuple[str, ...] = ()

    @property
    def domain(self) -> str:
        """The id of the domain: task "3.2" belongs to domain "3"."""
        return self.task.partition(".")[0]

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the right options."""
        return frozenset(option.key for option in self.options if option.correct)

    @property
    def choose(self) -> int:
        """How many options are to be selected."""
        return sum(option.correct for option in self.options)

    def option(self, key: str) -> Option:
        """The option with this key; KeyError if there is none."""
        for option in self.options:
            if option.key == key:
                return option
        raise KeyError(key)


def grade(question: Question, chosen: frozenset[str]) -> bool:
    """All-or-nothing: right only if exactly the right options are chosen; blank is wrong."""
    return chosen == question.keys
