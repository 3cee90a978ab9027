"""What somebody sees of a mock exam that has ended: result, review, history."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord import ButtonStyle, ui

from bot.i18n import say
from bot.services.mock_results import FILTERS, DomainResult, Result, Reviewed, Score
from bot.ui import custom_ids as ids
from bot.ui import question_text as text
from bot.ui.card import GOLD, RIGHT, WRONG, Card, button, rows, select
from bot.ui.mock_cards import FLAG, mock_title

PICTURE = "result.png"
EARLIER_SHOWN = 5


def result_card(result: Result, locale: str) -> Card:
    """Score, picture, domains, what to study, and the own earlier exams."""
    mock = result.mock
    picture: ui.MediaGallery[ui.LayoutView] = ui.MediaGallery(
        discord.MediaGalleryItem(f"attachment://{PICTURE}", description=headline(result, locale)[:1024])
    )

    return Card(
        f"## {mock_title(mock, locale)}\n{headline(result, locale)}",
        picture,
        _counts(result, locale) + "\n".join(_domain(domain, locale) for domain in result.domains),
        _study(result, locale),
        _earlier(result.earlier, locale),
        *rows(
            [
                button(
                    say(locale, "mock.review"),
                    ids.MOCK_REVIEW(quiz=mock.id, filter="all", position=1),
                    ButtonStyle.primary,
                ),
                button(
                    say(locale, "mock.review_wrong"),
                    ids.MOCK_REVIEW(quiz=mock.id, filter="wrong", position=1),
                ),
                button(say(locale, "mock.share"), ids.MOCK_SHARE(quiz=mock.id)),
            ]
        ),
        colour=GOLD,
    )


def headline(result: Result, locale: str) -> str:
    """The score in a line: scaled with its error and pass or not yet; a drill in percent."""
    score = result.score
    if score.scaled is None:
        return say(locale, "mock.drill_score", percent=score.percent, right=result.raw, asked=result.asked)
    verdict = say(locale, "mock.passed" if score.passed else "mock.not_yet")
    scale, error = score.mock.exam.scale, round(result.csem)
    line = say(
        locale,
        "mock.score",
        scaled=score.scaled,
        csem=error,
        verdict=verdict,
        passing=scale.passing,
        low=max(scale.minimum, score.scaled - error),
        high=min(scale.maximum, score.scaled + error),
    )
    return f"{line} {say(locale, 'mock.provisional')}" if result.provisional else line


def _counts(result: Result, locale: str) -> str:
    """How the unscored questions explain that the counts add up to less than the form."""
    if not result.unscored:
        return ""
    return say(locale, "mock.counts", right=result.raw, asked=result.asked, n=result.unscored) + "\n"


def _domain(domain: DomainResult, locale: str) -> str:
    word = say(locale, "mock.competent" if domain.competent else "mock.needs_improvement")
    return say(
        locale,
        "mock.domain",
        id=domain.domain.id,
        name=domain.domain.name,
        right=domain.right,
        asked=domain.asked,
        verdict=word,
    )


def _study(result: Result, locale: str) -> str:
    if not result.study:
        return ""
    tasks = "\n".join(f"- {task.id} {task.name}" for task in result.study)
    return say(locale, "mock.study") + "\n" + tasks


def _earlier(scores: Sequence[Score], locale: str) -> str:
    if not scores:
        return ""
    return (
        say(locale, "mock.earlier") + "\n" + "\n".join(score_line(s, locale) for s in scores[:EARLIER_SHOWN])
    )


def score_line(score: Score, locale: str) -> str:
    """An exam in the history."""
    if score.scaled is not None:
        verdict = say(locale, "mock.passed" if score.passed else "mock.not_yet")
        what = f"{score.scaled} · {verdict}"
    elif score.percent is not None:
        what = f"{score.percent} %"
    else:
        what = say(locale, f"mock.history.{score.outcome}")
    title = mock_title(score.mock, locale)
    return f"{discord.utils.format_dt(score.at, 'd')} · {title} · {what}"


def history_card(scores: Sequence[Score], locale: str) -> Card:
    """All ended exams, numbered as `/exam result` takes them."""
    ended = [score for score in scores if score.outcome != "abandoned"]
    lines = [score_line(score, locale) for score in ended[:20]]
    return Card(say(locale, "mock.history_title"), "\n".join(lines), say(locale, "mock.history_hint"))


def review_card(reviewed: Reviewed, locale: str) -> Card:
    """An item with the own answer, the key and all reasons; unscored items are named only here."""
    item, mock = reviewed.item, reviewed.mock
    verdict = say(locale, "mock.review_right" if reviewed.correct else "mock.review_wrong_answer")
    yours = item.letters_of(reviewed.chosen) or say(locale, "mock.blank")
    place = say(locale, "mock.heading", position=item.position, length=item.length)
    notes = [f"{mock_title(mock, locale)} · {place}"]
    if reviewed.filter != "all":
        shown = say(locale, f"mock.filter.{reviewed.filter}")
        notes.append(say(locale, "mock.filtered", index=reviewed.index, count=reviewed.count, shown=shown))
    if not reviewed.scored:
        notes.append(say(locale, "mock.unscored"))
    if reviewed.flagged:
        notes.append(FLAG)
    notes.append(say(locale, "mock.seconds", n=round(reviewed.seconds)))
    if shares := text.share_note(reviewed.shares, locale):
        notes.append(shares.removeprefix("-# "))
    return Card(
        f"-# {' · '.join(notes)}\n"
        + say(
            locale, "mock.review_line", verdict=verdict, yours=yours, key=item.letters_of(item.question.keys)
        ),
        text.stem(item, locale),
        *text.reasons(item, reviewed.chosen, reviewed.shares, locale),
        text.lesson(item, locale),
        _filters(reviewed, locale),
        *rows(_review_moves(reviewed, locale)),
        colour=RIGHT if reviewed.correct else WRONG,
    )


def _filters(reviewed: Reviewed, locale: str) -> ui.ActionRow[ui.LayoutView]:
    options = [
        discord.SelectOption(
            label=f"{say(locale, f'mock.filter.{name}')} ({reviewed.counts[name]})",
            value=name,
            default=name == reviewed.filter,
        )
        for name in FILTERS
        if reviewed.counts[name]
    ]
    return select(ids.MOCK_FILTER(quiz=reviewed.mock.id), say(locale, "mock.filter"), options)


def _review_moves(reviewed: Reviewed, locale: str) -> list[ui.Button[ui.LayoutView]]:
    quiz, name, index = reviewed.mock.id, reviewed.filter, reviewed.index
    previous = ids.MOCK_REVIEW(quiz=quiz, filter=name, position=index - 1)
    ahead = ids.MOCK_REVIEW(quiz=quiz, filter=name, position=index + 1)
    return [
        button(say(locale, "mock.previous"), previous, disabled=index == 1),
        button(say(locale, "mock.next"), ahead, ButtonStyle.primary, disabled=index == reviewed.count),
        button(say(locale, "mock.show_result"), ids.MOCK_RESULT(quiz=quiz)),
        button(say(locale, "report.button"), ids.REPORT(item=reviewed.item.id)),
    ]


def share_text(result: Result, person: str, locale: str) -> str:
    """What others see, only after Share was pressed and confirmed."""
    title = mock_title(result.mock, locale)
    return say(locale, "mock.shared", person=person, line=headline(result, locale), exam=title)
