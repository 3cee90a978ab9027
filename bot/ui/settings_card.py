"""The card that shows a server's settings."""

from __future__ import annotations

from babel import Locale

from bot.domain.bank import Bank
from bot.i18n import say
from bot.services.servers import ServerSettings
from bot.ui.card import Card


def settings_card(settings: ServerSettings, bank: Bank, locale: str, *, saved: bool) -> Card:
    """Each setting with its value, and what applies where none is made."""
    exam = bank.exams.get(settings.default_exam or "")
    values = {
        "organizer_role_id": f"<@&{settings.organizer_role_id}>" if settings.organizer_role_id else None,
        "default_exam": exam.code if exam else None,
        "mock_channel_id": f"<#{settings.mock_channel_id}>" if settings.mock_channel_id else None,
        "language": language_name(settings.language) if settings.language else None,
    }
    lines = [
        f"**{say(locale, f'settings.{name}')}** · {value or say(locale, f'settings.{name}.unset')}"
        for name, value in values.items()
    ]
    return Card(
        say(locale, "settings.saved" if saved else "settings.title"),
        "\n".join(lines),
        say(locale, "settings.hint"),
    )


def language_name(code: str) -> str:
    """A language's own name for itself."""
    return (Locale.parse(code).get_display_name(code) or code).capitalize()
