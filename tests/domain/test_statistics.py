"""Chi-square probabilities against published tables, and runs."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.statistics import chi_square_p, longest_run, uniform_p


@pytest.mark.parametrize(
    ("freedom", "critical"), [(1, 3.841459), (2, 5.991465), (3, 7.814728), (4, 9.487729), (5, 11.070498)]
)
def test_five_percent_points(freedom: int, critical: float) -> None:
    assert chi_square_p(critical, freedom) == pytest.approx(0.05, abs=1e-7)


@given(st.floats(0, 500), st.integers(1, 30))
def test_it_is_a_probability_and_falls(statistic: float, freedom: int) -> None:
    p = chi_square_p(statistic, freedom)
    assert 0 <= p <= 1
    assert chi_square_p(statistic + 1, freedom) <= p


@given(st.floats(0, 200))
def test_two_degrees_are_exponential(statistic: float) -> None:
    assert chi_square_p(statistic, 2) == pytest.approx(math.exp(-statistic / 2))


def test_uniform() -> None:
    assert uniform_p([5, 5, 5, 5]) == 1
    assert uniform_p([20, 0, 0, 0]) < 1e-10
    assert uniform_p([]) == uniform_p([0, 0]) == uniform_p([7]) == 1


@pytest.mark.parametrize(("values", "run"), [("", 0), ("a", 1), ("abab", 1), ("abbba", 3), ("aabb", 2)])
def test_longest_run(values: str, run: int) -> None:
    assert longest_run(values) == run
