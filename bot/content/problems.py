"""What is wrong in the content files, told to the person who edits them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import StartupError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault, with the line to look at; line 0 means the file or folder as a whole."""

    file: str
    line: int
    text: str

    @property
    def place(self) -> str:
        """``file:line``, which editors and terminals open at a click."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


class ContentError(StartupError):
    """The content can't be used; all that is wrong with it is in ``problems``, by file and line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        first, more = self.problems[0], len(self.problems) - 1
        return f"{first} (and {more} more; python -m bot bank lint lists all)" if more else str(first)


def shown(path: Path) -> str:
    """The path as a message names it: relative to the working directory if it lies in there."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
