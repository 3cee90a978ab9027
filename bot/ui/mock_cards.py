"""The cards of a running mock exam, modelled on what a test centre shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import discord
from discord import ButtonStyle, ui

from bot.i18n import say
from bot.services.mock_values import ItemStatus, Mock, Overview, Sheet
from bot.ui import custom_ids as ids
from bot.ui import question_text as text
from bot.ui.card import Button, Card, button, rows, select

SIGNS = {"complete": "●", "incomplete": "◐", "unseen": "○"}
FLAG = "🚩"
ROW = 10
MENU = 25


def mock_title(mock: Mock, locale: str) -> str:
    return say(locale, "mock.title", exam=mock.exam.code, number=mock.number)


def intro_card(mock: Mock, locale: str, *, in_thread: bool, closed: bool) -> Card:
    """The rules and what is measured; the clock starts with Begin."""
    exam = mock.exam
    if mock.domain is None:
        measured = "\n".join(
            say(locale, "mock.measured", weight=d.weight, id=d.id, name=d.name) for d in exam.domains
        )
    else:
        measured = say(locale, "mock.drilled", name=exam.domain(mock.domain).name)
    notes = [say(locale, "mock.rules", n=mock.length, time=hours(mock.minutes))]
    if mock.event is not None:
        notes.append(say(locale, "event.rules"))
    if in_thread:
        notes.append(say(locale, "mock.thread_closed" if closed else "mock.thread_open"))
    return Card(
        f"## {mock_title(mock, locale)}",
        "\n".join(notes),
        measured,
        *rows(_beginnings(mock, locale)),
    )


def _beginnings(mock: Mock, locale: str) -> list[Button]:
    buttons = [button(say(locale, "mock.begin"), ids.MOCK_BEGIN(quiz=mock.id), ButtonStyle.success)]
    if mock.event is not None:
        buttons.append(button(say(locale, "event.rank"), ids.EVENT_RANK(event=mock.event)))
    return buttons


def sheet_card(sheet: Sheet, locale: str) -> Card:
    """The current item with its marks, the clock, and the ways to go on."""
    item, mock = sheet.item, sheet.mock
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
    return Card(
        f"{_heading(sheet, locale)}\n{_clock(mock, sheet.at, locale)}",
        text.stem(item, locale),
        text.options(item, sheet.marked),
        *rows(buttons),
        *rows(_moves(sheet, locale)),
    )


def _heading(sheet: Sheet, locale: str) -> str:
    flag = f" · {FLAG}" if sheet.flagged else ""
    place = say(locale, "mock.heading", position=sheet.item.position, length=sheet.mock.length)
    return f"-# {mock_title(sheet.mock, locale)} · {place}{flag}"


def _clock(mock: Mock, at: dt.datetime, locale: str) -> str:
    if mock.clock_hidden or mock.deadline is None:
        return say(locale, "mock.clock_hidden")
    left = max(0, int((mock.deadline - at).total_seconds())) // 60
    end = discord.utils.format_dt(mock.deadline, "t")
    return say(locale, "mock.clock", end=end, left=hours(left))


def _moves(sheet: Sheet, locale: str) -> list[Button]:
    """Previous, Next, Flag, Navigator, Review: as the real delivery has them."""
    quiz, position, length = sheet.mock.id, sheet.item.position, sheet.mock.length
    back = ids.MOCK_GO(quiz=quiz, position=max(position - 1, 0))
    ahead = ids.MOCK_GO(quiz=quiz, position=position + 1)
    return [
        button(say(locale, "mock.previous"), back, disabled=position == 1),
        button(say(locale, "mock.next"), ahead, disabled=position == length),
        button(
            say(locale, "mock.unflag" if sheet.flagged else "mock.flag"), ids.MOCK_FLAG(item=sheet.item.id)
        ),
        button(say(locale, "mock.navigator"), ids.MOCK_NAVIGATOR(quiz=quiz)),
        button(say(locale, "mock.review_submit"), ids.MOCK_CHECK(quiz=quiz), ButtonStyle.success),
    ]


def navigator_card(overview: Overview, locale: str) -> Card:
    """Every item with its state and flag, ten to a line, and menus to jump to any."""
    mock, lines = overview.mock, []
    for start in range(0, len(overview.items), ROW):
        part = overview.items[start : start + ROW]
        signs = "".join(SIGNS[item.state] + (FLAG if item.flagged else "") for item in part)
        lines.append(f"`{part[0].position:>2}–{part[-1].position:<2}` {signs}")
    legend = say(locale, "mock.legend", **SIGNS, flag=FLAG)
    clock = say(locale, "mock.show_clock" if mock.clock_hidden else "mock.hide_clock")
    return Card(
        f"-# {mock_title(mock, locale)}\n{_clock(mock, overview.at, locale)}",
        "\n".join(lines),
        legend,
        *_menus(mock, overview.items, locale),
        *rows(
            [
                button(say(locale, "mock.back", position=overview.position), ids.MOCK_BACK(quiz=mock.id)),
                button(clock, ids.MOCK_CLOCK(quiz=mock.id)),
                button(say(locale, "mock.review_submit"), ids.MOCK_CHECK(quiz=mock.id), ButtonStyle.success),
            ]
        ),
    )


def _menus(mock: Mock, items: Sequence[ItemStatus], locale: str) -> list[ui.ActionRow[ui.LayoutView]]:
    """Menus of 25 items each; a menu can hold no more."""
    menus = []
    for start in range(0, len(items), MENU):
        part = items[start : start + MENU]
        options = [
            discord.SelectOption(
                label=f"{item.position} {SIGNS[item.state]} {say(locale, f'mock.state.{item.state}')}"
                + (f" {FLAG}" if item.flagged else ""),
                value=str(item.position),
            )
            for item in part
        ]
        name = say(locale, "mock.jump", first=part[0].position, last=part[-1].position)
        menus.append(select(ids.MOCK_JUMP(quiz=mock.id, position=part[0].position), name, options))
    return menus


def check_card(overview: Overview, locale: str) -> Card:
    """Before submitting: what is unanswered and what is flagged, each to jump to."""
    mock = overview.mock
    open_items = [item for item in overview.items if item.state != "complete"]
    flagged = [item for item in overview.items if item.flagged]
    blocks = [
        f"## {say(locale, 'mock.check_title')}",
        _clock(mock, overview.at, locale),
        _listed("mock.unanswered", [item.position for item in open_items], locale),
        _listed("mock.flagged", [item.position for item in flagged], locale),
    ]
    jumps = sorted({item.position: item for item in open_items + flagged}.values(), key=lambda i: i.position)
    return Card(
        *blocks,
        *_menus(mock, jumps, locale),
        *rows(
            [
                button(say(locale, "mock.back", position=overview.position), ids.MOCK_BACK(quiz=mock.id)),
                button(say(locale, "mock.navigator"), ids.MOCK_NAVIGATOR(quiz=mock.id)),
                button(say(locale, "mock.submit"), ids.MOCK_SUBMIT(quiz=mock.id), ButtonStyle.success),
            ]
        ),
    )


def confirm_card(overview: Overview, locale: str) -> Card:
    """Submitting asks once more, and names what would count as wrong."""
    mock = overview.mock
    open_items = overview.positions("unseen", "incomplete")
    return Card(
        f"## {say(locale, 'mock.confirm_title')}",
        _listed("mock.unanswered", open_items, locale),
        say(locale, "mock.confirm"),
        *rows(
            [
                button(
                    say(locale, "mock.confirm_submit"), ids.MOCK_CONFIRM(quiz=mock.id), ButtonStyle.danger
                ),
                button(say(locale, "mock.back", position=overview.position), ids.MOCK_BACK(quiz=mock.id)),
            ]
        ),
    )


def _listed(key: str, positions: Sequence[int], locale: str) -> str:
    if not positions:
        return say(locale, f"{key}.none")
    return say(locale, key, n=len(positions), items=spans(positions))


def spans(positions: Sequence[int]) -> str:
    """Ascending numbers with runs drawn together: 1, 2, 4–6."""
    runs: list[list[int]] = []
    for position in positions:
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    pairs = [run if len(run) < 3 else [f"{run[0]}–{run[-1]}"] for run in runs]
    return ", ".join(str(part) for pair in pairs for part in pair)


def submitted_card(mock: Mock, outcome: str, locale: str) -> Card:
    """All that the thread itself shows: results are for the candidate's eyes only."""
    return Card(
        f"## {mock_title(mock, locale)}",
        say(locale, f"mock.outcome.{outcome}"),
        *rows([button(say(locale, "mock.show_result"), ids.MOCK_RESULT(quiz=mock.id), ButtonStyle.primary)]),
    )


