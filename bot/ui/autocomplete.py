"""Suggestions while somebody types a command: exams and their parts, by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

import discord
from discord import app_commands

from bot.domain.bank import Bank
from bot.domain.blueprint import Exam
from bot.i18n import say

MOST = 25
LONGEST = 100


def _choices(named: Iterable[tuple[str, str]], typed: str) -> list[app_commands.Choice[str]]:
    """Up to 25 (name, value) pairs in which what was typed occurs."""
    wanted = typed.casefold().split()
    found = [
        (name, value) for name, value in named if all(word in f"{name} {value}".casefold() for word in wanted)
    ]
    return [app_commands.Choice(name=name[:LONGEST], value=value) for name, value in found[:MOST]]


async def exam_choices(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """The exams of the bank; those without questions say so."""
    bank: Bank = interaction.client.services.bank
    locale = interaction.locale.value
    return _choices(
        (
            (say(locale, "option.exam.choice", code=e.code, name=e.name, n=len(bank.of(e.id))), e.id)
            for e in sorted(bank.exams.values(), key=lambda e: -len(bank.of(e.id)))
        ),
        typed,
    )


async def part_choices(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """The domains and tasks of the exam chosen so far, else of the server's default."""
    services = interaction.client.services
    exam_id = interaction.namespace.exam or await services.servers.default_exam(interaction.guild_id)
    exam: Exam | None = services.bank.exams.get(exam_id)
    return _choices(_parts(exam, interaction.locale.value), typed) if exam else []


async def domain_choices(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """The domains of the exam chosen so far, for a drill."""
    return [choice for choice in await part_choices(interaction, typed) if "." not in choice.value]


async def zone_choices(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """Time zones by their IANA names."""
    return _choices(((zone.replace("_", " "), zone) for zone in sorted(available_timezones())), typed)


def _parts(exam: Exam, locale: str) -> Iterable[tuple[str, str]]:
    for domain in exam.domains:
        yield (
            say(locale, "option.domain.choice", id=domain.id, name=domain.name, weight=domain.weight),
            domain.id,
        )
        for task in domain.tasks:
            yield say(locale, "option.domain.task", id=task.id, name=task.name), task.id
