"""All exams and questions in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from bot.domain.blueprint import Exam
from bot.domain.question import Question


class Bank:
    """The exams by id and the questions by id; immutable, shared by everything that reads content."""

    def __init__(
        self,
        exams: Iterable[Exam],
        questions: Iterable[Question],
        places: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """``places`` says where an editor finds a question, by its id, as "file:line"."""
        self.exams: Mapping[str, Exam] = MappingProxyType({exam.id: exam for exam in exams})
        self.questions: Mapping[str, Question] = MappingProxyType({q.id: q for q in questions})
        self.places: Mapping[str, str] = MappingProxyType(dict(places))
        by_exam: dict[str, list[Question]] = {exam: [] for exam in self.exams}
        for question in self.questions.values():
            by_exam[question.exam].append(question)
        self._by_exam = {exam: tuple(questions) for exam, questions in by_exam.items()}

    def of(self, exam: str, part: str | None = None) -> tuple[Question, ...]:
        """The questions of an exam, or of its domain ("3") or task ("3.2")."""
        questions = self._by_exam[exam]
        if part is None:
            return questions
        return tuple(q for q in questions if part in (q.domain, q.task))

    def named(self, text: str) -> str:
        """The id of the exam that somebody writes as "MLS-C01" or "mls-c01"; unknown text as it is."""
        typed = text.strip().casefold()
        names = {name.casefold(): exam.id for exam in self.exams.values() for name in (exam.code, exam.id)}
        return names.get(typed, text)
