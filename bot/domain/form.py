"""Mock exams put together from a bank, so that they weigh, ask and are as hard as the real one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

from bot.domain.blueprint import Exam
from bot.domain.draw import draw
from bot.domain.irt import LABELS, difficulty_prior
from bot.domain.item import draw_order
from bot.domain.length import Length, domain_counts, drill_items
from bot.domain.question import Question
from bot.domain.quotas import Candidate, Need

NONE: Mapping[str, int] = MappingProxyType({})
NO_ESTIMATES: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FormItem:
    """A question of a form; ``order`` holds the option keys as shown."""

    question_id: str
    order: str
    scored: bool


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it is stored; a drill has a domain, no unscored items and no scaled score."""

    exam: str
    length: Length
    domain: str | None
    items: tuple[FormItem, ...]

    @property
    def scored(self) -> tuple[str, ...]:
        """The ids of the questions that count, in order."""
        return tuple(item.question_id for item in self.items if item.scored)


def assemble(
    exam: Exam,
    pool: Sequence[Question],
    history: Mapping[str, dt.datetime],
    rng: Random,
    *,
    length: Length = "full",
    first_attempts: Mapping[str, int] = NONE,
    difficulty: Mapping[str, float] = NO_ESTIMATES,
) -> Form:
    """A form of questions from the pool, in random order; the same for the same arguments and seed.

    ``history`` tells when a question was last seen, ``first_attempts`` how many people have answered it,
    and ``difficulty`` its b in logits where that is estimated; elsewhere the author's label stands for it.

    What holds, the first things first: the domains' counts of scored and of unscored items; the share of
    multiple response, as in the pool; unseen questions before those seen, of which the longest unseen come
    first; the tasks in proportion to the pool and a mean difficulty like the reference form's, as far
    as the unseen questions allow. Unscored are those with the fewest first attempts, alike in kind and
    difficulty to the others.

    Raises Refusal("form.too_few") where a domain hasn't enough questions, seen ones included.
    """
    needs = [Need(exam.domain(id), *counts) for id, counts in domain_counts(exam, length).items()]
    return _form(exam, pool, history, rng, needs, None, length, first_attempts, difficulty)


def assemble_drill(
    exam: Exam,
    domain: str,
    pool: Sequence[Question],
    history: Mapping[str, dt.datetime],
    rng: Random,
    *,
    length: Length = "full",
    difficulty: Mapping[str, float] = NO_ESTIMATES,
) -> Form:
    """As many questions of one domain as a form of that length has, all of which count."""
    needs = [Need(exam.domain(domain), drill_items(exam, domain, length), 0)]
    return _form(exam, pool, history, rng, needs, domain, length, NONE, difficulty)


def _form(
    exam: Exam,
    pool: Sequence[Question],
    history: Mapping[str, dt.datetime],
    rng: Random,
    needs: Sequence[Need],
    domain: str | None,
    length: Length,
    first_attempts: Mapping[str, int],
    difficulty: Mapping[str, float],
) -> Form:
    by_label = {label: difficulty_prior(label) for label in LABELS}
    candidates = [
        Candidate(
            question,
            difficulty.get(question.id, by_label[question.difficulty]),
            history.get(question.id),
            first_attempts.get(question.id, 0),
            rng.random(),
        )
        for question in pool
    ]
    scored, unscored = draw(exam.code, needs, candidates, rng)
    chosen = [(question, True) for question in scored] + [(question, False) for question in unscored]
    rng.shuffle(chosen)
    items = tuple(FormItem(question.id, draw_order(question, rng), counts) for question, counts in chosen)
    return Form(exam.id, length, domain, items)