def ended_card(mock: Mock, locale: str) -> Card:
    """Takes the place of an item whose exam has ended by itself."""
    return Card(f"## {mock_title(mock, locale)}", say(locale, "mock.card_ended"))


def status_card(mock: Mock, overview: Overview | None, at: dt.datetime, locale: str) -> Card:
    """Where the exam is, how far it has come, and the time left."""
    where = say(locale, "mock.where", thread=f"<#{mock.thread}>") if mock.thread else ""
    if overview is None:
        return Card(f"## {mock_title(mock, locale)}", say(locale, "mock.status_waiting"), where)
    done = len(overview.positions("complete"))
    return Card(
        f"## {mock_title(mock, locale)}",
        say(locale, "mock.status", done=done, length=mock.length, n=len(overview.flagged)),
        _clock(mock, at, locale),
        where,
    )


def abandon_card(mock: Mock, locale: str) -> Card:
    """Asks before an exam is given up."""
    give_up = button(say(locale, "mock.abandon"), ids.MOCK_ABANDON(quiz=mock.id), ButtonStyle.danger)
    return Card(f"## {mock_title(mock, locale)}", say(locale, "mock.abandon_ask"), *rows([give_up]))


def abandoned_card(mock: Mock, locale: str) -> Card:
    return Card(f"## {mock_title(mock, locale)}", say(locale, "mock.outcome.abandoned"))


def hours(minutes: int) -> str:
    """Minutes as h:mm."""
    return f"{minutes // 60}:{minutes % 60:02}"
