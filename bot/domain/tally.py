"""The result of a quiz: how many right, in which domain, and what was missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.blueprint import Domain, Exam
from bot.domain.question import Question


@dataclass(frozen=True, slots=True)
class DomainTally:
    """Right answers of those asked in one domain."""

    domain: Domain
    right: int
    asked: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Right answers of those asked, by domain in the blueprint's order, and the questions missed."""

    right: int
    asked: int
    domains: tuple[DomainTally, ...]
    missed: tuple[Question, ...]


def tally(exam: Exam, questions: Sequence[Question], correct: Mapping[str, bool]) -> Tally:
    """Add up a quiz; a question without an answer in ``correct`` counts as asked and missed."""

    def right(part: Sequence[Question]) -> int:
        return sum(correct.get(question.id, False) for question in part)

    domains = []
    for domain in exam.domains:
        part = [question for question in questions if question.domain == domain.id]
        if part:
            domains.append(DomainTally(domain, right(part), len(part)))
    missed = tuple(question for question in questions if not correct.get(question.id, False))
    return Tally(right(questions), len(questions), tuple(domains), missed)
