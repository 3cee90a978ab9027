"""Custom ids that have been shipped stay readable, and each is read by one handler only."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.custom_ids import ANSWER, LONGEST, NEW, PARTS, SAMPLE, SUBMIT, CustomId
from tests.world import World

SHIPPED = [
    "v1:answer:{item}:{letter}",
    "v1:mark:{item}:{letter}",
    "v1:submit:{item}",
    "v1:next:{quiz}",
    "v1:again:{quiz}",
    "v1:new:{exam}:{part}:{count}",
    "v1:pick:{item}:{letter}",
    "v1:pick-several:{item}",
    "v1:group-next:{item}",
    "v1:group-skip:{item}",
    "v1:group-stop:{item}",
    "v1:report:{item}",
    "v1:report-form:{item}",
    "v1:sample:{exam}",
]
"""Only ever appended to: cards with these ids stand in people's channels."""

SHIPPED_PARTS = {
    "item": r"\d{1,18}",
    "quiz": r"\d{1,18}",
    "letter": r"[a-f]",
    "exam": r"[a-z0-9-]{1,40}",
    "part": r"[0-9.]{0,8}",
    "count": r"\d{0,2}",
}
"""A part may get wider, never narrower: change this only with that in mind."""

NUMBERS = st.integers(0, 10**18 - 1)
VALUES: dict[str, st.SearchStrategy[int | str]] = {
    "item": NUMBERS,
    "quiz": NUMBERS,
    "letter": st.sampled_from("abcdef"),
    "exam": st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=40),
    "part": st.text(string.digits + ".", max_size=8),
    "count": st.one_of(st.just(""), st.integers(0, 99).map(str)),
}
known = st.sampled_from(CustomId.known)


@st.composite
def made(draw: st.DrawFn) -> tuple[CustomId, dict[str, int | str]]:
    """A custom id and values for its parts."""
    custom_id = draw(known)
    return custom_id, {name: draw(VALUES[name]) for name in custom_id.pattern.groupindex}


def test_no_shipped_id_has_changed() -> None:
    assert [custom_id.text for custom_id in CustomId.known] == SHIPPED
    assert PARTS == SHIPPED_PARTS


@given(made())
def test_an_id_is_read_back_by_its_own_pattern_only(case: tuple[CustomId, dict[str, int | str]]) -> None:
    custom_id, parts = case
    text = custom_id(**parts)
    assert 1 <= len(text) <= LONGEST
    readers = [other for other in CustomId.known if other.pattern.fullmatch(text)]
    assert readers == [custom_id]
    match = custom_id.pattern.fullmatch(text)
    assert match
    assert custom_id.parts(match) == parts


@given(known, st.data())
def test_no_other_text_that_matches_one_pattern_matches_a_second(custom_id: CustomId, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(custom_id.pattern, fullmatch=True))
    assert [other for other in CustomId.known if other.pattern.fullmatch(text)] == [custom_id]


def test_the_longest_parts_fit() -> None:
    longest = {"item": 10**18 - 1, "quiz": 10**18 - 1, "letter": "f", "exam": "x" * 40, "part": "9" * 8, "count": "25"}
    for custom_id in CustomId.known:
        custom_id(**{name: longest[name] for name in custom_id.pattern.groupindex})


@pytest.mark.parametrize(
    ("custom_id", "parts"),
    [
        (ANSWER, {"item": -1, "letter": "a"}),
        (ANSWER, {"item": 10**18, "letter": "a"}),
        (ANSWER, {"item": 1, "letter": "g"}),
        (ANSWER, {"item": 1, "letter": "A"}),
        (ANSWER, {"item": 1, "letter": "ab"}),
        (SUBMIT, {"item": ""}),
        (SUBMIT, {"item": "1\n"}),
        (SAMPLE, {"exam": ""}),
        (SAMPLE, {"exam": "mls:c01"}),
        (SAMPLE, {"exam": "x" * 41}),
        (NEW, {"exam": "mls-c01", "part": "1:2", "count": ""}),
        (NEW, {"exam": "mls-c01", "part": "", "count": 100}),
    ],
)  # fmt: skip
def test_parts_that_would_not_be_read_back_are_refused(custom_id: CustomId, parts: dict[str, int | str]) -> None:
    with pytest.raises(ValueError, match="is not a custom id of the form"):
        custom_id(**parts)


async def test_the_loaded_bot_handles_every_id_once(world: World) -> None:
    handled = list(world.bot.router._handlers)
    assert sorted(custom_id.text for custom_id in handled) == sorted(SHIPPED)
