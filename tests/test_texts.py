"""Every word people see comes from the catalogues, and the catalogues hold nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import discord
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from discord import app_commands

from bot import i18n
from bot.domain.length import Length
from bot.i18n import CommandTranslator, languages, say
from bot.services.mock_results import Filter
from bot.services.mock_values import ItemState
from bot.ui import settings_card
from tests.source_texts import Said, Source
from tests.world import World

ROOT = Path(__file__).parent.parent
SHOWN = ("bot/ui", "bot/services", "bot/domain/item.py", "bot/client.py", "cogs")
"""Where a literal would reach people. (The command line and the try-out page speak English only.)"""

SPEAKERS = ("bot", "cogs")
UNREAD = {"bot.i18n"}  # hands keys on

OUTCOMES = ("submitted", "expired", "abandoned")
TOLD: dict[str, dict[str, Sequence[str]]] = {
    "bot.ui.mock_cards": {"outcome": OUTCOMES, "mock.size": get_args(Length)},
    "bot.ui.mock_overview_cards": {"item.state": get_args(ItemState)},
    "bot.ui.mock_result_cards": {"score.outcome": OUTCOMES, "reviewed.filter": get_args(Filter)},
}
"""By module: what an expression in a key may be, where the source of the module doesn't say so."""


def sources(*places: str) -> Iterator[Source]:
    for place in places:
        for path in [ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("*.py")):
            module = ".".join(
                part for part in path.relative_to(ROOT).with_suffix("").parts if part != "__init__"
            )
            if module not in UNREAD:
                yield Source(path.read_text("utf-8"), module, TOLD.get(module, {}))


