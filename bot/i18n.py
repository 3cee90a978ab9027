"""Every word a user sees, by key, from the gettext catalogues in ``bot/locales``.

A catalogue is a plain ``.po`` file that is compiled in memory; ``en`` is complete, and stands in
where another language lacks a key.
"""

from __future__ import annotations

import functools
import gettext
import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from discord import Locale, app_commands
from discord.app_commands import TranslationContextTypes, locale_str

LOCALES = Path(__file__).parent / "locales"
DEFAULT = "en"


@functools.cache
def languages() -> tuple[str, ...]:
    """The languages there is a catalogue for, such as ``en`` or ``zh_CN``."""
    return tuple(sorted(path.parent.parent.name for path in LOCALES.glob("*/LC_MESSAGES/proctor.po")))


@functools.cache
def _catalogue(language: str) -> gettext.GNUTranslations:
    compiled = io.BytesIO()
    with (LOCALES / language / "LC_MESSAGES" / "proctor.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language, abort_invalid=True))
    compiled.seek(0)
    catalogue = gettext.GNUTranslations(compiled)
    if language != DEFAULT:
        catalogue.add_fallback(_catalogue(DEFAULT))
    return catalogue


@functools.cache
def language_of(locale: str) -> str:
    """The catalogue for a locale as Discord names it: ``zh-CN`` → ``zh_CN``, ``en-GB`` → ``en``."""
    name = locale.replace("-", "_")
    for candidate in (name, name.partition("_")[0]):
        if candidate in languages():
            return candidate
    return DEFAULT


def say(locale: str, key: str, /, **params: object) -> str:
    """The text of a key in a language, filled in; ``n`` among the parameters chooses the plural."""
    catalogue = _catalogue(language_of(locale))
    n = params.get("n")
    text = catalogue.ngettext(key, key, n) if isinstance(n, int) else catalogue.gettext(key)
    if text == key:
        raise KeyError(f"no text for {key!r}")
    return text.format(**params) if params else text


def command_text(key: str) -> locale_str:
    """The name or description of a command or option; Discord gets English and all translations."""
    return locale_str(say(DEFAULT, key), key=key)


class CommandTranslator(app_commands.Translator):
    """Hands command names and descriptions to Discord in every language of the catalogues."""

    async def translate(
        self, string: locale_str, locale: Locale, context: TranslationContextTypes
    ) -> str | None:
        language, key = language_of(locale.value), string.extras.get("key")
        # en-US is sent explicitly: Discord's own fallback does not lead from en-GB to the default.
        wanted = language != DEFAULT or locale is Locale.american_english
        return say(language, key) if key and wanted else None
