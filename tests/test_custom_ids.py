"""Custom ids that have been shipped stay readable, and each is read by one handler only."""

from __future__ import annotations

import re

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
    "v1:mock-begin:{quiz}",
    "v1:mock-mark:{item}:{letter}",
    "v1:mock-flag:{item}",
    "v1:mock-go:{quiz}:{position}",
    "v1:mock-back:{quiz}",
    "v1:mock-clock:{quiz}",
    "v1:mock-navigator:{quiz}",
    "v1:mock-jump:{quiz}:{position}",
    "v1:mock-check:{quiz}",
    "v1:mock-submit:{quiz}",
    "v1:mock-confirm:{quiz}",
    "v1:mock-abandon:{quiz}",
    "v1:mock-direct:{exam}:{size}:{part}:{extra}",
    "v1:mock-result:{quiz}",
    "v1:mock-review:{quiz}:{filter}:{position}",
    "v1:mock-filter:{quiz}",
    "v1:mock-share:{quiz}",
    "v1:event-join:{event}",
    "v1:event-join-extra:{event}",
    "v1:event-rank:{event}",
    "v1:report:{item}",
    "v1:report-form:{item}",
    "v1:sample:{exam}",
    "v1:mock-share-post:{quiz}",
    "v1:event-join-direct:{event}:{extra}",
]
"""Only ever appended to: cards with these ids stand in people's channels."""

SHIPPED_PARTS = {
    "item": r"\d{1,18}",
    "quiz": r"\d{1,18}",
    "event": r"\d{1,18}",
    "letter": r"[a-f]",
    "exam": r"[a-z0-9-]{1,40}",
    "part": r"[0-9.]{0,8}",
    "count": r"\d{0,2}",
    "position": r"\d{1,3}",
    "size": r"full|half|short",
    "extra": r"none|\+30|x1\.5|x2",
    "filter": r"all|wrong|flagged|slow|unscored",
}
"""A part may get wider, never narrower: change this only with that in mind."""

VALUES: dict[str, st.SearchStrategy[int | str]] = {
    name: st.integers(0, 10 ** int(number[1]) - 1)
    if (number := re.fullmatch(r"\\d\{1,(\d+)\}", pattern))
    else st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)
    for name, pattern in PARTS.items()
}
known = st.sampled_from(CustomId.known)


@st.composite
def made(draw: st.DrawFn) -> tuple[CustomId, dict[str, int | str]]:
    """A custom id and values for its parts."""
    custom_id = draw(known)
    return custom_id, {name: draw(VALUES[name]) for name in custom_id.pattern.groupindex}


def test_no_shipped_id_has_changed() -> None:
    assert sorted(custom_id.text for custom_id in CustomId.known) == sorted(SHIPPED)
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
def test_no_other_text_that_matches_one_pattern_matches_a_second(
    custom_id: CustomId, data: st.DataObject
) -> None:
    text = data.draw(st.from_regex(custom_id.pattern, fullmatch=True))
    assert [other for other in CustomId.known if other.pattern.fullmatch(text)] == [custom_id]


def longest(part: str) -> int:
    """The most characters that a part may have."""
    if bound := re.search(r"\{\d,(\d+)\}$", PARTS[part]):
        return int(bound[1])
    return max(map(len, PARTS[part].split("|"))) if "|" in PARTS[part] else 1


def test_the_longest_parts_fit() -> None:
    assert longest("item") == 18
    assert longest("letter") == 1
    for custom_id in CustomId.known:
        parts = custom_id.pattern.groupindex
        fixed = re.sub(r"\{\w+\}", "", custom_id.text)
        assert len(fixed) + sum(map(longest, parts)) <= LONGEST, custom_id.text


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
def test_parts_that_would_not_be_read_back_are_refused(
    custom_id: CustomId, parts: dict[str, int | str]
) -> None:
    with pytest.raises(ValueError, match="is not a custom id of the form"):
        custom_id(**parts)


async def test_the_loaded_bot_handles_every_id_once(world: World) -> None:
    handled = list(world.bot.router._handlers)
    assert sorted(custom_id.text for custom_id in handled) == sorted(known.text for known in CustomId.known)
