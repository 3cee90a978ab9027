"""An exam and a bank of the size and make-up that the home exam is meant to have, with empty questions."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from bot.domain.blueprint import Domain, Exam, Scale, Task
from bot.domain.question import Difficulty, Question
from tests.builders import exam, options, question

TASKS = {
    "1": (50, 61, 61),
    "2": (70, 70, 66),
    "3": (50, 70, 62, 58, 70),
    "4": (40, 46, 42, 44),
}
"""Questions by task, 860 in all."""

WEIGHTS = {"1": 20, "2": 24, "3": 36, "4": 20}
MIX: tuple[Difficulty, ...] = ("easy", "medium", "medium", "hard")


def home_exam() -> Exam:
    """65 items = 50 scored + 15 unscored of four domains in 180 minutes, passed with 36 points."""
    return exam(
        "home",
        minutes=180,
        scored=50,
        unscored=15,
        scale=Scale(100, 1000, 750, 36),
        domains=tuple(
            Domain(id, f"Domain {id}", weight, tuple(Task(f"{id}.{n}", f"Task {n}") for n in _numbers(id)))
            for id, weight in WEIGHTS.items()
        ),
    )


def bank(tasks: Mapping[str, tuple[int, ...]] = TASKS, seed: int = 1) -> list[Question]:
    """Questions by task, every fifth choose-two of five, about 25/50/25 by difficulty."""
    rng = Random(seed)
    questions: list[Question] = []
    for domain, counts in tasks.items():
        for task, count in enumerate(counts, 1):
            for number in range(1, count + 1):
                id = f"home-{domain}.{task}-{number:03d}"
                questions.append(_question(id, rng.choice(MIX), multiple=len(questions) % 5 == 2))
    return questions


def _question(id: str, difficulty: Difficulty, *, multiple: bool) -> Question:
    if multiple:
        return question(id, difficulty=difficulty, kind="multiple", options=options(*"vwxyz", key="bd"))
    return question(id, difficulty=difficulty)


def _numbers(domain: str) -> range:
    return range(1, len(TASKS[domain]) + 1)
