"""The picture of a mock exam's result, as a PNG.

What it shows is laid out first (`layout`, on a `sheet` of texts and shapes) and painted then (`paint`).
Pillow is imported with the first picture, not with the bot. Drawing takes about a tenth of a second:
call `result_picture` in a thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Part = Literal["score", "domains", "time"]
PARTS: Final[tuple[Part, ...]] = ("score", "domains", "time")


@dataclass(frozen=True, slots=True)
class Score:
    """A scaled score on its scale; ``error`` is its CSEM, in points."""

    value: int
    error: int
    minimum: int
    passing: int
    maximum: int
    provisional: bool

    @property
    def passed(self) -> bool:
        """Scores are shown rounded down, so that a shown cut is a pass."""
        return self.value >= self.passing


@dataclass(frozen=True, slots=True)
class DomainResult:
    """Scored questions of a domain: how many were asked and right, and the verdict."""

    id: str
    name: str
    right: int
    asked: int
    competent: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What the picture shows. A drill of one domain has no score.

    ``seconds`` are the times of all questions in their order, ``slow`` the positions (from 1) to mark.
    """

    score: Score | None
    domains: tuple[DomainResult, ...]
    seconds: tuple[int, ...]
    slow: frozenset[int] = frozenset()


def result_picture(result: Result, locale: str, parts: Sequence[Part] = PARTS) -> bytes:
    """The picture as a PNG, 1200 wide; the same for the same result. ``parts`` leaves some of it out."""
    from bot.ui.charts.layout import lay_out
    from bot.ui.charts.paint import paint

    return paint(lay_out(result, locale, parts))
