"""The cards of a running mock exam, modelled on what a test centre shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import discord
from discord import ButtonStyle, ui

from bot.i18n import say
from bot.services.mock_values import Mock, Overview, Sheet
from bot.ui import custom_ids as ids
from bot.ui import question_text as text
from bot.ui.card import Button, Card, button, rows

FLAG = "🚩"


def mock_title(mock: Mock, locale: str) -> str:
    """Which exam this is; a drill names its domain."""
    if mock.domain is not None:
        name = mock.exam.domain(mock.domain).name
        return say(locale, "mock.title.drill", exam=mock.exam.code, number=mock.number, name=name)
    return say(locale, f"mock.title.{mock.size}", exam=mock.exam.code, number=mock.number)


def intro_card(
    mock: Mock,
    locale: str,
    *,
    in_thread: bool,
    closed: bool,
    starts_at: dt.datetime | None = None,
) -> Card:
    """The rules and what is measured. ``starts_at`` is a group mock's common start, where it is known."""
    exam, time = mock.exam, duration(mock.minutes, locale)
    if mock.domain is None:
        measured = "\n".join(
            say(locale, "mock.measured", weight=d.weight, id=d.id, name=d.name) for d in exam.domains
        )
        measured = f"### {say(locale, 'mock.measures')}\n{measured}"
        scoring = say(
            locale,
            "mock.scoring",
            low=exam.scale.minimum,
            high=exam.scale.maximum,
            passing=exam.scale.passing,
        )
    else:
        measured, scoring = "", say(locale, "mock.drilled", name=exam.domain(mock.domain).name)
    if mock.event is None:
        clock = say(locale, "mock.own_clock", n=mock.length, time=time)
    elif starts_at is None:
        clock = say(locale, "event.clock", n=mock.length, time=time)
    else:
        clock = say(
            locale, "event.clock_at", n=mock.length, time=time, at=discord.utils.format_dt(starts_at, "F")
        )
    rules = [clock, say(locale, "mock.moving"), scoring, say(locale, "mock.saving")]
    if mock.event is not None:
        rules.append(say(locale, "event.rules"))
    if in_thread:
        rules.append(say(locale, "mock.thread_closed" if closed else "mock.thread_open"))
    return Card(
        f"## {mock_title(mock, locale)}",
        "\n".join(f"- {rule}" for rule in rules),
        measured,
        *rows(_beginnings(mock, locale)),
    )


def start_card(mock: Mock, ends_at: dt.datetime, locale: str) -> Card:
    """A group mock has begun: said in each thread."""
    end = discord.utils.format_dt(ends_at, "t")
    return Card(
        say(locale, "event.begun", person=f"<@{mock.person}>", end=end), *rows(_beginnings(mock, locale))
    )


def _beginnings(mock: Mock, locale: str) -> list[Button]:
    buttons = [button(say(locale, "mock.begin"), ids.MOCK_BEGIN(quiz=mock.id), ButtonStyle.success)]
    if mock.event is not None:
        buttons.append(button(say(locale, "event.rank"), ids.EVENT_RANK(event=mock.event)))
    return buttons


def sheet_card(sheet: Sheet, locale: str) -> Card:
    """The current item with its marks, the clock, and the ways to go on."""
    clock = (
        say(locale, "mock.clock_hidden")
        if sheet.mock.clock_hidden
        else clock_line(sheet.mock, sheet.at, locale)
    )
    heading = f"{_heading(sheet, locale)}\n{clock}"
    moves = rows(_moves(sheet, locale))
    item = sheet.asked
    if item is None:
        return Card(heading, say(locale, "mock.withdrawn"), *moves)
    buttons = []
    for letter, option in item.shown:
        marked = option.key in sheet.marked
        buttons.append(
            button(
                letter.upper() + (" ✓" if marked else ""),
                ids.MOCK_MARK(item=item.id, letter=letter),
                ButtonStyle.primary if marked else ButtonStyle.secondary,
            )
        )
    over = len(sheet.marked) - item.question.choose
    return Card(
        heading,
        text.stem(item, locale),
        text.options(item, sheet.marked),
        say(locale, "mock.too_many", marked=len(sheet.marked), n=over) if over > 0 else None,
        *rows(buttons),
        *moves,
    )


def _heading(sheet: Sheet, locale: str) -> str:
    flag = f" · {FLAG}" if sheet.flagged else ""
    place = say(locale, "mock.heading", position=sheet.position, length=sheet.mock.length)
    return f"-# {mock_title(sheet.mock, locale)} · {place}{flag}"


