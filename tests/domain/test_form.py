"""Form assembly: counts, mix, freshness, what is unscored, and what is said when questions are missing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.content import load_bank
from bot.domain.apportion import apportion
from bot.domain.blueprint import Exam
from bot.domain.form import Form, assemble, assemble_drill
from bot.domain.irt import BETA, LABELS
from bot.domain.length import drill_items, minutes, split
from bot.domain.question import Question
from bot.errors import Refusal
from tests.builders import options
from tests.synthetic import TASKS, WEIGHTS, bank, home_exam

EXAM = home_exam()
BANK = bank()
BY_ID = {question.id: question for question in BANK}
SMALL = {"1": (5, 6, 7), "2": (8, 7, 7), "3": (6, 7, 7, 6, 6), "4": (6, 6, 6, 5)}
"""The counts of a bank that is just being written: 18/22/32/23 of 13/16/23/13 that a form needs."""
DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SCORED = {"1": 10, "2": 12, "3": 18, "4": 10}
UNSCORED = {"1": 3, "2": 4, "3": 5, "4": 3}


def form(seed: int = 1, pool: Sequence[Question] = BANK, **options: Any) -> Form:
    return assemble(EXAM, pool, options.pop("history", {}), Random(seed), **options)


def questions(value: Form, scored: bool | None = None) -> list[Question]:
    return [BY_ID[item.question_id] for item in value.items if scored in (None, item.scored)]


def domains(value: Form, scored: bool) -> Counter[str]:
    return Counter(question.domain for question in questions(value, scored))


def ids(value: Form) -> set[str]:
    return {item.question_id for item in value.items}


class TestApportion:
    """Largest remainder, with and without bounds."""

    @pytest.mark.parametrize(
        ("seats", "weights", "shares"),
        [
            (50, [20, 24, 36, 20], [10, 12, 18, 10]),
            (15, [20, 24, 36, 20], [3, 4, 5, 3]),
            (25, [20, 24, 36, 20], [5, 6, 9, 5]),
            (65, [31, 26, 20, 12, 11], [20, 17, 13, 8, 7]),
            (1, [1, 1], [1, 0]),
            (0, [0, 0], [0, 0]),
        ],
    )
    def test_worked_cases(self, seats: int, weights: list[int], shares: list[int]) -> None:
        assert apportion(seats, weights) == shares

    @given(st.integers(0, 200), st.lists(st.integers(0, 50), min_size=1).filter(any))
    def test_nobody_is_a_whole_seat_off(self, seats: int, weights: list[int]) -> None:
        shares = apportion(seats, weights)
        assert sum(shares) == seats
        assert all(
            abs(share - seats * w / sum(weights)) < 1 for share, w in zip(shares, weights, strict=True)
        )

    @given(st.data())
    def test_bounds_hold(self, data: st.DataObject) -> None:
        rows = data.draw(st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=1))
        weights, least, more = (list(column) for column in zip(*rows, strict=True))
        most = [low + extra for low, extra in zip(least, more, strict=True)]
        seats = data.draw(st.integers(sum(least), sum(most)))
        shares = apportion(seats, weights, least, most)
        assert sum(shares) == seats
        assert all(low <= share <= high for low, share, high in zip(least, shares, most, strict=True))

    def test_bounds_without_a_way_are_an_error(self) -> None:
        with pytest.raises(ValueError, match="3 seats don't fit between 0 and 2"):
            apportion(3, [1, 1], None, [1, 1])


class TestLength:
    """Items and minutes of half and short forms, with extra time."""

    @pytest.mark.parametrize(
        ("length", "counts"), [("full", (50, 15)), ("half", (25, 8)), ("short", (12, 4))]
    )
    def test_items(self, length: Any, counts: tuple[int, int]) -> None:
        assert split(EXAM, length) == counts

    @pytest.mark.parametrize(
        ("length", "by_extra"),
        [("full", (180, 210, 270, 360)), ("half", (90, 105, 135, 180)), ("short", (45, 53, 68, 90))],
    )
    def test_minutes(self, length: Any, by_extra: tuple[int, ...]) -> None:
        extras: Any = ("none", "+30", "x1.5", "x2")
        assert tuple(minutes(EXAM, length, extra) for extra in extras) == by_extra

    def test_drills_have_the_domains_share(self) -> None:
        assert [drill_items(EXAM, domain, "full") for domain in WEIGHTS] == [13, 16, 23, 13]
        assert minutes(EXAM, domain="1") == 36
        assert minutes(EXAM, extra="x2", domain="1") == 72
        assert minutes(EXAM, "half", domain="3") == 34  # 12 of 65 items: 33.2 minutes

    def test_no_form_is_empty(self) -> None:
        tiny = replace(EXAM, scored=1, unscored=0)
        assert split(tiny, "short") == (1, 0)


@pytest.mark.parametrize("seed", range(5))
def test_a_full_form(seed: int) -> None:
    value = form(seed)
    assert len(ids(value)) == len(value.items) == 65
    assert domains(value, True) == SCORED
    assert domains(value, False) == UNSCORED
    assert (value.exam, value.length, value.domain) == ("home", "full", None)
    assert value.scored == tuple(item.question_id for item in value.items if item.scored)


@pytest.mark.parametrize(
    ("length", "scored", "unscored"),
    [("half", [5, 6, 9, 5], [2, 2, 3, 1]), ("short", [3, 3, 4, 2], [1, 1, 1, 1])],
)
def test_shorter_forms(length: Any, scored: list[int], unscored: list[int]) -> None:
    value = form(length=length)
    assert [domains(value, True)[domain] for domain in WEIGHTS] == scored
    assert [domains(value, False)[domain] for domain in WEIGHTS] == unscored


def test_the_same_seed_gives_the_same_form() -> None:
    assert form(7) == form(7)
    assert form(7) != form(8)


@pytest.mark.parametrize("seed", range(5))
def test_tasks_are_in_proportion(seed: int) -> None:
    tasks = Counter(question.task for question in questions(form(seed), True))
    for domain, counts in TASKS.items():
        for task, count in enumerate(counts, 1):
            assert abs(tasks[f"{domain}.{task}"] - SCORED[domain] * count / sum(counts)) < 1


@pytest.mark.parametrize("length", ["full", "half"])
@pytest.mark.parametrize("seed", range(5))
def test_the_share_of_multiple_response_is_the_banks(length: Any, seed: int) -> None:
    value = form(seed, length=length)
    kinds = Counter(question.kind for question in questions(value))
    assert kinds["multiple"] == round(len(value.items) * 0.2)
    assert 0.1 < Counter(question.kind for question in questions(value, False))["multiple"] / 8 < 0.5


def test_orders_are_valid_and_fixed_ones_kept() -> None:
    pool = [replace(question, order="fixed") if question.task == "1.1" else question for question in BANK]
    orders = {item.question_id: item.order for item in form(pool=pool).items}
    for id, order in orders.items():
        written = "".join(option.key for option in BY_ID[id].options)
        assert sorted(order) == list(written)
        assert order == written or BY_ID[id].task != "1.1"
    assert len(set(orders.values())) > 10


def test_kinds_without_any_in_the_bank() -> None:
    pool = [replace(q, kind="single", options=options(*"wxyz")) for q in BANK]
    assert len(form(pool=pool).items) == 65
    pool = [replace(q, kind="multiple", options=options(*"vwxyz", key="ab")) for q in BANK]
    assert len(form(pool=pool).items) == 65


class TestFreshness:
    """Unseen questions first, then the longest unseen."""

    @pytest.mark.parametrize("seed", range(4))
    def test_twelve_forms_without_a_repeat(self, seed: int) -> None:
        rng, history = Random(seed), dict[str, dt.datetime]()
        for day in range(12):
            value = assemble(EXAM, BANK, history, rng)
            assert not ids(value) & set(history)
            assert domains(value, True) == SCORED
            assert sum(question.kind == "multiple" for question in questions(value)) == 13
            assert abs(_hardness(value)) <= 2
            history |= dict.fromkeys(ids(value), DAY + dt.timedelta(day))

    def test_seen_questions_come_back_in_order(self) -> None:
        """The first three domains are seen but for one question; the fewest possible days come back."""
        history = {
            question.id: DAY + dt.timedelta(number) for number, question in enumerate(BANK) if number % 172
        }
        used = ids(form(history=history))
        for domain in WEIGHTS:
            for kind in ("single", "multiple"):
                stratum = [q for q in BANK if (q.domain, q.kind) == (domain, kind)]
                taken = sorted(history[q.id] for q in stratum if q.id in used and q.id in history)
                seen = sorted(history[q.id] for q in stratum if q.id in history)
                assert taken == seen[: len(taken)]
                assert all(q.id in used for q in stratum if q.id not in history)

    def test_kinds_give_way_between_domains_before_anything_is_repeated(self) -> None:
        """All multiple-response questions of a domain are seen: the others give the form's share."""
        history = {q.id: DAY for q in BANK if q.domain == "2" and q.kind == "multiple"}
        value = form(history=history)
        assert not ids(value) & set(history)
        assert sum(question.kind == "multiple" for question in questions(value)) == 13

    @pytest.mark.parametrize("kind", ["single", "multiple"])
    def test_a_form_is_never_all_of_one_kind(self, kind: str) -> None:
        """Whoever has seen all questions of a kind gets the longest unseen ones, and the usual share."""
        history = {q.id: DAY for q in BANK if q.kind == kind}
        value = form(history=history)
        assert sum(question.kind == "multiple" for question in questions(value)) == 13

    def test_a_bank_just_large_enough(self) -> None:
        pool = bank(SMALL)
        history = dict[str, dt.datetime]()
        for day in range(4):
            value = form(day, pool, history=history)
            assert domains(value, True) == SCORED
            assert domains(value, False) == UNSCORED
            if day:  # 30 questions are unseen after the first form, and all of them are in the second
                assert len(ids(value) - set(history)) == (30 if day == 1 else 0)
            history |= dict.fromkeys(ids(value), DAY + dt.timedelta(day))

    def test_a_bank_of_exactly_one_form(self) -> None:
        counts = {"1": (4, 4, 5), "2": (5, 5, 6), "3": (4, 5, 4, 5, 5), "4": (3, 3, 3, 4)}
        pool = bank(counts)
        assert ids(form(pool=pool)) == {question.id for question in pool}

    def test_the_real_bank(self) -> None:
        content = load_bank([Path(__file__).parents[2] / "questions"])
        exam = content.exams["mls-c01"]
        value = assemble(exam, content.of(exam.id), {}, Random(1))
        assert Counter(content.questions[id].domain for id in value.scored) == SCORED
        assert len(ids(value)) == 65


