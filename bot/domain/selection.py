"""Which questions come next in a quiz."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from random import Random

from bot.domain.blueprint import Exam
from bot.domain.question import Question


def choose_questions(
    exam: Exam,
    pool: Sequence[Question],
    last_seen: Mapping[str, dt.datetime],
    count: int,
    rng: Random,
    *,
    avoid: Collection[str] = (),
) -> list[Question]:
    """Up to ``count`` of the pool: unseen ones first, then those seen longest ago.

    Within each of the two the domains get their blueprint shares. Questions to ``avoid`` (open in a
    shared event) are left out altogether. The result is in random order.
    """
    free = [question for question in pool if question.id not in avoid]
    rng.shuffle(free)
    unseen = [question for question in free if question.id not in last_seen]
    seen = sorted((q for q in free if q.id in last_seen), key=lambda q: last_seen[q.id])
    chosen = spread(exam, unseen, count, rng)
    chosen += spread(exam, seen, count - len(chosen), rng)
    rng.shuffle(chosen)
    return chosen


def spread(exam: Exam, ranked: Sequence[Question], count: int, rng: Random) -> list[Question]:
    """The best-ranked ``count`` questions, the domains in proportion to their weights.

    Each next question comes from the domain that is furthest behind its share. The shares start
    from random phases, so that many short quizzes add up to the blueprint as well as a long one.
    """
    waiting: dict[str, list[Question]] = {}
    for question in reversed(ranked):
        waiting.setdefault(question.domain, []).append(question)
    weights = {domain.id: domain.weight for domain in exam.domains}
    # Arrival times of a process that runs at the domain's weight: next one due at (k + phase) / weight.
    due = {domain: rng.random() / weights[domain] for domain in sorted(waiting)}
    chosen: list[Question] = []
    while waiting and len(chosen) < count:
        domain = min(waiting, key=lambda d: due[d])
        chosen.append(waiting[domain].pop())
        due[domain] += 1 / weights[domain]
        if not waiting[domain]:
            del waiting[domain]
    return chosen