def clock_line(mock: Mock, at: dt.datetime, locale: str) -> str:
    """The end, and the time left at this moment; nothing while the clock is hidden."""
    if mock.clock_hidden or mock.deadline is None:
        return ""
    left = max(0, int((mock.deadline - at).total_seconds())) // 60
    end = discord.utils.format_dt(mock.deadline, "t")
    return say(locale, "mock.clock", end=end, left=f"{left // 60}:{left % 60:02}")


def _moves(sheet: Sheet, locale: str) -> list[Button]:
    """Previous, Next, Flag, Navigator, Review: as the real delivery has them."""
    quiz, position, length = sheet.mock.id, sheet.position, sheet.mock.length
    back = ids.MOCK_GO(quiz=quiz, position=max(position - 1, 0))
    ahead = ids.MOCK_GO(quiz=quiz, position=position + 1)
    flags = []
    if sheet.asked is not None:
        name = say(locale, "mock.unflag" if sheet.flagged else "mock.flag")
        flags = [button(name, ids.MOCK_FLAG(item=sheet.asked.id))]
    return [
        button(say(locale, "mock.previous"), back, disabled=position == 1),
        button(say(locale, "mock.next"), ahead, disabled=position == length),
        *flags,
        button(say(locale, "mock.navigator"), ids.MOCK_NAVIGATOR(quiz=quiz)),
        button(say(locale, "mock.review_submit"), ids.MOCK_CHECK(quiz=quiz), ButtonStyle.success),
    ]


def submitted_card(mock: Mock, outcome: str, locale: str) -> Card:
    """All that the thread itself shows: results are for the candidate's eyes only."""
    told = [say(locale, f"mock.outcome.{outcome}")]
    told.append(say(locale, "mock.result_private" if mock.event is None else "event.results_later"))
    return Card(f"## {mock_title(mock, locale)}", "\n".join(told), *_result_button(mock, locale))


def results_open_card(mock: Mock, locale: str) -> Card:
    """Said in each thread of a group mock once results are open."""
    return Card(
        say(locale, "event.results_opened", person=f"<@{mock.person}>"), *_result_button(mock, locale)
    )


def _result_button(mock: Mock, locale: str) -> list[ui.ActionRow[Any]]:
    name = say(locale, "mock.show_result")
    return rows([button(name, ids.MOCK_RESULT(quiz=mock.id), ButtonStyle.primary)])


def ended_card(mock: Mock, locale: str) -> Card:
    """Takes the place of an item whose exam has ended by itself."""
    return Card(f"## {mock_title(mock, locale)}", say(locale, "mock.card_ended"))


def moved_card(mock: Mock, locale: str) -> Card:
    """Takes the place of a card that has been brought again."""
    return Card(f"-# {mock_title(mock, locale)}", say(locale, "mock.card_moved"))


def status_card(mock: Mock, overview: Overview | None, at: dt.datetime, locale: str) -> Card:
    """Where the exam is, how far it has come, and the time left."""
    where = say(locale, "mock.where", thread=f"<#{mock.thread}>") if mock.thread else ""
    if overview is None:
        waiting = say(locale, "mock.status_waiting" if mock.event is None else "event.status_waiting")
        return Card(f"## {mock_title(mock, locale)}", waiting, where)
    done = len(overview.positions("complete"))
    told = say(locale, "mock.status", done=done, length=mock.length, n=len(overview.flagged))
    clock = clock_line(replace(mock, clock_hidden=False), at, locale)
    return Card(f"## {mock_title(mock, locale)}", told, clock, where)


def abandon_card(mock: Mock, locale: str) -> Card:
    """Asks before an exam is given up."""
    give_up = button(say(locale, "mock.abandon"), ids.MOCK_ABANDON(quiz=mock.id), ButtonStyle.danger)
    return Card(f"## {mock_title(mock, locale)}", say(locale, "mock.abandon_ask"), *rows([give_up]))


def abandoned_card(mock: Mock, locale: str) -> Card:
    return Card(f"## {mock_title(mock, locale)}", say(locale, "mock.outcome.abandoned"))


def duration(minutes: int, locale: str) -> str:
    """A time as people say it: 45 minutes, 3 hours, 1 hour 30 minutes."""
    whole, rest = divmod(minutes, 60)
    parts = [say(locale, "duration.hours", n=whole)] if whole else []
    if rest or not whole:
        parts.append(say(locale, "duration.minutes", n=rest))
    return " ".join(parts)
