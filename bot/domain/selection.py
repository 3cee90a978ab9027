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

    A domain that runs out leaves its places to the others.
    """
    waiting: dict[str, list[Question]] = {}
    for question in reversed(ranked):
        waiting.setdefault(question.domain, []).append(question)
    weights = {domain.id: domain.weight for domain in exam.domains}
    chosen: list[Question] = []
    while waiting and len(chosen) < count:
        left = {domain: weights[domain] for domain in sorted(waiting)}
        for domain in systematic_sample(left, count - len(chosen), rng):
            if waiting[domain]:
                chosen.append(waiting[domain].pop())
        waiting = {domain: questions for domain, questions in waiting.items() if questions}
    return chosen


def systematic_sample(weights: Mapping[str, int], count: int, rng: Random) -> list[str]:
    """``count`` names: each as often as its share says, rounded up or down, and on average exactly so.

    Equidistant points on the line of all weights, from a random start (Madow 1949). A single draw has
    the probabilities of the weights, and many short draws add up to them.
    """
    names = list(weights)
    rng.shuffle(names)
    step = sum(weights.values()) / count
    point, reach = rng.random() * step, 0
    drawn: list[str] = []
    for name in names:
        reach += weights[name]
        while point < reach and len(drawn) < count:
            drawn.append(name)
            point += step
    return drawn