class TestUnscored:
    """The fewest first attempts, and nothing that gives them away."""

    def test_the_least_tried_are_unscored(self) -> None:
        new = {question.id for question in Random(1).sample(BANK, 100)}
        attempts = {question.id: 40 for question in BANK if question.id not in new}
        value = form(first_attempts=attempts)
        hidden = {item.question_id for item in value.items if not item.scored}
        assert len(hidden & new) >= 13  # a stratum's slice of difficulties may be without a new one

    def test_they_are_of_the_same_mix(self) -> None:
        """Over many forms, kinds and difficulties are as frequent among unscored items as among scored."""
        attempts = {question.id: Random(question.id).randrange(100) for question in BANK}
        forms = [form(seed, first_attempts=attempts) for seed in range(60)]
        for of in (lambda q: q.kind == "multiple", lambda q: q.difficulty == "hard"):
            hidden, shown = (fmean(of(q) for f in forms for q in questions(f, s)) for s in (False, True))
            assert abs(hidden - shown) < 0.1

    def test_their_places_are_random(self) -> None:
        counts = Counter(
            i for seed in range(200) for i, item in enumerate(form(seed).items) if not item.scored
        )
        expected = 200 * 15 / 65
        assert sum((counts[i] - expected) ** 2 / expected for i in range(65)) < 110  # 64 degrees, p < .001

    def test_seen_questions_are_not_tried_out_again(self) -> None:
        history = {question.id: DAY for question in BANK if int(question.id[-3:]) > 8}
        value = form(history=history)
        seen_first = [item.scored for item in value.items if item.question_id in history]
        assert not seen_first or fmean(seen_first) > 50 / 65