@cache
def catalogue(language: str) -> Catalog:
    with (i18n.LOCALES / language / "LC_MESSAGES" / "proctor.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def texts(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    """The texts of each key, one for each plural form."""
    found = {}
    for message in catalogue:
        if message.id:
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            found[_key(message)] = tuple(str(string or "") for string in strings)
    return found


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def needs(key: str, language: str = i18n.DEFAULT) -> set[str]:
    """What a key wants filled in; ``n`` where it has plural forms."""
    wanted = {name for text in texts(catalogue(language))[key] for name in placeholders(text)}
    return wanted | ({"n"} if is_plural(key, language) else set())


def is_plural(key: str, language: str = i18n.DEFAULT) -> bool:
    message = catalogue(language).get(key)
    return message is not None and isinstance(message.id, tuple)


def faults_of(said: Said) -> list[str]:
    """What is wrong with a call that takes a key."""
    known = texts(catalogue(i18n.DEFAULT))
    unknown = [f"no text for {key!r}" for key in said.keys if key not in known]
    if unknown or said.params is None:
        return unknown
    missing = [f"{key} wants {name}" for key in said.keys for name in sorted(needs(key) - said.params)]
    used = {name for key in said.keys for name in needs(key)}
    plurals = {is_plural(key) for key in said.keys}
    mixed = ["some of the keys have plural forms, others not"] if len(plurals) > 1 else []
    return missing + mixed + [f"nothing uses {name}" for name in sorted(said.params - used)]


# Literals


def test_people_see_no_literals() -> None:
    found = [f"{source.module}:{words}" for source in sources(*SHOWN) for words in source.literals()]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        'button("next", ids.NEXT(quiz=1))',
        'ui.Button(label="Next")',
        'ui.Button(label=f"{count} more")',
        'ui.Button(label="Next" if more else say(locale, "quiz.to_result"))',
        'Card(f"## {exam}: {right} right")',
        'Card("hello", say(locale, "about.text"))',
        'Card(*["first", "second"])',
        'Card("\\n".join(["first", other]))',
        'ui.TextDisplay("あと三問")',
        'await channel.send("hi")',
        'await interaction.response.send_message(content="hi")',
        'await interaction.response.send_message("hi", ephemeral=True)',
        'await message.edit(content="gone")',
        'await post.create_thread(name=f"{exam.code} group quiz")',
        'select(ids.PICK_SEVERAL(item=1), "choose", options)',
        'discord.SelectOption(label="yes", value="y")',
        'ui.TextInput(placeholder="words")',
        'super().__init__(title="Report")',
        'app_commands.command(name="quiz", description="practise")',
        'app_commands.Choice(name="private", value="p")',
        'lines.append(f"✅ {right} people had it right")',
        'title = "Nothing missed"',
        'text += " of " + str(count) + " questions left"',
        'return "Nobody"',
        'medals = {1: "first place"}',
        'say(locale, "group.key", key="the first one")',
        'raise Refusal("quiz.gone", why="too late by then")',
    ],
)
def test_a_planted_literal_is_found(line: str) -> None:
    assert Source(f"async def f():\n    {line}", "planted").literals()


@pytest.mark.parametrize(
    "line",
    [
        'button(say(locale, "quiz.next"), ids.NEXT(quiz=1))',
        'Card(f"<@{person}> · {share} %", "**" + name + "**", "❌ ▫️")',
        'text = f"- [{title}](<{url}>)\\n-# <t:{at}:R>"',
        'await channel.send(view=card, nonce=f"scores-{id}")',
        'log.warning("group quiz %s ends", quiz)',
        'raise ValueError(f"two handlers for {text!r}")',
        'raise Refusal("quiz.gone")',
        'ui.Select(custom_id="reason", options=options)',
        'app_commands.Choice(name=command_text("option.audience.group"), value="group")',
        'if audience == "group": pass',
        'cast("dict[str, Any]", data)',
        'x: "list of words" = data["some key"]',
        'PATTERN = re.compile("one or two words")',
    ],
)
def test_what_people_do_not_see_passes(line: str) -> None:
    assert Source(f'async def f():\n    """Words for programmers."""\n    {line}', "planted").literals() == []


# Keys


def test_every_call_has_its_text_and_fills_it_in() -> None:
    faults = [
        f"{source.module}:{said.line}: {fault}"
        for source in sources(*SPEAKERS)
        for said in source.said()
        for fault in faults_of(said)
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('await reply.note("Too late!")', "no text for 'Too late!'"),
        ('say(locale, "quiz.nonsense")', "no text for 'quiz.nonsense'"),
        ('raise Refusal("quiz.gone" if a else "quiz.nonsense")', "no text for 'quiz.nonsense'"),
        ('for a in ("gone", "lost"): say(locale, f"quiz.{a}")', "no text for 'quiz.lost'"),
        ('for a in REASONS: say(locale, f"report.{a}")', "no text for 'report.key'"),
        ('say(locale, "group.key")', "group.key wants key"),
        ('say(locale, "question.select")', "question.select wants n"),
        ('say(locale, "group.key", key=key, n=1)', "nothing uses n"),
        ('say(locale, "quiz.gone", exam=exam)', "nothing uses exam"),
        ('extra = {"a": 1}; say(locale, "group.key", key=1, **extra)', "nothing uses a"),
        (
            'say(locale, "group.others" if a else "group.next", n=n)',
            "some of the keys have plural forms, others not",
        ),
    ],
)
def test_a_planted_fault_in_a_call_is_found(line: str, fault: str) -> None:
    (said,) = Source(f"async def f(a):\n    {line}", "bot.ui.report_form").said()
    assert fault in faults_of(said)


@pytest.mark.parametrize(
    "line", ["say(locale, key_of(item))", 'say(locale, f"quiz.{unknown}")', "say(locale, what)"]
)
def test_a_key_that_cannot_be_told_is_reported(line: str) -> None:
    with pytest.raises(ValueError, match="can't tell"):
        list(Source(f"def f(what):\n    {line}", "planted").said())


def test_an_overwritten_key_is_not_taken_for_the_new_one() -> None:
    lines = ["if a:", '    key = "x.one"', "    say(l, key)", "if b:", '    key = "x.two"', "    say(l, key)"]
    body = "\n".join("    " + line for line in lines)
    assert [said.keys for said in Source(f"def f(a, b):\n{body}", "planted").said()] == [
        ("x.one",),
        ("x.two",),
    ]


def test_no_text_is_left_over() -> None:
    used = {key for source in sources(*SPEAKERS) for said in source.said() for key in said.keys}
    assert sorted(texts(catalogue(i18n.DEFAULT)).keys() - used) == []


def test_permissions_and_settings_have_names() -> None:
    """What is looked up by the name of a field has a text for each of them."""
    from bot.services.servers import ServerSettings
    from bot.ui.places import PERMISSION_NAMES
    from cogs.settings import CLEARABLE

    assert set(CLEARABLE) == set(ServerSettings.__dataclass_fields__)
    assert settings_card.language_name("en") == "English"
    assert all(name in discord.Permissions.VALID_FLAGS for name in PERMISSION_NAMES)
    assert all(say("en", f"permission.{name}") for name in PERMISSION_NAMES)


# Catalogues


def catalogue_faults(catalogue: Catalog, reference: Catalog) -> list[str]:
    """Where a catalogue differs from the complete one in more than its words."""
    known, faults = texts(reference), []
    for message in catalogue:
        if not message.id:
            continue
        key = _key(message)
        if message.fuzzy:
            faults.append(f"{key}: marked as fuzzy")
        if key not in known:
            faults.append(f"{key}: not in the reference")
            continue
        forms = texts(catalogue)[key]
        plural = isinstance(message.id, tuple)
        if plural != isinstance(getattr(reference.get(key), "id", None), tuple):
            faults.append(f"{key}: plural forms in one of the two only")
        if plural and len(forms) != catalogue.num_plurals:
            faults.append(f"{key}: has {len(forms)} plural forms, not {catalogue.num_plurals}")
        wanted = {name for text in known[key] for name in placeholders(text)}
        for form in forms:
            faults += [f"{key}: empty"] * (not form)
            faults += [
                f"{key}: odd placeholder {name!r}" for name in placeholders(form) if not name.isidentifier()
            ]
            missing = wanted - placeholders(form) - ({"n"} if plural else set())
            faults += [f"{key}: lacks {name}" for name in sorted(missing)] if form else []
            faults += [f"{key}: does not get {name}" for name in sorted(placeholders(form) - wanted - {"n"})]
    return faults


@pytest.mark.parametrize("language", languages())
def test_a_catalogue_has_known_keys_with_the_same_placeholders(language: str) -> None:
    assert catalogue_faults(catalogue(language), catalogue(i18n.DEFAULT)) == []
    assert catalogue(language).num_plurals > 0


@pytest.mark.parametrize(
    ("key", "text", "fault"),
    [
        ("quiz.nonsense", "?", "not in the reference"),
        ("group.key", "The answer", "lacks key"),
        ("group.key", "{key} {exam}", "does not get exam"),
        ("group.key", "{key} {}", "odd placeholder"),
        ("group.key", "", "empty"),
        (("group.key", "group.key"), ("{key}", "{key}"), "plural forms in one"),
        ("group.others", "{n}", "plural forms in one"),
    ],
)
def test_a_planted_fault_in_a_catalogue_is_found(key: Any, text: Any, fault: str) -> None:
    planted = Catalog(locale="de")
    planted.add(key, text)
    assert any(fault in found for found in catalogue_faults(planted, catalogue(i18n.DEFAULT)))


def test_texts_are_filled_in_and_counted() -> None:
    two, one = (say("en", "group.others", n=n) for n in (2, 1))
    assert "2" in two
    assert "1" in one
    assert say("en-GB", "group.others", n=2) == two
    assert say("xx", "group.others", n=2) == two, "a language without a catalogue"
    assert say("en", "question.takeaway", text="{braces} stay") == say(
        "en", "question.takeaway", text="?"
    ).replace("?", "{braces} stay")
    for missing in ({}, {"n": 2}):
        with pytest.raises(KeyError, match="no text for"):
            say("en", "quiz.nonsense", **missing)


# Commands

NAME = re.compile(r"[-_\w]{1,32}")


SUBCOMMAND, GROUP = 1, 2


def command_faults(command: dict[str, Any]) -> list[str]:
    """What of Discord's limits for commands a payload breaks, in any language; also in its subcommands."""
    options = command.get("options", [])
    nested = [option for option in options if option.get("type") in (SUBCOMMAND, GROUP)]
    faults = [fault for part in nested for fault in command_faults(part)]
    for what in (command, *options):
        for text in (what["name"], *(what.get("name_localizations") or {}).values()):
            if not NAME.fullmatch(text) or text != text.lower():
                faults.append(f"{text!r} can't be a name")
        for text in (what.get("description", ""), *(what.get("description_localizations") or {}).values()):
            if not 1 <= len(text) <= 100:
                faults.append(f"{text!r} has {len(text)} characters")
        choices = what.get("choices", [])
        faults += [f"{what['name']} has {len(choices)} choices"] * (len(choices) > 25)
        for choice in choices:
            for text in (choice["name"], *(choice.get("name_localizations") or {}).values()):
                if not 1 <= len(text) <= 100:
                    faults.append(f"{text!r} has {len(text)} characters")
    faults += [f"{command['name']} has {len(options)} options"] * (len(options) > 25)
    locales = {locale for what in options for locale in what.get("name_localizations") or {}}
    for locale in (None, *sorted(locales)):
        names = [(option.get("name_localizations") or {}).get(locale, option["name"]) for option in options]
        faults += [f"two options of {command['name']} have the same name in {locale}"] * (
            len(set(names)) < len(names)
        )
    faults += [f"{command['name']} is longer than 8000 characters"] * (_longest(command) > 8000)
    return faults


def _longest(part: dict[str, Any]) -> int:
    """The characters of all names, descriptions and values, each in its longest language."""
    total = len(str(part.get("value", "")))
    for field in ("name", "description"):
        localized = (part.get(f"{field}_localizations") or {}).values()
        total += max(map(len, (part.get(field, ""), *localized)))
    return total + sum(map(_longest, (*part.get("options", []), *part.get("choices", []))))


async def test_commands_obey_discords_limits_in_all_languages(world: World) -> None:
    tree = world.bot.tree
    payloads = [
        await command.get_translated_payload(tree, CommandTranslator()) for command in tree.get_commands()
    ]
    assert len(payloads) >= 5
    assert len(payloads) <= 100
    for payload in payloads:
        assert command_faults(payload) == []
        assert payload["name_localizations"]["en-US"] == payload["name"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": "Quiz"}, "can't be a name"),
        ({"name": "two words"}, "can't be a name"),
        ({"name": "x" * 33}, "can't be a name"),
        ({"name_localizations": {"ja": "クイズ!"}}, "can't be a name"),
        ({"description": "x" * 101}, "101 characters"),
        (
            {"options": [{"type": 1, "name": "a", "description": "d", "options": [{"name": "B"}]}]},
            "'B' can't",
        ),
        ({"description_localizations": {"ko": ""}}, "0 characters"),
        ({"options": [{"name": f"o{n}", "description": "d"} for n in range(26)]}, "26 options"),
        (
            {"options": [{"name": "o", "description": "d", "choices": [{"name": "c", "value": 1}] * 26}]},
            "26 choices",
        ),
        (
            {"options": [{"name": "o", "description": "d", "choices": [{"name": "c" * 101, "value": 1}]}]},
            "101",
        ),
        (
            {
                "options": [
                    {"name": n, "description": "d", "name_localizations": {"ja": "同じ"}} for n in "ab"
                ]
            },
            "the same name in ja",
        ),
        (
            {
                "options": [
                    {
                        "name": f"o{n}",
                        "description": "d",
                        "choices": [{"name": "c" * 90, "value": c} for c in range(25)],
                    }
                    for n in range(4)
                ]
            },
            "8000",
        ),
    ],
)
def test_a_planted_fault_in_a_command_is_found(change: dict[str, Any], fault: str) -> None:
    command = {"name": "quiz", "description": "Practise", **change}
    assert any(fault in found for found in command_faults(command))


async def test_english_is_sent_for_american_english_only() -> None:
    translator, text = CommandTranslator(), i18n.command_text("command.quiz.description")
    context: Any = app_commands.TranslationContext(app_commands.TranslationContextLocation.other, data=None)
    translated = {locale: await translator.translate(text, locale, context) for locale in discord.Locale}
    assert translated[discord.Locale.american_english] == text.message
    others = {i18n.language_of(locale.value): words for locale, words in translated.items() if words}
    assert set(others) == set(languages())
    plain = app_commands.locale_str("no key")
    assert await translator.translate(plain, discord.Locale.japanese, context) is None
