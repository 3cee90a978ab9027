"""Tables as aligned blocks, and excerpts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.markdown import aligned, excerpt, is_number, render

WORDS = st.text("abcxyz 0123456789.%", max_size=8).map(lambda text: " ".join(text.split()))
CELLS = WORDS.filter(bool)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """The cells of a table with a head and at least one row."""
    columns = draw(st.integers(1, 4))
    return draw(st.lists(st.lists(CELLS, min_size=columns, max_size=columns), min_size=2, max_size=5))


def written(table: list[list[str]]) -> list[str]:
    head, *rows = ["| " + " | ".join(row) + " |" for row in table]
    return [head, "|" + " --- |" * len(table[0]), *rows]


@given(tables())
def test_a_table_becomes_a_block_with_straight_columns(table: list[list[str]]) -> None:
    first, head, rule, *rows, last = aligned(written(table))
    assert first == last == "```"
    assert len(rows) == len(table) - 1
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    assert [len(part) for part in rule.split("  ")] == widths
    start = 0
    for column, width in enumerate(widths):
        for line, row in zip([head, *rows], table, strict=True):
            assert line[start : start + width].strip() == row[column]
        start += width + 2


@given(tables(), WORDS, WORDS)
def test_the_text_around_a_table_stays(table: list[list[str]], before: str, after: str) -> None:
    text = "\n".join([before, *written(table), after])
    assert render(text) == "\n".join([before, *aligned(written(table)), after])


@given(st.lists(WORDS).map("\n".join))
def test_text_without_tables_stays_as_it_is(text: str) -> None:
    assert render(text) == text


@given(tables())
def test_what_stands_in_a_code_block_is_no_table(table: list[list[str]]) -> None:
    text = "\n".join(["```sql", *written(table), "```"])
    assert render(text) == text


def test_numbers_stand_to_the_right_and_words_to_the_left() -> None:
    shown = render("| Model | Recall |\n|---|---:|\n| XGBoost | 0.9 |\n| k-NN | 12.75 |\nWhich?")
    assert shown.split("\n") == [
        "```",
        "Model    Recall",
        "───────  ──────",
        "XGBoost     0.9",
        "k-NN      12.75",
        "```",
        "Which?",
    ]


def test_a_short_row_is_filled_up() -> None:
    assert aligned(["| a | b |", "|---|---|", "| c |"])[-2] == "c"


@pytest.mark.parametrize("cell", ["0", "12", "-3.5", "−7", "+1", "1,234", "12 %", "40ms", "3 GB", ".5", ""])
def test_numbers(cell: str) -> None:
    assert is_number(cell)


@pytest.mark.parametrize("cell", ["a", "1 and 2", "v1", "-", "12 hours", "1.2.x y"])
def test_not_numbers(cell: str) -> None:
    assert not is_number(cell)


@given(st.text("abc \n,.", max_size=200), st.integers(5, 60))
def test_an_excerpt_is_one_line_and_fits(text: str, length: int) -> None:
    shown = excerpt(text, length)
    assert len(shown) <= length
    assert "\n" not in shown
    line = " ".join(text.split())
    assert shown == line or (shown.endswith("…") and line.startswith(shown[:-1]))


def test_an_excerpt_leaves_code_out_and_ends_at_a_word() -> None:
    assert excerpt("Look:\n```python\nx = 1\n```\nWhat is x?", 50) == "Look: What is x?"
    assert excerpt("one two, three four", 12) == "one two…"
