"""`/help` and `/about`."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot import __version__
from bot.client import Proctor
from bot.i18n import command_text, say
from bot.ui.card import Card
from bot.ui.reply import Reply


class Help(commands.Cog):
    """What the bot can do, and what it is."""

    @app_commands.command(
        name=command_text("command.help"), description=command_text("command.help.description")
    )
    async def help(self, interaction: discord.Interaction[Proctor]) -> None:
        async with Reply(interaction) as reply:
            topics = ("start", "group", "mock", "group_mock", "exams", "organizers", "privacy")
            blocks = [say(reply.locale, f"help.{topic}") for topic in topics]
            await reply.send(Card(say(reply.locale, "help.title"), *blocks))

    @app_commands.command(
        name=command_text("command.about"), description=command_text("command.about.description")
    )
    async def about(self, interaction: discord.Interaction[Proctor]) -> None:
        async with Reply(interaction) as reply:
            bank = reply.services.bank
            text = say(
                reply.locale,
                "about.text",
                version=__version__,
                questions=len(bank.questions),
            )
            await reply.send(Card(text, say(reply.locale, "about.affiliation")))


async def setup(bot: Proctor) -> None:
    await bot.add_cog(Help())
