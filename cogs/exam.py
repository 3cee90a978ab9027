"""`/exam`: mock exams, one's own or a group's. The presses on their cards are in the files beside."""

from __future__ import annotations

from typing import get_args

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Proctor
from bot.domain.length import Extra, Length
from bot.errors import Refusal
from bot.i18n import command_text
from bot.services.mock_values import Mock, MockRequest
from bot.ui.autocomplete import domain_choices, exam_choices, zone_choices
from bot.ui.event_opening import arrange_event
from bot.ui.mock_cards import abandon_card, status_card
from bot.ui.mock_opening import open_mock, resume_mock
from bot.ui.mock_result_cards import history_card
from bot.ui.mock_results import show_result
from bot.ui.reply import Reply

LENGTHS = [app_commands.Choice(name=command_text(f"option.length.{n}"), value=n) for n in get_args(Length)]
EXTRA = [app_commands.Choice(name=command_text(f"option.extra.{n}"), value=n) for n in get_args(Extra)]


class Exam(
    commands.GroupCog, name=command_text("command.exam"), description=command_text("command.exam.description")
):
    """Mock exams in threads of one's own."""

    @app_commands.command(
        name=command_text("command.exam.start"), description=command_text("command.exam.start.description")
    )
    @app_commands.rename(
        exam=command_text("option.exam"),
        length=command_text("option.length"),
        domain=command_text("option.domain"),
        extra=command_text("option.extra"),
    )
    @app_commands.describe(
        exam=command_text("option.exam.description"),
        length=command_text("option.length.description"),
        domain=command_text("option.domain.drill"),
        extra=command_text("option.extra.description"),
    )
    @app_commands.choices(length=LENGTHS, extra=EXTRA)
    @app_commands.autocomplete(exam=exam_choices, domain=domain_choices)
    async def start(
        self,
        interaction: discord.Interaction[Proctor],
        exam: str | None = None,
        length: Length = "full",
        domain: str | None = None,
        extra: Extra = "none",
    ) -> None:
        async with Reply(interaction) as reply:
            chosen = await reply.services.servers.exam_meant(interaction.guild_id, exam)
            await open_mock(reply, MockRequest(chosen, length, domain, extra))

    @app_commands.command(
        name=command_text("command.exam.resume"), description=command_text("command.exam.resume.description")
    )
    @app_commands.rename(exam=command_text("option.exam"))
    @app_commands.describe(exam=command_text("option.running_exam.description"))
    @app_commands.autocomplete(exam=exam_choices)
    async def resume(self, interaction: discord.Interaction[Proctor], exam: str | None = None) -> None:
        async with Reply(interaction) as reply:
            await resume_mock(reply, await the_running(reply, exam))

    @app_commands.command(
        name=command_text("command.exam.status"), description=command_text("command.exam.status.description")
    )
    @app_commands.rename(exam=command_text("option.exam"))
    @app_commands.describe(exam=command_text("option.running_exam.description"))
    @app_commands.autocomplete(exam=exam_choices)
    async def status(self, interaction: discord.Interaction[Proctor], exam: str | None = None) -> None:
        async with Reply(interaction) as reply:
            mock = await the_running(reply, exam)
            overview = None
            if mock.deadline is not None:
                overview = await reply.services.mocks.overview(reply.person, mock.id, reply.at)
            await reply.send(status_card(mock, overview, reply.at, reply.locale))

    @app_commands.command(
        name=command_text("command.exam.abandon"),
        description=command_text("command.exam.abandon.description"),
    )
    @app_commands.rename(exam=command_text("option.exam"))
    @app_commands.describe(exam=command_text("option.running_exam.description"))
    @app_commands.autocomplete(exam=exam_choices)
    async def abandon(self, interaction: discord.Interaction[Proctor], exam: str | None = None) -> None:
        async with Reply(interaction) as reply:
            await reply.send(abandon_card(await the_running(reply, exam), reply.locale))

    @app_commands.command(
        name=command_text("command.exam.history"),
        description=command_text("command.exam.history.description"),
    )
    async def history(self, interaction: discord.Interaction[Proctor]) -> None:
        async with Reply(interaction) as reply:
            scores = await reply.services.mock_results.history(reply.person)
            if all(score.outcome == "abandoned" for score in scores):
                raise Refusal("mock.no_results")
            await reply.send(history_card(scores, reply.locale))

    @app_commands.command(
        name=command_text("command.exam.result"), description=command_text("command.exam.result.description")
    )
    @app_commands.rename(number=command_text("option.number"))
    @app_commands.describe(number=command_text("option.number.description"))
    async def result(
        self, interaction: discord.Interaction[Proctor], number: app_commands.Range[int, 1] | None = None
    ) -> None:
        async with Reply(interaction) as reply:
            quiz = await reply.services.mock_results.numbered(reply.person, number)
            await show_result(reply, quiz, anew=True)

    @app_commands.command(
        name=command_text("command.exam.group"), description=command_text("command.exam.group.description")
    )
    @app_commands.rename(
        when=command_text("option.when"),
        exam=command_text("option.exam"),
        length=command_text("option.length"),
        zone=command_text("option.zone"),
    )
    @app_commands.describe(
        when=command_text("option.when.description"),
        exam=command_text("option.exam.description"),
        length=command_text("option.length.description"),
        zone=command_text("option.zone.description"),
    )
    @app_commands.choices(length=LENGTHS)
    @app_commands.autocomplete(exam=exam_choices, zone=zone_choices)
    async def group(
        self,
        interaction: discord.Interaction[Proctor],
        when: app_commands.Range[str, 1, 40],
        exam: str | None = None,
        length: Length = "full",
        zone: str = "UTC",
    ) -> None:
        async with Reply(interaction) as reply:
            chosen = await reply.services.servers.exam_meant(interaction.guild_id, exam)
            await arrange_event(reply, chosen, length, when, zone)


async def the_running(reply: Reply, exam: str | None) -> Mock:
    """The person's running exam: of the one named, else the newest."""
    named = exam and reply.services.bank.named(exam)
    running = await reply.services.mocks.running(reply.person, named)
    if not running:
        raise Refusal("mock.none_running")
    return running[0]


async def setup(bot: Proctor) -> None:
    await bot.add_cog(Exam())
