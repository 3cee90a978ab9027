"""Who may change settings and steer other people's group quizzes."""

from __future__ import annotations

import discord

from bot.errors import Refusal
from bot.services.servers import ServerSettings
from bot.ui.reply import Reply


async def is_organizer(reply: Reply) -> bool:
    """Whether this person has Manage Server or the organizer role, as Discord says with this very click."""
    settings = await reply.services.servers.settings(reply.interaction.guild_id)
    return _has_rights(reply.interaction, settings)


async def require_organizer(reply: Reply) -> ServerSettings:
    """The server's settings, for organizers only."""
    if reply.interaction.guild_id is None:
        raise Refusal("place.server_only")
    settings = await reply.services.servers.settings(reply.interaction.guild_id)
    if _has_rights(reply.interaction, settings):
        return settings
    if settings.organizer_role_id is None:
        raise Refusal("organizer.required")
    raise Refusal("organizer.required_or_role", role=f"<@&{settings.organizer_role_id}>")


def _has_rights(interaction: discord.Interaction, settings: ServerSettings) -> bool:
    if interaction.guild_id is None:
        return False
    if interaction.permissions.manage_guild:
        return True
    roles = interaction.user.roles if isinstance(interaction.user, discord.Member) else []
    return any(role.id == settings.organizer_role_id for role in roles)
