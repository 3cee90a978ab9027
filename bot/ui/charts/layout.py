"""What stands where in the picture of a result."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from statistics import median
from typing import Final

from bot.i18n import DEFAULT, language_of, say
from bot.ui.charts import DomainResult, Part, Result, Score
from bot.ui.charts.faces import Face, faces, own_face
from bot.ui.charts.sheet import (
    BLUE,
    BODY,
    CALM,
    GAP,
    HERO,
    INK,
    LARGE,
    LEFT,
    MUTED,
    ORANGE,
    PAPER,
    RAIL,
    RIGHT,
    RULE,
    SMALL,
    UPPER,
    Box,
    Look,
    Sheet,
)

TALLEST: Final = 4
"""Times the median: longer bars are cut off, so that one break does not flatten all others."""

DOT: Final = 9
"""The radius of the mark of a slow question."""


def lay_out(result: Result, locale: str, parts: Sequence[Part]) -> Sheet:
    """In the first face that has all glyphs; without one in English, and names it lacks as numbers."""
    for face in faces(language_of(locale)):
        sheet = _sheet(result, locale, face, parts)
        if all(face.has(text.words) for text in sheet.texts):
            return sheet
    face = own_face()
    domains = tuple(
        d if face.has(d.name) else replace(d, name=say(DEFAULT, "result_picture.domain", id=d.id))
        for d in result.domains
    )
    return _sheet(replace(result, domains=domains), DEFAULT, face, parts)


def _sheet(result: Result, locale: str, face: Face, parts: Sequence[Part]) -> Sheet:
    sheet = Sheet(face)
    for part in parts:
        if part == "score" and result.score:
            _divide(sheet)
            _score(sheet, result.score, locale)
        elif part == "domains" and result.domains:
            _divide(sheet)
            _domains(sheet, result.domains, locale)
        elif part == "time" and result.seconds:
            _divide(sheet)
            _times(sheet, result.seconds, result.slow, locale)
    return sheet


def _divide(sheet: Sheet) -> None:
    """A rule between two parts."""
    if sheet.texts:
        sheet.shape(LEFT, sheet.y + GAP, RIGHT, sheet.y + GAP + 3, RULE)
        sheet.y += 2 * GAP


def _score(sheet: Sheet, score: Score, locale: str) -> None:
    """The number with its error and the verdict, and below the scale."""
    top = sheet.y
    number = sheet.text(str(score.value), HERO, base=top + 168, left=LEFT, bold=True)
    error = sheet.text(f"± {score.error}", LARGE, MUTED, base=top + 168, left=number.right + GAP)
    room = RIGHT - error.right - 2 * GAP
    colour = BLUE if score.passed else ORANGE
    verdict = say(locale, "result_picture.pass" if score.passed else "result_picture.not_yet")
    pill = _pill(sheet, verdict, LARGE, colour, top, room, filled=score.passed)
    if score.provisional:
        _pill(sheet, say(locale, "result_picture.provisional"), SMALL, MUTED, top + 108, room)
    caption, within = say(locale, "result_picture.score"), pill.left - GAP - LEFT
    sheet.text(caption, SMALL, MUTED, base=top + 34, left=LEFT, within=within)
    sheet.y = top + 190
    _scale(sheet, score, colour, locale)


def _pill(
    sheet: Sheet, words: str, size: int, colour: str, top: int, room: int, *, filled: bool = False
) -> Box:
    """A word in a rounded frame at the right."""
    height, pad = round(size * 1.5), round(size * 0.6)
    ink, base = PAPER if filled else colour, top + round(size * 1.08)
    bold, within = size == LARGE, room - 2 * pad
    left = sheet.text(words, size, ink, base=base, right=RIGHT - pad, within=within, bold=bold).left - pad
    look: Look = "solid" if filled else "outlined"
    return sheet.shape(left, top, RIGHT, top + height, colour, look, height // 2)


def _scale(sheet: Sheet, score: Score, colour: str, locale: str) -> None:
    """The rail from the lowest to the highest score: the cut, the error band, the score."""

    def at(value: int) -> int:
        share = (value - score.minimum) / (score.maximum - score.minimum)
        return round(LEFT + 30 + min(max(share, 0), 1) * (RIGHT - LEFT - 60))

    top, rail = sheet.y, sheet.y + 104
    cut, here = at(score.passing), at(score.value)
    low, high = max(score.value - score.error, score.minimum), min(score.value + score.error, score.maximum)
    sheet.shape(LEFT, rail - 15, RIGHT, rail + 15, UPPER, radius=15)
    sheet.shape(LEFT, rail - 15, cut, rail + 15, RAIL, radius=15)
    needed = say(locale, "result_picture.cut", score=score.passing)
    sheet.text(needed, SMALL, base=top + 42, middle=cut, bold=True)
    sheet.shape(cut - 4, top + 58, cut + 4, rail + 38, INK, radius=4)
    sheet.shape(at(low), rail - 7, at(high), rail + 7, colour)
    for end in (score.value - score.error, score.value + score.error):
        if low <= end <= high:
            sheet.shape(at(end) - 4, rail - 26, at(end) + 4, rail + 26, colour, radius=4)
    sheet.dot(here, rail, 23, colour)
    ends = [(LEFT, str(score.minimum), MUTED), (RIGHT, str(score.maximum), MUTED)]
    band = say(locale, "result_picture.band", low=low, high=high)
    sheet.labels([*ends, ((LEFT + RIGHT) // 2, band, MUTED)], SMALL, rail + 84)
    sheet.y = rail + 96


def _domains(sheet: Sheet, domains: Sequence[DomainResult], locale: str) -> None:
    """For each domain its name, and below a bar, the counts and the verdict in columns."""
    counts = [say(locale, "result_picture.counts", right=d.right, asked=d.asked) for d in domains]
    verdicts = [
        say(locale, "result_picture.competent" if d.competent else "result_picture.needs_work")
        for d in domains
    ]
    third = max(RIGHT - max(sheet.width(words, SMALL) for words in verdicts), LEFT + 480)
    second = third - GAP - min(max(sheet.width(words, SMALL) for words in counts), 220)
    for row, (domain, count, verdict) in enumerate(zip(domains, counts, verdicts, strict=True)):
        sheet.y += 26 if row else 0
        for line in sheet.lines(domain.name, BODY):
            sheet.text(line, BODY, base=sheet.y + 42, left=LEFT)
            sheet.y += 62
        colour, base = BLUE if domain.competent else ORANGE, sheet.y + 36
        _bar(sheet, second - GAP, domain, colour)
        sheet.text(count, SMALL, base=base, left=second, within=220)
        sheet.text(verdict, SMALL, colour, base=base, left=third, within=RIGHT - third)
        sheet.y += 48


def _bar(sheet: Sheet, right: int, domain: DomainResult, colour: str) -> None:
    top = sheet.y + 2
    sheet.shape(LEFT, top, right, top + 38, RAIL, radius=8)
    end = LEFT + round((right - LEFT) * domain.right / max(domain.asked, 1))
    sheet.shape(LEFT, top, end, top + 38, PAPER, radius=8)
    sheet.shape(LEFT, top, end, top + 38, colour, "solid" if domain.competent else "hatched", 8)


def _times(sheet: Sheet, seconds: Sequence[int], slow: Set[int], locale: str) -> None:
    """A bar for each question in order, the average as a dashed line, dots and numbers at slow ones."""
    average = sum(seconds) / len(seconds)
    _legend(sheet, average, len(slow), locale)
    highest = max(1, min(max(seconds), max(TALLEST * median(seconds), 1.5 * average)))
    tall, floor = 190, sheet.y + 264
    pitch = (RIGHT - LEFT) / len(seconds)
    half = min(round(pitch * 0.34), 30)
    middles = [round(LEFT + pitch * (k + 0.5)) for k in range(len(seconds))]
    for k, (x, spent) in enumerate(zip(middles, seconds, strict=True), 1):
        top = floor - max(round(tall * min(spent / highest, 1)), 3)
        sheet.shape(x - half, top, x + half, floor, ORANGE if k in slow else CALM, radius=min(half, 6))
        if spent > highest:
            sheet.shape(x - half, top + 24, x + half, top + 34, PAPER)
        if k in slow:
            sheet.dot(x, floor + 20, DOT, ORANGE)
    sheet.dashes(LEFT, RIGHT, floor - round(tall * average / highest), INK)
    order = sorted(range(len(seconds)), key=lambda k: (-seconds[k], k))
    longest = [k for k in order if seconds[k] > highest or k == order[0]]
    sheet.labels(((middles[k], _clock(seconds[k]), INK) for k in longest), SMALL, floor - tall - 16)
    marked = [(middles[k], str(k + 1), ORANGE) for k in order if k + 1 in slow]
    ends = [(middles[k], str(k + 1), MUTED) for k in (0, len(seconds) - 1)]
    sheet.labels([*marked, *ends], SMALL, floor + 76)
    sheet.y = floor + 84


def _legend(sheet: Sheet, average: float, slow: int, locale: str) -> None:
    """The heading, and what the dashes and the dots mean."""
    base = sheet.y + 40
    x = sheet.text(say(locale, "result_picture.time"), BODY, base=base, left=LEFT).right + 2 * GAP
    entries = [("dashes", 72, say(locale, "result_picture.average", time=_clock(round(average))))]
    if slow:
        entries.append(("dot", 2 * DOT, say(locale, "result_picture.slow", n=slow)))
    for mark, width, words in entries:
        if x + width + 14 + sheet.width(words, SMALL) > RIGHT:
            x, base = LEFT, base + 60
        if mark == "dot":
            sheet.dot(x + DOT, base - 15, DOT, ORANGE)
        else:
            sheet.dashes(x, x + width, base - 15, INK)
        left = x + width + 14
        x = sheet.text(words, SMALL, MUTED, base=base, left=left, within=RIGHT - left).right + 2 * GAP
    sheet.y = base + 6


def _clock(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
