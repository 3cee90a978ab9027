"""The form in which somebody says what is wrong with a question."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.i18n import say
from bot.services.reports import REASONS
from bot.ui import custom_ids as ids

LONGEST = 1000


class ReportForm(ui.Modal):
    """A reason to choose and a text to write. It is handled by custom id (`bot.ui.router`), not here."""

    def __init__(self, item: int, locale: str) -> None:
        super().__init__(title=say(locale, "report.title"), custom_id=ids.REPORT_FORM(item=item))
        reasons = [discord.SelectOption(label=say(locale, f"report.reason.{r}"), value=r) for r in REASONS]
        menu: ui.Select[Any] = ui.Select(custom_id="reason", options=reasons)
        words: ui.TextInput[Any] = ui.TextInput(
            custom_id="text", style=discord.TextStyle.paragraph, max_length=LONGEST, required=False
        )
        self.add_item(ui.Label(text=say(locale, "report.reason_label"), component=menu))
        self.add_item(
            ui.Label(
                text=say(locale, "report.text_label"),
                description=say(locale, "report.text_hint"),
                component=words,
            )
        )
        self.stop()  # like a card: nothing of it stays in memory
