"""How long it takes to put a mock exam together, and to make the table of its scaled scores."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from statistics import median

from bot.domain.form import assemble
from bot.domain.irt import ItemParameters, prior
from bot.domain.scoring import reference_form, score_table
from tests.bench.row import Row, value_at_most
from tests.synthetic import bank, home_exam

ROUNDS = 200


def measure(rounds: int = ROUNDS) -> list[Row]:
    """Medians over this many forms of 65 from 860 questions."""
    return [form_row(rounds), table_row(rounds)]


def form_row(rounds: int = ROUNDS) -> Row:
    """Choosing the questions of a form and the orders of their options."""
    exam, pool = home_exam(), bank()
    rng = Random(1)
    spent = [_milliseconds(lambda: assemble(exam, pool, {}, rng)) for _ in range(rounds)]
    return value_at_most(5, "form of 65 from 860", median(spent), "ms")


def table_row(rounds: int = ROUNDS) -> Row:
    """Equating, CSEM and pass probability of all raw scores, with estimates for every item of the bank."""
    exam, pool, rng = home_exam(), bank(), Random(1)
    items = {question.id: _calibrated(prior(question), rng) for question in pool}
    reference = reference_form(exam, [(question.domain, items[question.id]) for question in pool], "1")
    form = [items[id] for id in assemble(exam, pool, {}, rng).scored]
    score_table(form, reference, exam.scale)  # loads numpy
    spent = [_milliseconds(lambda: score_table(form, reference, exam.scale)) for _ in range(rounds)]
    return value_at_most(5, "score table of a form with CSEM", median(spent), "ms")


def _calibrated(item: ItemParameters, rng: Random) -> ItemParameters:
    return ItemParameters(rng.lognormvariate(0, 0.3), rng.gauss(item.b, 0.85), item.c, 0.06)


def _milliseconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