class TestDifficulty:
    """As hard as the reference form."""

    @pytest.mark.parametrize("seed", range(5))
    def test_labels_are_balanced(self, seed: int) -> None:
        assert abs(_hardness(form(seed))) <= 1

    @pytest.mark.parametrize("seed", range(5))
    def test_estimates_are_balanced(self, seed: int) -> None:
        rng = Random(seed)
        b = {question.id: rng.gauss(0.3, 1.2) for question in BANK}
        value = form(seed, difficulty=b)
        target = sum(
            count * fmean(b[question.id] for question in BANK if question.domain == domain)
            for domain, count in SCORED.items()
        )
        assert abs(sum(b[id] for id in value.scored) - target) <= 0.4

    def test_no_fact_is_asked_twice(self) -> None:
        pool = [replace(question, fact=f"fact-{number % 290}") for number, question in enumerate(BANK)]
        facts = {question.id: question.fact for question in pool}
        for seed in range(5):
            assert len({facts[id] for id in ids(form(seed, pool))}) >= 64


def _hardness(value: Form) -> float:
    """Scored difficulty labels above the reference form's, in labels."""
    target = sum(
        count * fmean(LABELS[q.difficulty] for q in BANK if q.domain == domain)
        for domain, count in SCORED.items()
    )
    return sum(LABELS[BY_ID[id].difficulty] for id in value.scored) - target


