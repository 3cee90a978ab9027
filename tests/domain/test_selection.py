"""Which questions come next: no repeats, unseen before seen, domains in proportion."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.blueprint import Domain, Exam, Task
from bot.domain.question import Question
from bot.domain.selection import choose_questions, spread
from tests import builders

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def exam_of(*weights: int) -> Exam:
    """An exam with a domain of one task for each weight."""
    numbered = enumerate(weights, 1)
    domains = tuple(
        Domain(str(n), f"Domain {n}", weight, (Task(f"{n}.1", "Task"),)) for n, weight in numbered
    )
    return builders.exam(domains=domains)


def pool_of(*counts: int) -> list[Question]:
    """That many questions in each domain."""
    return [
        builders.question(f"demo-{d}.1-{n:03}") for d, count in enumerate(counts, 1) for n in range(count)
    ]


@st.composite
def situations(draw: st.DrawFn) -> tuple[Exam, list[Question], dict[str, dt.datetime], int, set[str], Random]:
    counts = draw(st.lists(st.integers(0, 8), min_size=1, max_size=4))
    weights = draw(st.lists(st.integers(1, 60), min_size=len(counts), max_size=len(counts)))
    pool = pool_of(*counts)
    ids = st.sampled_from([question.id for question in pool]) if pool else st.nothing()
    seen = draw(st.dictionaries(ids, st.integers(0, 1000)))
    last_seen = {id: START + dt.timedelta(hours=hours) for id, hours in seen.items()}
    avoid = draw(st.sets(ids))
    return (
        exam_of(*weights),
        pool,
        last_seen,
        draw(st.integers(1, 25)),
        avoid,
        Random(draw(st.integers(0, 99))),
    )


@given(situations())
def test_as_many_as_asked_none_twice_none_to_avoid(situation) -> None:
    exam, pool, last_seen, count, avoid, rng = situation
    chosen = choose_questions(exam, pool, last_seen, count, rng, avoid=avoid)
    free = {question.id for question in pool} - avoid
    assert len(chosen) == min(count, len(free))
    assert len({question.id for question in chosen}) == len(chosen)
    assert {question.id for question in chosen} <= free


@given(situations())
def test_nothing_seen_comes_while_something_unseen_is_left(situation) -> None:
    exam, pool, last_seen, count, avoid, rng = situation
    chosen = {q.id for q in choose_questions(exam, pool, last_seen, count, rng, avoid=avoid)}
    unseen = {question.id for question in pool} - avoid - last_seen.keys()
    assert chosen <= unseen or chosen >= unseen


@given(situations())
def test_in_a_domain_nothing_seen_lately_comes_before_what_was_seen_longer_ago(situation) -> None:
    exam, pool, last_seen, count, avoid, rng = situation
    chosen = {q.id for q in choose_questions(exam, pool, last_seen, count, rng, avoid=avoid)}
    for domain in exam.domains:
        here = {q.id for q in pool if q.domain == domain.id} - avoid
        taken = [last_seen[id] for id in here & chosen & last_seen.keys()]
        left = [last_seen[id] for id in here - chosen if id in last_seen]
        assert not taken or not left or max(taken) <= min(left)


@given(situations())
def test_the_same_dice_choose_the_same(situation) -> None:
    exam, pool, last_seen, count, avoid, _ = situation
    both = [choose_questions(exam, pool, last_seen, count, Random(3), avoid=avoid) for _ in range(2)]
    assert both[0] == both[1]


@given(st.lists(st.integers(1, 60), min_size=1, max_size=5), st.integers(1, 40), st.integers(0, 99))
def test_a_domain_is_never_more_than_one_off_its_share(weights: list[int], count: int, seed: int) -> None:
    exam = exam_of(*weights)
    chosen = Counter(q.domain for q in spread(exam, pool_of(*[count] * len(weights)), count, Random(seed)))
    for domain in exam.domains:
        assert abs(chosen[domain.id] - count * domain.weight / sum(weights)) < len(weights)


@pytest.mark.parametrize(("count", "off"), [(1, 0.05), (3, 0.02), (5, 0.02), (25, 0.01)])
def test_many_short_quizzes_add_up_to_the_weights(count: int, off: float) -> None:
    """Single questions favour heavy domains a little; from three on the shares are true."""
    exam, rng = exam_of(20, 24, 36, 20), Random(5)
    pool = pool_of(30, 30, 30, 30)
    rounds = 4000 // count
    drawn: Counter[str] = Counter()
    for _ in range(rounds):
        drawn.update(question.domain for question in choose_questions(exam, pool, {}, count, rng))
    for domain in exam.domains:
        assert drawn[domain.id] / (rounds * count) == pytest.approx(domain.weight / 100, abs=off)


def test_the_position_tells_nothing_about_the_domain() -> None:
    exam, rng = exam_of(50, 50), Random(5)
    pool = pool_of(10, 10)
    first = Counter(choose_questions(exam, pool, {}, 5, rng)[0].domain for _ in range(400))
    assert 150 < first["1"] < 250


def test_one_can_practise_through_everything() -> None:
    exam, pool, rng = exam_of(10, 90), pool_of(12, 5), Random(1)
    last_seen: dict[str, dt.datetime] = {}
    for hour in range(4):
        for question in choose_questions(exam, pool, last_seen, 5, rng):
            assert question.id not in last_seen or hour == 3
            last_seen[question.id] = START + dt.timedelta(hours=hour)
    assert len(last_seen) == len(pool)
