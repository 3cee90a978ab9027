"""Checks over the questions of an exam: against each other, and as a whole."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lint import Finding, lint
from bot.domain.lint.across import near_duplicates
from bot.domain.lint.figures import Share
from bot.domain.lint.tokens import content
from bot.domain.question import Question
from tests.builders import exam, options, question

WORDS = [f"{letter}{letter}{other}{other}" for letter, other in combinations("bcdfghjklmnpqrtvwxz", 2)]


def some(count: int, **changes: Any) -> list[Question]:
    """Questions that have nothing in common, with keys and lengths that take turns."""
    made = []
    for n in range(count):
        texts = [f"{WORDS[n]} {word}" for word in ("one", "four", "seven", "thousand")]
        texts = texts[n % 4 :] + texts[: n % 4]
        made.append(
            question(
                f"demo-1.1-{n + 1:03d}",
                stem=" ".join(f"word{n}x{i}" for i in range(30)),
                options=options(*texts, key="abcd"[(n // 4 + n) % 4]),
                **changes,
            )
        )
    return made


def found(questions: list[Question]) -> list[Finding]:
    """What concerns more than one question."""
    own = {"stem-word", "convergence", "key-longest", "key-shortest", "odd-one-out"}
    return [finding for finding in lint(exam(), questions).findings if finding.code not in own]


def codes(questions: list[Question]) -> set[str]:
    return {finding.code for finding in found(questions)}


def test_questions_without_flaws() -> None:
    assert codes(some(24)) == set()


def test_near_duplicates_name_the_earlier_question() -> None:
    one, two, three = some(3)
    alike = question("demo-1.1-009", stem=one.stem + " more words here", options=three.options)
    texts = [f.text for f in found([one, two, alike]) if f.code == "near-duplicate"]
    assert texts == ["97% of the words of the stem are those of demo-1.1-001"]


def test_jaccard_of_60_percent_is_the_limit() -> None:
    names = WORDS[:10]
    one, two = some(2)
    first = question("demo-1.1-001", stem=" ".join(names[:8]), options=one.options)
    at_limit = question("demo-1.1-002", stem=" ".join(names[2:]), options=two.options)
    assert codes([first, at_limit]) == {"stem-length"}
    above = question("demo-1.1-002", stem=" ".join(names[1:9]), options=two.options)
    assert codes([first, above]) == {"stem-length", "near-duplicate"}


@given(st.lists(st.sets(st.sampled_from(WORDS[:12]), min_size=1), max_size=12))
def test_the_index_finds_what_comparing_all_pairs_finds(bags: list[set[str]]) -> None:
    questions = [question(f"demo-1.1-{n:03d}", stem=" ".join(bag)) for n, bag in enumerate(bags)]
    pairs = {(later.id, earlier.id) for later, earlier, _ in near_duplicates(questions)}
    assert pairs == {
        (later.id, earlier.id)
        for earlier, later in combinations(questions, 2)
        if similarity(earlier, later) > 0.6
    }


def similarity(one: Question, other: Question) -> float:
    first, second = content(one.stem), content(other.stem)
    return len(first & second) / len(first | second)


def test_the_same_options_in_two_questions() -> None:
    one, two = some(2)
    again = question(
        "demo-1.1-003", stem=two.stem, options=options(*[o.text.upper() for o in one.options][::-1])
    )
    (finding,) = found([one, again])
    assert (finding.code, finding.severity, finding.question_id) == ("same-options", "error", "demo-1.1-003")
    assert finding.text == "the options are those of demo-1.1-001"


@pytest.mark.parametrize(("times", "expected"), [(3, set()), (4, {"repeated-fact"}), (5, {"repeated-fact"})])
def test_a_fact_in_more_than_three_questions(times: int, expected: set[str]) -> None:
    questions = [*some(times, fact="one-fact")]
    assert codes(questions) == expected
    assert sum(f.code == "repeated-fact" for f in found(questions)) == len(expected)


def place_keys(keys: str) -> list[Question]:
    return [
        question(q.id, stem=q.stem, options=options(*[o.text for o in q.options], key=key))
        for q, key in zip(some(len(keys)), keys, strict=True)
    ]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("aabacaadaaba", {"key-position"}),
        ("abcdabcdabcd", set()),
        ("abcddddda", {"key-run"}),
        ("abcdddda", set()),
        ("aaaa", set()),
        ("aaaaa", {"key-run"}),
        ("aaaaaaaa", {"key-run", "key-position"}),
    ],
)
def test_key_positions(keys: str, expected: set[str]) -> None:
    assert codes(place_keys(keys)) == expected


def test_key_positions_are_told_at_the_first_question_of_the_file() -> None:
    questions = [question("demo-2.1-001", stem=" ".join(WORDS[60:90])), *place_keys("aaaaa")]
    (finding,) = [f for f in found(questions) if f.code == "key-run"]
    assert finding.question_id == "demo-1.1-001"


def with_lengths(ranks: list[int], count: int = 20) -> list[Question]:
    """Questions whose key has this place among the four lengths, by turns."""
    made = []
    for n, base in enumerate(some(count)):
        lengths = [10, 12, 14, 16]
        key = lengths.index(sorted(lengths)[ranks[n % len(ranks)]])
        texts = [(WORDS[n] + "abcdefghijkl")[: lengths[i] - 1] + str(i) for i in range(4)]
        turned = texts[n % 4 :] + texts[: n % 4]
        letter = "abcd"[turned.index(texts[key])]
        made.append(question(base.id, stem=base.stem, options=options(*turned, key=letter)))
    return made


@pytest.mark.parametrize(
    ("ranks", "expected"),
    [
        ([3], {"longest-share", "shortest-share"}),
        ([0], {"longest-share", "shortest-share"}),
        ([1, 2], {"longest-share", "shortest-share"}),
        ([0, 1, 2, 3], set()),
        ([0, 3, 3, 1, 2], {"longest-share"}),
    ],
)
def test_lengths_of_keys_over_the_bank(ranks: list[int], expected: set[str]) -> None:
    assert {code for code in codes(with_lengths(ranks)) if code.endswith("-share")} == expected
    assert not {code for code in codes(with_lengths(ranks, 19)) if code.endswith("-share")}


def test_the_share_of_choose_n() -> None:
    questions = some(20)
    texts = [f"option {word}" for word in WORDS[:5]]

    def with_multiples(count: int) -> list[Question]:
        multiples = [
            question(q.id, kind="multiple", stem=q.stem, options=options(q.id, *texts[1:], key="ab"))
            for q in questions[:count]
        ]
        return [*multiples, *questions[count:]]

    assert "multiple-share" not in codes(with_multiples(0))
    assert "multiple-share" in codes(with_multiples(3))
    assert "multiple-share" not in codes(with_multiples(4))
    assert "multiple-share" in codes(with_multiples(5))


def test_the_share_of_recall() -> None:
    def levels(recall: int) -> list[Question]:
        made = some(20)
        return [*some(recall, level="recall"), *made[recall:]]

    assert "recall-share" not in codes(levels(5))
    assert "recall-share" in codes(levels(6))


def test_figures() -> None:
    report = lint(exam(), some(8))
    figures = report.figures
    assert figures.questions == 8
    assert figures.multiple == {"1": Share(0, 8), "2": Share(0, 0)}
    assert figures.levels == {"apply": Share(8, 8)}
    assert figures.difficulty == {"medium": Share(8, 8)}
    assert figures.key_longest.of == 8
    assert sum(figures.key_positions["1.1"].counts) == 8
    assert figures.stem_words == 30
    assert figures.pages == 1
    assert str(figures.key_longest) == f"{figures.key_longest.count} of 8 ({figures.key_longest.value:.0%})"


def test_no_questions_no_findings() -> None:
    report = lint(exam(), [])
    assert report.findings == ()
    assert (report.figures.questions, report.figures.stem_words) == (0, 0)
