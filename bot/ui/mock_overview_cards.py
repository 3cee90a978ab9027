"""Navigator, review and confirmation: the cards of a mock exam that show all items at once."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord import ButtonStyle, ui

from bot.i18n import say
from bot.services.mock_values import ItemState, ItemStatus, Mock, Overview
from bot.ui import custom_ids as ids
from bot.ui.card import Card, button, rows, select
from bot.ui.mock_cards import FLAG, clock_line, mock_title

SIGNS: dict[ItemState, str] = {"complete": "●", "incomplete": "◐", "unseen": "○", "withdrawn": "✕"}
STATES: tuple[ItemState, ...] = ("complete", "incomplete", "unseen", "withdrawn")
MENU = 25


def navigator_card(overview: Overview, locale: str) -> Card:
    """Every item by its state, the flagged ones named too, and menus to jump to any."""
    mock = overview.mock
    lines = [f"## {say(locale, 'mock.navigator')}"]
    for state in STATES:
        if positions := overview.positions(state):
            shown = spans(positions)
            lines.append(
                f"{SIGNS[state]} **{say(locale, f'mock.state.{state}')}** ({len(positions)}): {shown}"
            )
    if overview.flagged:
        lines.append(f"{FLAG} **{say(locale, 'mock.state.flagged')}**: {spans(overview.flagged)}")
    clock = say(locale, "mock.show_clock" if mock.clock_hidden else "mock.hide_clock")
    return Card(
        f"-# {mock_title(mock, locale)}\n{clock_line(mock, overview.at, locale)}".rstrip(),
        "\n".join(lines),
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
    open_items = [item for item in overview.items if item.state in ("unseen", "incomplete")]
    flagged = [item for item in overview.items if item.flagged]
    blocks = [
        f"## {say(locale, 'mock.check_title')}\n{clock_line(mock, overview.at, locale)}".rstrip(),
        _open_ones(overview, locale),
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
    return Card(
        f"## {say(locale, 'mock.confirm_title')}",
        _open_ones(overview, locale),
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


def _open_ones(overview: Overview, locale: str) -> str:
    """What would count as wrong, unseen items and incomplete ones apart, and what is flagged."""
    lines = [
        _listed("mock.unseen", overview.positions("unseen"), locale),
        _listed("mock.unanswered", overview.positions("incomplete"), locale),
    ]
    lines = [line for line in lines if line] or [say(locale, "mock.unanswered.none")]
    return "\n".join([*lines, _listed("mock.flagged", overview.flagged, locale)]).rstrip()


def _listed(key: str, positions: Sequence[int], locale: str) -> str:
    return say(locale, key, n=len(positions), items=spans(positions)) if positions else ""


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
