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
    return _choices(await _parts(interaction), typed)


async def domain_choices(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """The domains of the exam chosen so far, for a drill."""
    return _choices([(name, id) for name, id in await _parts(interaction) if "." not in id], typed)


async def zone_choices(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """Time zones by their IANA names."""
    return _choices(((zone.replace("_", " "), zone) for zone in sorted(available_timezones())), typed)


async def _parts(interaction: discord.Interaction[Any]) -> list[tuple[str, str]]:
    """The names and ids of an exam's domains, each followed by its tasks."""
    services, locale = interaction.client.services, interaction.locale.value
    exam_id = await services.servers.exam_meant(interaction.guild_id, interaction.namespace.exam)
    exam: Exam | None = services.bank.exams.get(exam_id)
    found = []
    for domain in exam.domains if exam else ():
        named = {"id": domain.id, "name": domain.name, "weight": domain.weight}
        found.append((say(locale, "option.domain.choice", **named), domain.id))
        found += [
            (say(locale, "option.domain.task", id=task.id, name=task.name), task.id) for task in domain.tasks
        ]
    return found
