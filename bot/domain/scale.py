"""From points on the reference form to the scale that an exam reports on, such as 100-1000."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.domain.blueprint import Scale

SNAP = 1e-9
"""Nearer than this many points to the cut is the cut: equating the reference form to itself gives 35.999…"""

FUZZ = 1e-8
"""So many scale points below a whole number still show as that number, for the same reason."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A place on the scale: exact, as shown (whole points, rounded down), whether it passes, and dS/dt."""

    exact: float
    shown: int
    passed: bool
    slope: float


def report(t: float, scored: int, scale: Scale) -> Reported:
    """The scaled score S(t) of ``t`` points on a reference form of ``scored`` items.

    Two lines meet at the cut: (0, minimum) - (cut, passing) - (scored, maximum). With 36 of 50 and
    100/750/1000 the slopes are 18.06 and 17.86 scale points per raw point. A published lookup table takes
    the place of the lines; between its whole raw scores S is interpolated. S is shown rounded down, so
    that a score of ``passing`` or more is shown exactly to those who pass.
    """
    if abs(t - scale.cut) < SNAP:
        t = float(scale.cut)
    exact, slope = _lookup(t, scale.table) if scale.table else _two_lines(t, scored, scale)
    shown = math.floor(exact + FUZZ)
    passed = shown >= scale.passing if scale.table else t >= scale.cut
    return Reported(exact, shown if passed else min(shown, scale.passing - 1), passed, slope)


def _two_lines(t: float, scored: int, scale: Scale) -> tuple[float, float]:
    if t < scale.cut:
        slope = (scale.passing - scale.minimum) / scale.cut
        return scale.minimum + slope * t, slope
    slope = (scale.maximum - scale.passing) / (scored - scale.cut)
    return scale.passing + slope * (t - scale.cut), slope


def _lookup(t: float, table: tuple[int, ...]) -> tuple[float, float]:
    """The table at t, and the rise from the entry below to the one above."""
    below = min(int(t + SNAP), len(table) - 2)
    rise = table[below + 1] - table[below]
    return table[below] + (t - below) * rise, float(rise)
