"""The building blocks of every card: text blocks, buttons and selects in one coloured container."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord import ui

TEXT_LIMIT = 4000
"""Characters of all text on one card (Discord's limit for components)."""

NEUTRAL, RIGHT, WRONG, GOLD = 0x5865F2, 0x2D9D5C, 0xC4513B, 0xC9A227
ROW = 5

Button = ui.Button[Any]
Component = ui.Item[Any]


class Card(ui.LayoutView):
    """A message made of text blocks and rows of buttons.

    It is finished from the start: its components are handled by their custom ids (`bot.ui.router`),
    so discord.py has nothing to remember, to time out or to lose at a restart.
    """

    def __init__(self, *blocks: str | Component | None, colour: int = NEUTRAL) -> None:
        super().__init__(timeout=None)
        container: ui.Container[Any] = ui.Container(accent_colour=colour)
        for block in fit([block for block in blocks if block]):
            container.add_item(ui.TextDisplay(block) if isinstance(block, str) else block)
        self.add_item(container)
        self.stop()


def fit(blocks: Sequence[str | Component]) -> list[str | Component]:
    """Cut the longest text until all texts fit on a card. Lint and excerpts keep ours from needing it."""
    fitted = list(blocks)
    while (over := sum(len(b) for b in fitted if isinstance(b, str)) - TEXT_LIMIT) > 0:
        index = max((i for i, b in enumerate(fitted) if isinstance(b, str)), key=lambda i: len(fitted[i]))  # type: ignore[arg-type]
        text = str(fitted[index])
        fitted[index] = text[: max(1, len(text) - over - 1)] + "…"
    return fitted


def button(
    label: str,
    custom_id: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    *,
    disabled: bool = False,
) -> Button:
    return ui.Button(label=label, custom_id=custom_id, style=style, disabled=disabled)


def rows(buttons: Iterable[Button]) -> list[ui.ActionRow[Any]]:
    """Buttons in as few rows as hold them, evenly: at most five in each, so six stand as three and three."""
    waiting = list(buttons)
    count = -(-len(waiting) // ROW)
    width = -(-len(waiting) // count) if count else 0
    return [ui.ActionRow(*waiting[i : i + width]) for i in range(0, len(waiting), width or 1)]


def select(
    custom_id: str, placeholder: str, options: Sequence[discord.SelectOption], count: int = 1
) -> ui.ActionRow[Any]:
    """A drop-down in which exactly ``count`` options are chosen."""
    menu: ui.Select[Any] = ui.Select(
        custom_id=custom_id,
        placeholder=placeholder,
        options=list(options),
        min_values=count,
        max_values=count,
    )
    return ui.ActionRow(menu)
