"""From what a person asks for to questions drawn from the bank."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bot.domain.bank import Bank
from bot.domain.blueprint import Exam
from bot.domain.item import draw_order
from bot.domain.question import Question
from bot.domain.selection import choose_questions
from bot.errors import Refusal

DEFAULT_COUNT = 5


@dataclass(frozen=True, slots=True)
class QuizRequest:
    """An exam, or one of its domains ("3") or tasks ("3.2"), and how many questions.

    ``count`` is None where the person did not say; then a small pool gives a shorter quiz.
    """

    exam: str
    part: str | None = None
    count: int | None = None

    def resolve(self, bank: Bank) -> tuple[Exam, Sequence[Question]]:
        """The exam and the questions to draw from; a Refusal says what is missing."""
        exam = bank.exams.get(self.exam)
        if exam is None:
            raise Refusal("exam.unknown", exam=self.exam)
        if self.part is not None:
            try:
                exam.task(self.part) if "." in self.part else exam.domain(self.part)
            except KeyError:
                raise Refusal("exam.unknown_part", exam=exam.code, part=self.part) from None
        pool = bank.of(self.exam, self.part)
        if not pool:
            key = "exam.no_questions" if self.part is None else "exam.no_questions_in_part"
            raise Refusal(key, exam=exam.code, part=self.part)
        if self.count is not None and self.count > len(pool):
            key = "exam.too_few" if self.part is None else "exam.too_few_in_part"
            raise Refusal(key, exam=exam.code, part=self.part, count=self.count, n=len(pool))
        return exam, pool

    def draw(
        self,
        bank: Bank,
        last_seen: Mapping[str, dt.datetime],
        avoid: Collection[str],
        rng: Random,
    ) -> list[tuple[str, str]]:
        """Question ids and option orders for a new quiz; a Refusal where nothing is left to ask."""
        exam, pool = self.resolve(bank)
        wanted = self.count or min(DEFAULT_COUNT, len(pool))
        chosen = choose_questions(exam, pool, last_seen, wanted, rng, avoid=avoid)
        if not chosen:
            raise Refusal("quiz.all_open_elsewhere")
        return drawn(chosen, rng)


def drawn(questions: Sequence[Question], rng: Random) -> list[tuple[str, str]]:
    """Each question's id with an option order drawn for it."""
    return [(question.id, draw_order(question, rng)) for question in questions]
