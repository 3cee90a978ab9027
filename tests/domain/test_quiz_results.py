"""Items, grades, shares, tallies and scoreboards: what is counted, and from whom it is told."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.item import Item, draw_order
from bot.domain.question import LETTERS, Question, grade
from bot.domain.scoreboard import standings
from bot.domain.shares import FEWEST, option_shares
from bot.domain.tally import tally
from tests import builders

PEOPLE = st.integers(1, 12)
MARKS = st.lists(st.tuples(PEOPLE, st.booleans()), max_size=60)
KEYS = st.sets(st.sampled_from(LETTERS), min_size=1).map(lambda keys: "".join(sorted(keys)))


@st.composite
def made_items(draw: st.DrawFn) -> Item:
    """An item of 4 to 6 options in any order, one or more of them right."""
    count = draw(st.integers(4, 6))
    right = draw(st.sets(st.sampled_from(LETTERS[:count]), min_size=1, max_size=count))
    texts = [f"Option {n}" for n in range(count)]
    question = builders.question(options=builders.options(*texts, key="".join(right)))
    return Item(1, 1, 1, 1, question, "".join(draw(st.permutations(LETTERS[:count]))))


@given(made_items(), st.data())
def test_letters_lead_to_keys_and_back(item: Item, data: st.DataObject) -> None:
    letters = data.draw(st.sets(st.sampled_from(LETTERS[: len(item.order)])))
    keys = item.keys_of(letters)
    assert len(keys) == len(letters)
    assert item.letters_of(keys) == ", ".join(sorted(letters)).upper()
    assert [option.key for _, option in item.shown] == list(item.order)
    assert [letter for letter, _ in item.shown] == list(LETTERS[: len(item.order)])
    for letter, option in item.shown:
        assert item.keys_of(letter) == {option.key}


@given(made_items())
def test_a_letter_that_is_not_shown_is_an_error(item: Item) -> None:
    for letter in [*LETTERS[len(item.order) :], "g", "A", ""]:
        with pytest.raises(KeyError):
            item.keys_of([letter])


@given(made_items(), st.integers(0, 999))
def test_free_orders_are_shuffled_and_fixed_ones_kept(item: Item, seed: int) -> None:
    from dataclasses import replace

    written = LETTERS[: len(item.order)]
    assert sorted(draw_order(item.question, Random(seed))) == sorted(written)
    assert draw_order(replace(item.question, order="fixed"), Random(seed)) == written


def test_every_position_gets_every_option_equally_often() -> None:
    question, rng = builders.question(), Random(1)
    firsts = Counter(draw_order(question, rng)[0] for _ in range(800))
    assert set(firsts) == set("abcd")
    assert all(150 < count < 250 for count in firsts.values())


@given(made_items(), st.sets(st.sampled_from(LETTERS)))
def test_only_exactly_the_keys_are_right(item: Item, chosen: set[str]) -> None:
    assert grade(item.question, frozenset(chosen)) is (
        chosen == {o.key for o in item.question.options if o.correct}
    )
    assert grade(item.question, frozenset()) is False
    assert item.question.choose == len(item.question.keys)


# Shares


@given(st.dictionaries(KEYS, st.integers(1, 20), max_size=8))
def test_shares_count_people_and_are_told_from_five_on(counts: dict[str, int]) -> None:
    shares = option_shares(counts)
    people = sum(counts.values())
    assert (shares is None) == (people < FEWEST == 5)
    if shares is not None:
        assert shares.people == people
        for key in LETTERS:
            chose = sum(count for chosen, count in counts.items() if key in chosen)
            assert shares.by_key.get(key, 0) == chose
            assert 0 <= shares.percent(key) <= 100
            assert shares.percent(key) == pytest.approx(100 * chose / people, abs=0.51)


# Tally


@given(st.lists(st.sampled_from(["1.1", "2.1", "2.2"]), max_size=25), st.data())
def test_a_tally_adds_up(tasks: list[str], data: st.DataObject) -> None:
    questions: list[Question] = [builders.question(f"demo-{task}-{n:03}") for n, task in enumerate(tasks)]
    correct: dict[str, bool] = {}
    for question in questions:
        outcome = data.draw(st.sampled_from([True, False, None]))
        if outcome is not None:
            correct[question.id] = outcome
    result = tally(builders.exam(), questions, correct)
    assert result.asked == len(questions) == sum(domain.asked for domain in result.domains)
    assert result.right == sum(correct.values()) == sum(domain.right for domain in result.domains)
    assert len(result.missed) == result.asked - result.right
    assert [question for question in questions if not correct.get(question.id)] == list(result.missed)
    shown = [domain.domain.id for domain in result.domains]
    assert shown == sorted({question.domain for question in questions}), (
        "only domains that were asked, in order"
    )


# Scoreboard


@given(MARKS)
def test_everybody_who_answered_is_ranked_by_right_answers(marks: list[tuple[int, bool]]) -> None:
    board = standings(marks)
    assert {standing.person for standing in board} == {person for person, _ in marks}
    assert sum(standing.answered for standing in board) == len(marks)
    assert sum(standing.right for standing in board) == sum(correct for _, correct in marks)
    for standing in board:
        better = sum(other.right > standing.right for other in board)
        assert standing.rank == better + 1
    assert [standing.rank for standing in board] == sorted(standing.rank for standing in board)


@given(MARKS, st.randoms(use_true_random=False))
def test_speed_does_not_count(marks: list[tuple[int, bool]], rng: Random) -> None:
    shuffled = list(marks)
    rng.shuffle(shuffled)
    assert standings(shuffled) == standings(marks)


def test_a_tie_shares_its_place_and_the_next_place_is_left_out() -> None:
    board = standings([(1, True), (2, True), (3, False), (4, True), (4, True)])
    assert [(standing.rank, standing.person) for standing in board] == [(1, 4), (2, 1), (2, 2), (4, 3)]
