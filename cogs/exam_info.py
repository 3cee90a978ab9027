"""`/exam-info`: what an exam measures, what it costs, and a taste of its questions."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Proctor
from bot.errors import Refusal
from bot.i18n import command_text
from bot.ui.autocomplete import exam_choices
from bot.ui.exam_cards import exam_card
from bot.ui.reply import Reply


class ExamInfo(commands.Cog):
    """Facts about the exams."""

    @app_commands.command(
        name=command_text("command.exam_info"), description=command_text("command.exam_info.description")
    )
    @app_commands.rename(exam=command_text("option.exam"))
    @app_commands.describe(exam=command_text("option.exam.description"))
    @app_commands.autocomplete(exam=exam_choices)
    async def exam_info(self, interaction: discord.Interaction[Proctor], exam: str | None = None) -> None:
        async with Reply(interaction) as reply:
            chosen = await reply.services.servers.exam_meant(interaction.guild_id, exam)
            found = reply.services.bank.exams.get(chosen)
            if found is None:
                raise Refusal("exam.unknown", exam=chosen)
            await reply.send(exam_card(reply.services.bank, found, reply.locale))


async def setup(bot: Proctor) -> None:
    await bot.add_cog(ExamInfo())
