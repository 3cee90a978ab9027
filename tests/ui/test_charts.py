"""The picture of a result: nothing overlaps, nothing leaves it, nothing is said by colour alone."""

from __future__ import annotations

import io
import subprocess
import sys
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.i18n import say
from bot.ui.charts import PARTS, DomainResult, Result, Score, faces, layout, result_picture
from bot.ui.charts.faces import Face
from bot.ui.charts.layout import lay_out
from bot.ui.charts.sheet import MARGIN, SMALLEST, WIDTH, Box, Sheet

LONG = "Machine Learning Implementation and Operations"
DOMAINS = (
    DomainResult("1", "Data Engineering", 8, 10, True),
    DomainResult("2", "Exploratory Data Analysis", 7, 12, False),
    DomainResult("3", "Modeling", 14, 18, True),
    DomainResult("4", LONG, 5, 10, False),
)
TIMES = tuple(30 + 37 * k % 211 for k in range(65))


def score(value: int, error: int = 56, *, provisional: bool = False) -> Score:
    return Score(value, error, 100, 750, 1000, provisional)


def sheet(result: Result) -> Sheet:
    return lay_out(result, "en", PARTS)


def words(result: Result) -> list[str]:
    return [text.words for text in sheet(result).texts]


@pytest.fixture
def only_own_face(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a single font."""
    monkeypatch.setattr(faces, "_found", lambda *_: None)


# What it says


def test_a_pass() -> None:
    assert words(Result(score(782), DOMAINS[:1], (60, 90))) == [
        "782", "± 56", "pass", "Scaled score", "750 to pass", "100", "1000", "error band 726 to 838",
        "Data Engineering", "8 of 10", "meets competencies",
        "Time per question", "average 1:15", "1:30", "1", "2",
    ]  # fmt: skip


def test_not_yet_and_provisional() -> None:
    shown = words(Result(score(749, provisional=True), DOMAINS[1:2], (60,)))
    assert {"749", "not yet", "provisional", "needs improvement"} <= set(shown)
    assert "pass" not in shown


def test_at_the_cut_it_is_a_pass() -> None:
    assert "pass" in words(Result(score(750), DOMAINS, TIMES))


@pytest.mark.parametrize(("value", "band"), [(100, "100 to 156"), (1000, "944 to 1000")])
def test_the_band_ends_with_the_scale(value: int, band: str) -> None:
    assert f"error band {band}" in words(Result(score(value), DOMAINS, TIMES))


def test_slow_questions_are_counted_dotted_and_numbered() -> None:
    result = Result(None, (), (60, 60, 300, 60, 60), frozenset({3}))
    assert words(result) == ["Time per question", "average 1:48", "1 slow", "5:00", "3", "1", "5"]


def test_a_break_is_cut_off_and_told() -> None:
    with_break = Result(None, (), (60,) * 20 + (5400,) + (60,) * 20, frozenset({21}))
    assert "1:30:00" in words(with_break)
    bars = [shape.box for shape in sheet(with_break).shapes]
    floor = max(box.bottom for box in bars if box.bottom - box.top > 20)
    others = sorted(floor - box.top for box in bars if box.bottom == floor)
    assert others[0] * 5 > others[-1], "the others are still to be told apart"


def test_verdicts_differ_by_pattern_too() -> None:
    looks = [shape.look for shape in sheet(Result(None, DOMAINS, ())).shapes]
    assert looks.count("hatched") == sum(not domain.competent for domain in DOMAINS)


def test_what_is_left_out() -> None:
    drill = sheet(Result(None, DOMAINS[:1], TIMES))
    assert drill.texts[0].words == "Data Engineering"
    parts = [lay_out(Result(score(800), DOMAINS, TIMES), "en", (part,)) for part in PARTS]
    whole = sheet(Result(score(800), DOMAINS, TIMES))
    assert [t.words for part in parts for t in part.texts] == [t.words for t in whole.texts]
    assert all(550 / WIDTH * (part.y + MARGIN) < 350 for part in (parts[0], parts[2]))


# The file


def test_the_same_result_gives_the_same_png() -> None:
    result = Result(score(732, provisional=True), DOMAINS, TIMES, frozenset({7, 30, 31}))
    drawn = result_picture(result, "en")
    assert drawn == result_picture(result, "en-GB")
    assert drawn != result_picture(Result(score(733), DOMAINS, TIMES), "en")
    image = Image.open(io.BytesIO(drawn))
    assert (image.format, image.mode, image.width) == ("PNG", "RGB", WIDTH)
    assert 1300 < image.height < 1600
    assert len(drawn) < 300_000


def test_pillow_is_loaded_with_the_first_picture_only() -> None:
    code = "import sys, bot.ui.charts; assert 'PIL' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


# The layout, whatever the figures

names = st.sampled_from([LONG, "AI", "", f"{LONG}, Data Management and Compliance", "x" * 90]) | st.text(
    st.characters(min_codepoint=32, max_codepoint=126), max_size=120
)


@st.composite
def scores(draw: st.DrawFn) -> Score:
    low, cut, high = sorted(draw(st.sets(st.integers(0, 9999), min_size=3, max_size=3)))
    value = draw(st.sampled_from([low, cut - 1, cut, high]) | st.integers(low, high))
    return Score(value, draw(st.integers(0, high - low)), low, cut, high, draw(st.booleans()))


@st.composite
def domain_results(draw: st.DrawFn) -> DomainResult:
    asked = draw(st.integers(0, 100))
    right = draw(st.integers(0, asked))
    return DomainResult(str(draw(st.integers(1, 9))), draw(names), right, asked, draw(st.booleans()))


@st.composite
def results(draw: st.DrawFn) -> Result:
    seconds = draw(st.lists(st.integers(0, 400) | st.integers(0, 90_000), min_size=1, max_size=75))
    slow = draw(st.frozensets(st.integers(1, len(seconds))))
    domains = draw(st.lists(domain_results(), min_size=1, max_size=6))
    return Result(draw(st.none() | scores()), tuple(domains), tuple(seconds), slow)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(results())
def test_nothing_overlaps_and_nothing_leaves_the_picture(result: Result) -> None:
    assert faults(sheet(result)) == []


@pytest.mark.parametrize("longer", [1, 2, 5])
def test_longer_words_of_another_language_do_not_overlap(
    longer: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def say_longer(locale: str, key: str, **params: Any) -> str:
        return " ".join([say(locale, key, **params)] * longer)

    monkeypatch.setattr(layout, "say", say_longer)
    result = Result(score(1000, provisional=True), DOMAINS, TIMES, frozenset({1, 2, 65}))
    assert faults(sheet(result)) == []


def faults(sheet: Sheet) -> list[str]:
    """Texts on texts, texts across the edge of a shape, and whatever sticks out or is too small."""
    paper = Box(MARGIN - 2, 0, WIDTH - MARGIN + 2, sheet.y + MARGIN)
    boxes = [mark.box for mark in sheet.texts] + [mark.box for mark in sheet.shapes]
    return [
        *(f"{a.words} on {b.words}" for a, b in combinations(sheet.texts, 2) if a.box.near(b.box)),
        *(
            f"{text.words} across {shape}"
            for text in sheet.texts
            for shape in sheet.shapes
            if text.box.near(shape.box) and not inside(text.box, shape.box)
        ),
        *(f"{text.words} is too small" for text in sheet.texts if text.size < SMALLEST),
        *(f"{box} sticks out" for box in boxes if not inside(box, paper)),
    ]


def inside(box: Box, other: Box) -> bool:
    across = other.left <= box.left and box.right <= other.right
    return across and other.top <= box.top and box.bottom <= other.bottom


# Glyphs


def test_without_a_font_for_it_the_words_are_english(
    only_own_face: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def say_japanese(locale: str, key: str, **params: Any) -> str:
        return "合格" if locale == "ja" else say(locale, key, **params)

    monkeypatch.setattr(layout, "say", say_japanese)
    domains = (DomainResult("2", "データ", 1, 2, True), DOMAINS[0])
    shown = [text.words for text in lay_out(Result(score(800), domains, TIMES), "ja", PARTS).texts]
    assert "pass" in shown
    assert {"Domain 2", "Data Engineering"} <= set(shown)
    assert "合格" not in shown


def test_a_font_that_has_the_glyphs_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    class Complete(Face):
        def has(self, words: str) -> bool:
            return True

    complete = Complete()
    monkeypatch.setattr(faces, "_found", lambda *_: complete)
    result = Result(None, (DomainResult("2", "データ", 1, 2, True),), ())
    assert sheet(result).face is complete
    assert sheet(result).texts[0].words == "データ"


def test_the_own_face_knows_what_it_lacks() -> None:
    assert faces.own_face().has("Scaled score ± 56, 8 of 10 …")
    assert not any(map(faces.own_face().has, ("日", "한", "é", "a–b")))


def test_fonts_of_the_language_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(faces, "_found", lambda *face: asked.append(face))
    assert len(list(faces.faces("ko"))) == 1
    assert asked[0] == ("NotoSansCJK-Regular.ttc", 1)
    assert asked[1] == ("NotoSansKR-Regular.ttf", 0)
    assert len(asked) == len(faces.KNOWN)


def test_a_font_that_is_not_there_is_passed_over() -> None:
    assert faces._found("no-such-font.ttf", 0) is None
