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
    """A scored place on the form: the questions of its kind that are free, and the one it has."""

    choices: Sequence[Candidate]
    chosen: Candidate


def draw(
    code: str, needs: Sequence[Need], candidates: Sequence[Candidate], rng: Random
) -> tuple[list[Question], list[Question]]:
    """The scored and the unscored questions; Refusal("form.too_few") if a domain hasn't enough."""
    by_task = _by_task(candidates)
    stocks = [Stock({task.id: by_task[task.id] for task in need.domain.tasks}) for need in needs]
    for need, stock in zip(needs, stocks, strict=True):
        check(code, need, stock)
    multiple = multiples(needs, stocks)
    hidden = unscored_multiples(needs, multiple)
    drawing = Drawing(rng)
    for need, stock, m, h in zip(needs, stocks, multiple, hidden, strict=True):
        drawing.take(need, stock, m, h)
    drawing.balance(sum(need.scored * stock.mean_b for need, stock in zip(needs, stocks, strict=True)))
    return [slot.chosen.question for slot in drawing.slots], [c.question for c in drawing.unscored]


def slices(ranked: Sequence[Candidate], count: int) -> list[Sequence[Candidate]]:
    """``count`` consecutive parts whose lengths differ by one at most."""
    return [ranked[len(ranked) * i // count : len(ranked) * (i + 1) // count] for i in range(count)]


class Drawing:
    """A form in the making; it asks for no fact twice if it can, as one question may give another away."""

    def __init__(self, rng: Random) -> None:
        self.slots: list[Slot] = []
        self.unscored: list[Candidate] = []
        self._rng = rng
        self._facts: set[str | None] = set()

    def take(self, need: Need, stock: Stock, multiple: int, hidden: int) -> None:
        """A domain's items: so many of them multiple response, and of those so many unscored."""
        single = _ranked(stock.single[: max(stock.unseen[0], need.items - multiple)])
        several = _ranked(stock.multiple[: max(stock.unseen[1], multiple)])
        self._take_unscored(single, need.unscored - hidden)
        self._take_unscored(several, hidden)
        taken = {c.question.id for c in self.unscored}
        singles = _by_task([c for c in single if c.question.id not in taken])
        severals = _by_task([c for c in several if c.question.id not in taken])
        # Multiple-response items are few, so they are spread over all tasks together. Difficulty rises in
        # every other task and falls in the others: a slice across two tasks holds questions that are alike.
        tasks = stock.tasks
        ranked = [c for i, task in enumerate(tasks) for c in severals[task][:: -1 if i % 2 else 1]]
        filled = Counter(c.question.task for c in self._spread(ranked, multiple - hidden))
        least = [filled[task] for task in tasks]
        most = [filled[task] + len(singles[task]) for task in tasks]
        counts = apportion(need.scored, list(tasks.values()), least, most)
        for task, count in zip(tasks, counts, strict=True):
            self._spread(singles[task], count - filled[task])

    def balance(self, target: float) -> None:
        """Exchange questions for others of their kind and task until the difficulties add up to this."""
        off = sum(slot.chosen.b for slot in self.slots) - target
        used = {slot.chosen.question.id for slot in self.slots}
        self._rng.shuffle(self.slots)
        for slot in self.slots:
            if abs(off) <= BALANCED:
                return
            old = slot.chosen
            alike = [c for c in slot.choices if c.question.task == old.question.task]
            free = [c for c in alike if c.question.id not in used and c.question.fact not in self._facts]
            slot.chosen = _nearest([old, *free], old.b - off)
            off += slot.chosen.b - old.b
            used.add(slot.chosen.question.id)
            self._note(slot.chosen)

    def _take_unscored(self, ranked: Sequence[Candidate], count: int) -> None:
        """The questions with the fewest first attempts, one from each slice of the difficulties."""
        for choices in slices(ranked, count):
            pick = min(self._new(choices), key=lambda c: (c.seen is not None, c.attempts, c.lot))
            self._note(pick)
            self.unscored.append(pick)

    def _spread(self, ranked: Sequence[Candidate], count: int) -> list[Candidate]:
        """A question at random from each of ``count`` slices."""
        picks = []
        for choices in slices(ranked, count):
            pick = self._rng.choice(self._new(choices))
            self._note(pick)
            self.slots.append(Slot(ranked, pick))
            picks.append(pick)
        return picks

    def _new(self, choices: Sequence[Candidate]) -> Sequence[Candidate]:
        """The choices that ask for a new fact; all, if there are none such."""
        return [c for c in choices if c.question.fact not in self._facts] or choices

    def _note(self, candidate: Candidate) -> None:
        if candidate.question.fact:
            self._facts.add(candidate.question.fact)


def _ranked(usable: Sequence[Candidate]) -> list[Candidate]:
    """In order of difficulty, equal ones at random."""
    return sorted(usable, key=lambda c: (c.b, c.lot))


def _nearest(choices: Sequence[Candidate], b: float) -> Candidate:
    return min(choices, key=lambda c: (abs(c.b - b), c.lot))


def _by_task(candidates: Sequence[Candidate]) -> defaultdict[str, list[Candidate]]:
    parts: defaultdict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        parts[candidate.question.task].append(candidate)
    return parts
