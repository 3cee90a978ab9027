"""Exhibits in a stem: pipe tables and fenced code, which are shown in code blocks of fixed width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

FENCE = re.compile(r"\s*```")
RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*")
GAP = 2
"""Blanks between the columns of a table as it is shown."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of lines of a stem: prose, a table (with the rule under its head) or code."""

    kind: str  # prose | table | code
    lines: tuple[str, ...]

    @property
    def width(self) -> int:
        """The columns that its longest line takes when it is shown."""
        if self.kind != "table":
            return max(map(len, self.lines), default=0)
        columns = zip(*self.rows, strict=True)
        return sum(max(map(len, column)) for column in columns) + GAP * (len(self.rows[0]) - 1)

    @property
    def rows(self) -> list[list[str]]:
        """The cells of a table, head first, all rows of equal length."""
        rows = [_cells(line) for line in (self.lines[0], *self.lines[2:])]
        length = max(map(len, rows))
        return [row + [""] * (length - len(row)) for row in rows]

    @property
    def size(self) -> int:
        """The characters it takes when it is shown, with the fences of a code block."""
        if self.kind != "table":
            return sum(len(line) + 1 for line in self.lines) + (8 if self.kind == "code" else 0)
        return (self.width + 1) * (len(self.rows) + 1) + 8


def parts(stem: str) -> Iterator[Part]:
    """The stem in order of its parts."""
    lines = stem.splitlines()
    prose: list[str] = []
    at = 0
    while at < len(lines):
        kind, end = _exhibit(lines, at)
        if not kind:
            prose.append(lines[at])
        else:
            if prose:
                yield Part("prose", tuple(prose))
                prose = []
            yield Part(kind, tuple(lines[at:end] if kind == "table" else lines[at + 1 : end - 1]))
        at = end
    if prose:
        yield Part("prose", tuple(prose))


def prose(stem: str) -> str:
    """The stem without its exhibits."""
    return "\n".join("\n".join(part.lines) for part in parts(stem) if part.kind == "prose")


def _exhibit(lines: list[str], at: int) -> tuple[str, int]:
    """Which exhibit begins at this line, and the line after it; without one, the next line."""
    if FENCE.match(lines[at]):
        closing = (end + 1 for end in range(at + 1, len(lines)) if FENCE.match(lines[end]))
        return "code", next(closing, len(lines) + 1)
    if at + 1 < len(lines) and "|" in lines[at] and RULE.fullmatch(lines[at + 1]):
        end = at + 2
        while end < len(lines) and "|" in lines[end]:
            end += 1
        return "table", end
    return "", at + 1


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
