"""What a check says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.domain.blueprint import Exam
from bot.domain.question import Question

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A flaw of one question, or of an exam's questions together (``question_id`` None)."""

    exam: str
    question_id: str | None
    code: str
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """A finding before it is known whose: checks of a single question yield these."""

    code: str
    severity: Severity
    text: str


Check = Callable[[Question, Exam], Iterator[Flaw]]


def error(code: str, text: str) -> Flaw:
    """A flaw that must not be published."""
    return Flaw(code, "error", text)


def warning(code: str, text: str) -> Flaw:
    """A flaw that an editor has to look at, and may keep."""
    return Flaw(code, "warning", text)
