"""A line of the benchmark's table: a figure, what it is compared with, and whether that is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement; ``ratio`` is ``value / baseline``, ``target`` says what ``ok`` means."""

    name: str
    value: float
    unit: str
    baseline: float | None
    ratio: float | None
    target: str
    ok: bool


def quiet(samples: Sequence[float]) -> float:
    """What something takes while little else wants the machine: the median of the faster half.

    Other programs make a measurement longer, never shorter, and what changes threads suffers most.
    """
    return median(sorted(samples)[: (len(samples) + 1) // 2])


def value_at_most(limit: float, name: str, value: float, unit: str) -> Row:
    """A measurement that stands alone."""
    return Row(name, value, unit, None, None, f"value <= {limit:g}", value <= limit)


def ratio_at_most(limit: float, name: str, value: float, baseline: float, unit: str) -> Row:
    """Something that costs more than its baseline, but not too much more."""
    ratio = value / baseline
    return Row(name, value, unit, baseline, ratio, f"ratio <= {limit:g}", ratio <= limit)


def ratio_at_least(limit: float, name: str, value: float, baseline: float, unit: str) -> Row:
    """Something that gives less than its baseline, but not too much less."""
    ratio = value / baseline
    return Row(name, value, unit, baseline, ratio, f"ratio >= {limit:g}", ratio >= limit)


def table(rows: list[Row]) -> str:
    """The rows as text in aligned columns."""
    lines = [("", "value", "unit", "baseline", "ratio", "target", "")]
    lines += [
        (
            row.name,
            _shown(row.value),
            row.unit,
            _shown(row.baseline),
            _shown(row.ratio),
            row.target,
            "ok" if row.ok else "MISSED",
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_aligned(line, widths) for line in lines)


def _aligned(line: tuple[str, ...], widths: list[int]) -> str:
    numbers = (1, 3, 4)
    cells = [
        cell.rjust(width) if column in numbers else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _shown(number: float | None) -> str:
    return "" if number is None else f"{number:.3g}" if number < 100 else f"{number:.0f}"
