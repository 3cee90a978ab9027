"""`/exam`: mock exams, and every press on their cards."""

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
from bot.ui import custom_ids as ids
from bot.ui.autocomplete import domain_choices, exam_choices
from bot.ui.mock_cards import (
    abandon_card,
    abandoned_card,
    check_card,
    confirm_card,
    navigator_card,
    sheet_card,
    status_card,
    submitted_card,
)
from bot.ui.mock_opening import open_direct, open_mock, resume_mock
from bot.ui.mock_result_cards import history_card
from bot.ui.mock_results import show_result
from bot.ui.reply import Reply
from bot.ui.router import Router

router = Router()

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
            chosen = exam or await reply.services.servers.default_exam(interaction.guild_id)
            await open_mock(reply, MockRequest(chosen, length, domain, extra))

    @app_commands.command(
        name=command_text("command.exam.resume"), description=command_text("command.exam.resume.description")
    )
    async def resume(self, interaction: discord.Interaction[Proctor]) -> None:
        async with Reply(interaction) as reply:
            await resume_mock(reply, await the_running(reply))

    @app_commands.command(
        name=command_text("command.exam.status"), description=command_text("command.exam.status.description")
    )
    async def status(self, interaction: discord.Interaction[Proctor]) -> None:
        async with Reply(interaction) as reply:
            mock = await the_running(reply)
            overview = None
            if mock.deadline is not None:
                overview = await reply.services.mocks.overview(reply.person, mock.id, reply.at)
            await reply.send(status_card(mock, overview, reply.at, reply.locale))

    @app_commands.command(
        name=command_text("command.exam.abandon"),
        description=command_text("command.exam.abandon.description"),
    )
    async def abandon(self, interaction: discord.Interaction[Proctor]) -> None:
        async with Reply(interaction) as reply:
            await reply.send(abandon_card(await the_running(reply), reply.locale))

    @app_commands.command(
        name=command_text("command.exam.history"),
        description=command_text("command.exam.history.description"),
    )
    async def history(self, interaction: discord.Interaction[Proctor]) -> None:
        async with Reply(interaction) as reply:
            scores = await reply.services.mock_results.history(reply.person)
            if not scores:
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


async def the_running(reply: Reply) -> Mock:
    """The newest of the person's running exams."""
    running = await reply.services.mocks.running(reply.person)
    if not running:
        raise Refusal("mock.none_running")
    return running[0]


@router.on(ids.MOCK_BEGIN)
async def begin(reply: Reply, quiz: int) -> None:
    sheet = await reply.services.mocks.begin(reply.person, quiz, reply.at)
    await reply.edit(sheet_card(sheet, reply.locale))
    await reply.bot.mock_stage.schedule()


@router.on(ids.MOCK_MARK)
async def mark(reply: Reply, item: int, letter: str) -> None:
    sheet = await reply.services.mocks.mark(reply.person, item, letter, reply.at)
    await reply.edit(sheet_card(sheet, reply.locale))


@router.on(ids.MOCK_FLAG)
async def flag(reply: Reply, item: int) -> None:
    sheet = await reply.services.mocks.flag(reply.person, item, reply.at)
    await reply.edit(sheet_card(sheet, reply.locale))


@router.on(ids.MOCK_GO)
async def go(reply: Reply, quiz: int, position: int) -> None:
    sheet = await reply.services.mocks.go(reply.person, quiz, position, reply.at)
    await reply.edit(sheet_card(sheet, reply.locale))


@router.on(ids.MOCK_JUMP)
async def jump(reply: Reply, quiz: int, position: int) -> None:
    chosen = next(iter(reply.values), str(position))
    await go(reply, quiz, int(chosen))


@router.on(ids.MOCK_BACK)
async def back(reply: Reply, quiz: int) -> None:
    sheet = await reply.services.mocks.current(reply.person, quiz, reply.at)
    await reply.edit(sheet_card(sheet, reply.locale))


@router.on(ids.MOCK_CLOCK)
async def clock(reply: Reply, quiz: int) -> None:
    await reply.services.mocks.hide_clock(reply.person, quiz, reply.at)
    await navigator(reply, quiz)


@router.on(ids.MOCK_NAVIGATOR)
async def navigator(reply: Reply, quiz: int) -> None:
    overview = await reply.services.mocks.overview(reply.person, quiz, reply.at)
    await reply.edit(navigator_card(overview, reply.locale))


@router.on(ids.MOCK_CHECK)
async def check(reply: Reply, quiz: int) -> None:
    overview = await reply.services.mocks.overview(reply.person, quiz, reply.at)
    await reply.edit(check_card(overview, reply.locale))


@router.on(ids.MOCK_SUBMIT)
async def submit(reply: Reply, quiz: int) -> None:
    overview = await reply.services.mocks.overview(reply.person, quiz, reply.at)
    await reply.edit(confirm_card(overview, reply.locale))


@router.on(ids.MOCK_CONFIRM)
async def confirm(reply: Reply, quiz: int) -> None:
    mock = await reply.services.mocks.submit(reply.person, quiz, reply.at)
    await reply.edit(submitted_card(mock, "submitted", reply.locale))
    await reply.bot.mock_stage.schedule()


@router.on(ids.MOCK_ABANDON)
async def abandoned(reply: Reply, quiz: int) -> None:
    mock = await reply.services.mocks.abandon(reply.person, quiz)
    await reply.edit(abandoned_card(mock, reply.locale))
    await reply.bot.mock_stage.schedule()


@router.on(ids.MOCK_DIRECT)
async def direct(reply: Reply, exam: str, size: Length, part: str, extra: Extra) -> None:
    await reply.acknowledge()
    await open_direct(reply, MockRequest(exam, size, part or None, extra))


async def setup(bot: Proctor) -> None:
    bot.router.include(router)
    await bot.add_cog(Exam())
