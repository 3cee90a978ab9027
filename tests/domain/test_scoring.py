"""The scaled score: equating, the scale and its errors."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.form import assemble
from bot.domain.irt import ItemParameters, chance_level, curves_of, prior, score_distribution
from bot.domain.length import domain_counts
from bot.domain.scale import report
from bot.domain.scoring import (
    Reference,
    ScaledScore,
    equate,
    percentage,
    reference_form,
    score,
    score_table,
)
from tests.builders import options, question
from tests.synthetic import bank, home_exam

EXAM = home_exam()
SCALE = EXAM.scale
BANK = bank()
BY_ID = {question.id: question for question in BANK}
REFERENCE = reference_form(EXAM, [(q.domain, prior(q)) for q in BANK], "1")

parameters = st.builds(
    ItemParameters,
    a=st.floats(0.3, 2.5),
    b=st.floats(-3, 3),
    c=st.sampled_from([0.0, 0.1, 0.25]),
    var_b=st.floats(0, 1),
)
forms = st.lists(parameters, min_size=10, max_size=65)
same = st.builds(lambda item, count: [item] * count, parameters, st.just(50))


def reference_of(items: Sequence[ItemParameters]) -> Reference:
    """The reference form that consists of these items."""
    return Reference("test", len(items), tuple((1.0, item.a, item.b, item.c) for item in items))


def drawn(seed: int, shift: float = 0, var_b: float = 0.06) -> list[ItemParameters]:
    """The scored items of an assembled form, with estimates instead of priors."""
    rng = Random(seed)
    items = [prior(BY_ID[id]) for id in assemble(EXAM, BANK, {}, rng).scored]
    return [
        ItemParameters(rng.lognormvariate(0, 0.3), rng.gauss(item.b + shift, 0.85), item.c, var_b)
        for item in items
    ]


FORM = assemble(EXAM, BANK, {}, Random(1))
CALIBRATED = drawn(1)
TABLE = score_table(CALIBRATED, REFERENCE, SCALE)


class TestItems:
    """Priors, response functions and the distribution of raw scores."""

    def test_chance(self) -> None:
        assert chance_level(4, 1) == 0.25
        assert chance_level(5, 2) == 0.1
        assert chance_level(6, 3) == 0.05

    def test_priors(self) -> None:
        assert prior(question(difficulty="hard")) == ItemParameters(1, 0.8, 0.25, 0.85**2)
        choose_two = question(difficulty="easy", kind="multiple", options=options(*"vwxyz", key="bd"))
        assert prior(choose_two) == ItemParameters(1, -0.8, 0.1, 0.85**2)
        assert prior(question(difficulty="hard"), alpha=0.2, beta=0.5, spread=1).b == 0.7

    def test_the_response_function(self) -> None:
        p, slope = curves_of([ItemParameters(2, 0.5, 0.25, 0)]).probabilities(np.array([-900, 0.5, 900.0]))
        assert p[:, 0] == pytest.approx([0.25, 0.625, 1])
        assert slope[:, 0] == pytest.approx([0, 2 * 0.75 / 4, 0])

    @given(parameters, st.floats(-4, 4))
    def test_its_slope(self, item: ItemParameters, theta: float) -> None:
        h = 1e-5
        p, slope = curves_of([item]).probabilities(np.array([theta - h, theta, theta + h]))
        assert slope[1, 0] == pytest.approx((p[2, 0] - p[0, 0]) / (2 * h), abs=1e-6)

    @example(  # Newton's steps go back and forth between two flat places
        [ItemParameters(2, -2, 0, 0), ItemParameters(2, -1.5, 0.1, 0), ItemParameters(1.5, 3, 0, 0)], 1 / 256
    )
    @given(st.lists(parameters, min_size=1, max_size=65), st.floats(0.001, 0.999))
    def test_the_inverse_of_the_characteristic_curve(self, items: Any, part: float) -> None:
        curves = curves_of(items)
        raw = np.array([curves.chance + part * (len(items) - curves.chance)])
        back, _ = curves.characteristic(curves.ability(raw))
        assert back[0] == pytest.approx(raw[0], abs=1e-11)

    @given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
    def test_lord_wingersky_against_all_patterns(self, p: list[float]) -> None:
        f = score_distribution(np.array([p]))[:, 0]
        expected = [0.0] * (len(p) + 1)
        for pattern in itertools.product([0, 1], repeat=len(p)):
            expected[sum(pattern)] += math.prod(q if x else 1 - q for x, q in zip(pattern, p, strict=True))
        assert f == pytest.approx(expected, abs=1e-12)


class TestScale:
    """Two lines, or a table."""

    def test_the_worked_check(self) -> None:
        """Identity equating, 50 items, cut 36: the lines have the slopes 18.06 and 17.86."""
        assert [report(t, 50, SCALE).shown for t in (0, 36, 50)] == [100, 750, 1000]
        assert report(1, 50, SCALE).slope == pytest.approx(18.06, abs=0.005)
        assert report(36, 50, SCALE).slope == pytest.approx(17.86, abs=0.005)

    def test_rounding_never_shows_a_pass_to_those_who_fail(self) -> None:
        below = report(36 - 0.4 / 18.06, 50, SCALE)
        assert below.exact == pytest.approx(749.6, abs=0.01)
        assert (below.shown, below.passed) == (749, False)
        assert report(36 - 1e-12, 50, SCALE) == report(36, 50, SCALE)
        just = report(36 - 2e-9, 50, replace(SCALE, minimum=0, passing=72, maximum=100))
        assert (just.shown, just.passed) == (71, False)

    @settings(deadline=None)
    @given(same)
    def test_equal_items_give_the_two_lines(self, items: list[ItemParameters]) -> None:
        table = score_table(items, reference_of(items), SCALE)
        lines = [math.floor(100 + 650 * r / 36 if r < 36 else 750 + 250 * (r - 36) / 14) for r in range(51)]
        assert [row.scaled for row in table] == lines

    def test_a_table_takes_the_place_of_the_lines(self) -> None:
        steps = (*range(100, 820, 20), *range(820, 1000, 13), 1000)
        scale = replace(SCALE, cut=33, passing=760, table=steps)
        assert len(steps) == 51
        items = drawn(3)
        table = score_table(items, reference_of(items), scale)
        assert [row.scaled for row in table] == list(steps)
        assert [row.raw for row in table if row.passed] == list(range(33, 51))
        assert report(10.5, 50, scale).exact == 310
        for row in score_table(drawn(4, shift=0.4), reference_of(items), scale):
            assert row.passed == (row.scaled >= 760)


class TestProperties:
    """What must hold on any form."""

    @settings(deadline=None)
    @given(forms, st.data())
    def test_any_form(self, items: list[ItemParameters], data: st.DataObject) -> None:
        other = data.draw(forms)
        cut = data.draw(st.integers(1, len(other) - 1))
        table = score_table(items, reference_of(other), replace(SCALE, cut=cut))
        assert (table[0].scaled, table[-1].scaled) == (100, 1000)
        assert all(low.equated <= high.equated for low, high in pairwise(table))
        assert all(low.scaled <= high.scaled for low, high in pairwise(table))
        assert all(row.passed == (row.scaled >= 750) for row in table)
        assert not table[0].passed
        assert table[-1].passed
        assert all(0 <= row.probability_pass <= 1 for row in table)
        chances = [row.probability_pass for row in table]
        assert all(low <= high + 1e-12 for low, high in pairwise(chances))
        assert all(0 <= row.csem < 450 and row.se_equating >= 0 for row in table)
        assert {row.provisional for row in table} == {max(row.se_equating for row in table) > 12}

    @settings(deadline=None)
    @given(forms, st.data())
    def test_the_reference_form_passes_at_its_cut(self, items: list[Any], data: st.DataObject) -> None:
        cut = data.draw(st.integers(1, len(items) - 1))
        table = score_table(items, reference_of(items), replace(SCALE, cut=cut))
        assert (table[cut].scaled, table[cut].passed) == (750, True)
        assert (table[cut - 1].scaled < 750, table[cut - 1].passed) == (True, False)
        assert [row.equated for row in table] == pytest.approx(range(len(items) + 1), abs=1e-9)

    @pytest.mark.parametrize("theta", [-1.5, -0.5, 0, 0.7, 1.5])
    def test_a_person_expects_the_same_on_an_easy_and_a_hard_form(self, theta: float) -> None:
        easy, hard = drawn(5, -0.5, 0.2), drawn(6, 0.5, 0.2)
        (low, low_error), (high, high_error) = (expected(form, theta) for form in (easy, hard))
        raw = [curves_of(form).characteristic(np.array([theta]))[0][0] for form in (easy, hard)]
        assert raw[0] - raw[1] > 2
        assert abs(low - high) < min(low_error, high_error)

    def test_a_harder_form_needs_fewer_points(self) -> None:
        needed = [
            sum(not row.passed for row in score_table(drawn(5, s), REFERENCE, SCALE)) for s in (-1, 0, 1)
        ]
        assert needed[0] > needed[1] > needed[2]

    @pytest.mark.parametrize(("length", "count"), [("half", 25), ("short", 12)])
    def test_shorter_forms_are_equated_to_the_whole_one(self, length: Any, count: int) -> None:
        items = [prior(BY_ID[id]) for id in assemble(EXAM, BANK, {}, Random(2), length=length).scored]
        table = score_table(items, REFERENCE, SCALE)
        assert len(table) == count + 1
        assert (table[0].scaled, table[-1].scaled) == (100, 1000)
        assert all(abs(row.equated - row.raw * 50 / count) < 2 for row in table)
        assert table[count * 36 // 50].csem > 1.3 * TABLE[36].csem


def expected(items: Sequence[ItemParameters], theta: float) -> tuple[float, float]:
    """The mean of S over the raw scores of a person, and of its standard error of equating."""
    f = score_distribution(curves_of(items).probabilities(np.array([theta]))[0])[:, 0]
    table = score_table(items, REFERENCE, SCALE)
    exact = [report(row.equated, 50, SCALE).exact for row in table]
    return float(f @ np.array(exact)), float(f @ np.array([row.se_equating for row in table]))


class TestEquating:
    """Against definitions and finite differences."""

    def test_the_reference_form(self) -> None:
        """τ_R(θ) = Σ n_d · mean P, from every question of the bank."""
        theta = np.array([-1, 0, 1.3])
        expected = sum(
            count
            * curves_of([prior(q) for q in BANK if q.domain == domain]).probabilities(theta)[0].mean(axis=1)
            for domain, (count, _) in domain_counts(EXAM, "full").items()
        )
        rows = REFERENCE.curves
        found = sum(w * (c + (1 - c) / (1 + np.exp(-a * (theta - b)))) for w, a, b, c in rows)
        assert found == pytest.approx(expected)
        assert sum(w for w, *_ in rows) == pytest.approx(50)
        assert (REFERENCE.version, REFERENCE.scored) == ("1", 50)
        assert len(rows) < 30

    def test_a_domain_without_items_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="home has no items of domain 4"):
            reference_form(EXAM, [(q.domain, prior(q)) for q in BANK if q.domain != "4"], "1")

    def test_up_to_chance_it_is_in_proportion(self) -> None:
        chance = sum(item.c for item in CALIBRATED)
        target = sum(w * c for w, _, _, c in REFERENCE.curves)
        for row in TABLE[: int(chance) + 1]:
            assert row.equated == pytest.approx(row.raw * target / chance)
            assert row.se_equating == 0

    @pytest.mark.parametrize("raw", [14, 25, 36, 45])
    def test_its_error_is_the_delta_methods(self, raw: int) -> None:
        """SE_t² = Σ (∂t/∂b)²·Var(b), with derivatives by finite differences."""
        total, h = 0.0, 1e-5
        for i, item in enumerate(CALIBRATED):
            moved = [
                equate(
                    curves_of([*CALIBRATED[:i], replace(item, b=item.b + step), *CALIBRATED[i + 1 :]]),
                    np.zeros(50),
                    REFERENCE,
                )[0][raw]
                for step in (-h, h)
            ]
            total += ((moved[1] - moved[0]) / (2 * h)) ** 2 * item.var_b
        slope = report(TABLE[raw].equated, 50, SCALE).slope
        assert TABLE[raw].se_equating == pytest.approx(slope * math.sqrt(total), rel=1e-4)

    def test_it_is_provisional_while_difficulties_are_labels(self) -> None:
        labels = [prior(BY_ID[id]) for id in FORM.scored]
        assert all(row.provisional for row in score_table(labels, REFERENCE, SCALE))
        assert not any(row.provisional for row in TABLE)


class TestErrors:
    """CSEM and the probability of passing."""

    def test_csem_at_the_cut(self) -> None:
        """About 56 points: the mean over forms, at the raw score that shows nearest to 750."""
        at_cut = []
        for seed in range(10):
            form = assemble(EXAM, BANK, {}, Random(seed))
            table = score_table([prior(BY_ID[id]) for id in form.scored], REFERENCE, SCALE)
            at_cut.append(min(table, key=lambda row: abs(row.scaled - 750)).csem)
        assert sum(at_cut) / 10 == pytest.approx(56, abs=1.5)

    def test_against_simulated_people(self) -> None:
        """People of N(0, 1) take the form, and those with the same raw score take it twice more."""
        rng = np.random.default_rng(1)
        curves = curves_of(CALIBRATED)
        exact = np.array([report(row.equated, 50, SCALE).exact for row in TABLE])
        theta = rng.standard_normal(200_000)
        p = curves.probabilities(theta)[0]
        first, second, third = ((rng.random(p.shape) < p).sum(axis=1) for _ in range(3))
        for raw in (20, 30, 36, 42):
            mine = first == raw
            spread = math.sqrt(((exact[second[mine]] - exact[third[mine]]) ** 2).mean() / 2)
            assert TABLE[raw].csem == pytest.approx(spread, rel=0.04)
            passed = np.array([row.passed for row in TABLE])[second[mine]]
            assert TABLE[raw].probability_pass == pytest.approx(passed.mean(), abs=0.02)

    def test_scores_without_a_likely_ability_have_finite_errors(self) -> None:
        hopeless = [ItemParameters(2.5, 40, 0, 0)] * 50
        for row in (*score_table(hopeless, REFERENCE, SCALE), TABLE[0], TABLE[50]):
            assert math.isfinite(row.csem)
            assert math.isfinite(row.se_equating)
            assert math.isfinite(row.probability_pass)


def test_one_score_is_its_line_of_the_table() -> None:
    result = score(CALIBRATED, 40, REFERENCE, SCALE)
    assert isinstance(result, ScaledScore)
    assert result == TABLE[40]
    for raw in (-1, 51):
        with pytest.raises(ValueError, match="can't be right"):
            score(CALIBRATED, raw, REFERENCE, SCALE)


def test_a_drill_gives_a_percentage() -> None:
    assert [percentage(right, 13) for right in (0, 6, 12, 13)] == [0, 46, 92, 100]
    assert percentage(199, 200) == 99


def test_numbers_are_loaded_when_they_are_needed() -> None:
    code = "import sys, bot.domain.scoring, bot.domain.form; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
