"""All checks over an exam."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.domain.blueprint import Exam
from bot.domain.lint import across, clues, facts, options, wording
from bot.domain.lint.figures import Figures, figures, judged
from bot.domain.lint.finding import Check, Finding
from bot.domain.question import Question

CHECKS: tuple[Check, ...] = (*wording.CHECKS, *options.CHECKS, *clues.CHECKS, *facts.CHECKS)


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks found in one exam."""

    findings: tuple[Finding, ...]
    figures: Figures


def lint(exam: Exam, questions: Sequence[Question]) -> Report:
    """Check the questions one by one, against each other and as a whole."""
    found = [finding for question in questions for finding in lint_question(question, exam)]
    for check in across.CHECKS:
        found.extend(check(questions))
    numbers = figures(exam, questions)
    found.extend(judged(exam, numbers))
    return Report(tuple(found), numbers)


def lint_question(question: Question, exam: Exam) -> Iterator[Finding]:
    """The flaws of a question that show without its neighbours."""
    for check in CHECKS:
        for flaw in check(question, exam):
            yield Finding(exam.id, question.id, flaw.code, flaw.severity, flaw.text)
