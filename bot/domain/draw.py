"""The questions of a form by stratified sampling.

How many come from each domain, kind and task is fixed by quotas. What fits a quota is put in order of
difficulty and cut into as many equal slices as are needed, and one question is taken from each slice:
that keeps difficulties in proportion too, whether they are labels or estimates.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from bot.domain.apportion import apportion
from bot.domain.question import Question
from bot.domain.quotas import Candidate, Need, Stock, check, multiples, unscored_multiples

BALANCED = 0.4
"""A sum of difficulties this near to the reference form's is as near as labels .8 logits apart allow."""


@dataclass(slots=True)
class Slot:
    """A scored place on the form: the questions that fit it, and the one it has."""

    choices: Sequence[Candidate]
    chosen: Candidate


class Facts(set[str | None]):
    """The facts that a form asks for; a second question about one might give the first one away."""

    def unused(self, choices: Sequence[Candidate]) -> Sequence[Candidate]:
        """The choices that ask for no fact twice; all, if there are none such."""
        return [c for c in choices if c.question.fact not in self] or choices

    def note(self, candidate: Candidate) -> None:
        """Remember what a question asks for."""
        if candidate.question.fact:
            self.add(candidate.question.fact)


def draw(
    code: str, needs: Sequence[Need], candidates: Sequence[Candidate], rng: Random
) -> tuple[list[Question], list[Question]]:
    """The scored and the unscored questions; Refusal("form.too_few") if a domain hasn't enough."""
    by_domain: defaultdict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_domain[candidate.question.domain].append(candidate)
    stocks = [Stock(by_domain[need.domain.id]) for need in needs]
    for need, stock in zip(needs, stocks, strict=True):
        check(code, need, stock)
    multiple = multiples(needs, stocks)
    hidden = unscored_multiples(needs, multiple)
    slots: list[Slot] = []
    unscored: list[Candidate] = []
    facts = Facts()
    for need, stock, m, h in zip(needs, stocks, multiple, hidden, strict=True):
        single = stock.single[: max(stock.unseen[0], need.items - m)]
        several = stock.multiple[: max(stock.unseen[1], m)]
        least_tried = _least_tried(single, need.unscored - h, facts) + _least_tried(several, h, facts)
        unscored += least_tried
        taken = {c.question.id for c in least_tried}
        slots += _scored(
            need, stock, m - h, [c for c in single + several if c.question.id not in taken], facts, rng
        )
    rng.shuffle(slots)
    _balance(slots, sum(n.scored * stock.mean_b for n, stock in zip(needs, stocks, strict=True)), facts)
    return [slot.chosen.question for slot in slots], [c.question for c in unscored]


def slices(ranked: Sequence[Candidate], count: int) -> list[Sequence[Candidate]]:
    """``count`` consecutive parts whose lengths differ by one at most."""
    return [ranked[len(ranked) * i // count : len(ranked) * (i + 1) // count] for i in range(count)]


def _least_tried(usable: Sequence[Candidate], count: int, facts: Facts) -> list[Candidate]:
    """The questions with the fewest first attempts, one from each slice of the difficulties."""
    ranked = sorted(usable, key=lambda c: (c.b, c.lot))
    chosen = []
    for choices in slices(ranked, count):
        pick = min(facts.unused(choices), key=lambda c: (c.seen is not None, c.attempts, c.lot))
        facts.note(pick)
        chosen.append(pick)
    return chosen


def _scored(
    need: Need, stock: Stock, multiple: int, usable: Sequence[Candidate], facts: Facts, rng: Random
) -> list[Slot]:
    """The scored items of a domain, its tasks in proportion to the stock.

    The multiple-response items are few: they are spread over all tasks together. Then the tasks are
    filled up with single-choice items.
    """
    by_task: dict[str, list[Candidate]] = {task: [] for task in sorted(stock.tasks)}
    for candidate in sorted(usable, key=lambda c: (c.b, c.lot)):
        by_task[candidate.question.task].append(candidate)
    # Difficulty rises in every other task and falls in the others: a slice across two holds questions alike.
    ranked = [c for i, part in enumerate(by_task.values()) for c in part[:: -1 if i % 2 else 1]]
    slots = _spread([c for c in ranked if c.question.kind == "multiple"], multiple, facts, rng)
    filled = Counter(slot.chosen.question.task for slot in slots)
    single = {task: [c for c in part if c.question.kind == "single"] for task, part in by_task.items()}
    least = [filled[task] for task in by_task]
    most = [filled[task] + len(single[task]) for task in by_task]
    counts = apportion(need.scored, [stock.tasks[task] for task in by_task], least, most)
    for task, count in zip(by_task, counts, strict=True):
        slots += _spread(single[task], count - filled[task], facts, rng)
    return slots


def _spread(ranked: Sequence[Candidate], count: int, facts: Facts, rng: Random) -> list[Slot]:
    """A question at random from each of ``count`` slices."""
    slots = []
    for choices in slices(ranked, count):
        pick = rng.choice(facts.unused(choices))
        facts.note(pick)
        slots.append(Slot(choices, pick))
    return slots


def _balance(slots: Sequence[Slot], target: float, facts: Facts) -> None:
    """Exchange questions within their slices and tasks until the difficulties add up to the target."""
    off = sum(slot.chosen.b for slot in slots) - target
    for slot in slots:
        if abs(off) <= BALANCED:
            return
        old = slot.chosen
        rest = off - old.b
        alike = [c for c in slot.choices if c.question.task == old.question.task]
        choices = [old, *(c for c in alike if c.question.fact not in facts)]
        _, _, slot.chosen = min((abs(rest + c.b), c.lot, c) for c in choices)
        off = rest + slot.chosen.b
        facts.note(slot.chosen)
