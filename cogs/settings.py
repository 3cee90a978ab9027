"""`/settings`: what a server's organizers choose. With no option it shows what is set."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Proctor
from bot.errors import Refusal
from bot.i18n import command_text, languages
from bot.ui.autocomplete import exam_choices
from bot.ui.organizers import require_organizer
from bot.ui.places import is_plain_text
from bot.ui.reply import Reply
from bot.ui.settings_card import language_name, settings_card

CLEARABLE = ("organizer_role_id", "default_exam", "mock_channel_id", "language")


class Settings(commands.Cog):
    """A server's settings."""

    @app_commands.command(
        name=command_text("command.settings"), description=command_text("command.settings.description")
    )
    @app_commands.rename(
        organizer_role=command_text("option.organizer_role"),
        default_exam=command_text("option.default_exam"),
        mock_channel=command_text("option.mock_channel"),
        language=command_text("option.language"),
        reset=command_text("option.reset"),
    )
    @app_commands.describe(
        organizer_role=command_text("option.organizer_role.description"),
        default_exam=command_text("option.default_exam.description"),
        mock_channel=command_text("option.mock_channel.description"),
        language=command_text("option.language.description"),
        reset=command_text("option.reset.description"),
    )
    @app_commands.choices(
        language=[app_commands.Choice(name=language_name(code), value=code) for code in languages()],
        reset=[app_commands.Choice(name=command_text(f"settings.{name}"), value=name) for name in CLEARABLE],
    )
    @app_commands.autocomplete(default_exam=exam_choices)
    @app_commands.guild_only()
    async def settings(
        self,
        interaction: discord.Interaction[Proctor],
        organizer_role: discord.Role | None = None,
        default_exam: str | None = None,
        mock_channel: discord.TextChannel | None = None,
        language: str | None = None,
        reset: str | None = None,
    ) -> None:
        async with Reply(interaction) as reply:
            await require_organizer(reply)
            assert interaction.guild_id is not None
            if mock_channel is not None and not is_plain_text(mock_channel):
                raise Refusal("settings.no_news", channel=mock_channel.mention)
            changes: dict[str, int | str | None] = {
                "organizer_role_id": organizer_role.id if organizer_role else None,
                "default_exam": default_exam,
                "mock_channel_id": mock_channel.id if mock_channel else None,
                "language": language,
            }
            changes = {name: value for name, value in changes.items() if value is not None}
            if reset in CLEARABLE:
                changes[reset] = None
            settings = await reply.services.servers.change(interaction.guild_id, **changes)
            await reply.send(settings_card(settings, reply.services.bank, reply.locale, saved=bool(changes)))


async def setup(bot: Proctor) -> None:
    await bot.add_cog(Settings())