class TestTooFew:
    """What is missing is named."""

    def test_a_domain_without_enough(self) -> None:
        pool = [q for q in BANK if q.domain != "2"] + [q for q in BANK if q.domain == "2"][:10]
        with pytest.raises(Refusal) as caught:
            form(pool=pool)
        assert caught.value.key == "form.too_few"
        assert caught.value.params == {
            "exam": "HOME", "domain": "2", "name": "Domain 2", "n": 6, "single": 5, "multiple": 1
        }  # fmt: skip

    def test_an_empty_bank(self) -> None:
        with pytest.raises(Refusal) as caught:
            form(pool=[])
        assert caught.value.params["n"] == caught.value.params["single"] == 13

    def test_a_drill(self) -> None:
        with pytest.raises(Refusal) as caught:
            assemble_drill(EXAM, "3", [q for q in BANK if q.domain == "1"], {}, Random(1))
        assert caught.value.params["domain"] == "3"
        assert caught.value.params["n"] == 23


class TestDrill:
    """One domain, all of it counts."""

    @pytest.mark.parametrize(("domain", "length", "count"), [("1", "full", 13), ("3", "half", 12)])
    def test_items(self, domain: str, length: Any, count: int) -> None:
        value = assemble_drill(EXAM, domain, BANK, {}, Random(1), length=length)
        assert (value.domain, value.length, len(value.items)) == (domain, length, count)
        assert all(item.scored for item in value.items)
        assert {question.domain for question in questions(value)} == {domain}

    def test_unseen_first(self) -> None:
        history = {question.id: DAY for question in BANK if int(question.id[-3:]) > 20}
        value = assemble_drill(EXAM, "4", BANK, history, Random(1))
        assert not ids(value) & set(history)


pools = st.fixed_dictionaries(
    {domain: st.tuples(*[st.integers(0, 25)] * len(TASKS[domain])) for domain in WEIGHTS}
)


@settings(deadline=None, max_examples=60)
@given(pools, st.randoms(use_true_random=False), st.sampled_from(["full", "half", "short"]))
def test_any_bank_gives_a_whole_form_or_a_named_shortage(counts: Any, rng: Random, length: Any) -> None:
    pool = bank(counts)
    history = {q.id: DAY + dt.timedelta(rng.randrange(9)) for q in pool if rng.random() < 0.6}
    have = Counter(question.domain for question in pool)
    needed = {domain: drill_items(EXAM, domain, length) for domain in WEIGHTS}
    short = {domain: count - have[domain] for domain, count in needed.items() if count > have[domain]}
    if short:
        with pytest.raises(Refusal) as caught:
            assemble(EXAM, pool, history, rng, length=length)
        params: dict[str, Any] = caught.value.params
        assert params["n"] == params["single"] + params["multiple"] == short[params["domain"]]
        return
    value = assemble(EXAM, pool, history, rng, length=length)
    by_domain = Counter(BY_ID[item.question_id].domain for item in value.items)
    assert {domain: by_domain[domain] for domain in WEIGHTS} == needed
    assert len(ids(value)) == len(value.items)
    assert sum(item.scored for item in value.items) == split(EXAM, length)[0]


def test_labels_weigh_as_the_prior_says() -> None:
    """Estimates and labels are on one scale: an item at the label's expected difficulty changes nothing."""
    b = {q.id: BETA * LABELS[q.difficulty] for q in BANK if q.domain in ("1", "3")}
    assert form(3) == form(3, difficulty=b)


def test_the_home_exam_is_what_the_blueprint_says() -> None:
    content = load_bank([Path(__file__).parents[2] / "questions"])
    real: Exam = content.exams["mls-c01"]
    assert (real.scored, real.unscored, real.minutes) == (EXAM.scored, EXAM.unscored, EXAM.minutes)
    assert real.scale == EXAM.scale
    assert [len(domain.tasks) for domain in real.domains] == [len(domain.tasks) for domain in EXAM.domains]
