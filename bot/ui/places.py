"""Where commands work, and what the bot must be allowed to do there."""

from __future__ import annotations

from typing import TypeGuard

import discord

from bot.errors import Refusal
from bot.i18n import say
from bot.ui.reply import Reply

PERMISSION_NAMES = ("view_channel", "send_messages", "create_public_threads", "send_messages_in_threads")


def require_quiz_place(reply: Reply) -> None:
    """Private quizzes work in text channels, their threads and direct messages."""
    channel = reply.interaction.channel
    if isinstance(channel, discord.DMChannel) or _is_text(channel):
        return
    raise Refusal("place.quiz")


def require_group_place(reply: Reply) -> discord.TextChannel | discord.Thread:
    """Group quizzes work in text channels and their threads, where the bot may post and open threads."""
    channel = reply.interaction.channel
    if not _is_text(channel):
        raise Refusal("place.group")
    assert isinstance(channel, discord.TextChannel | discord.Thread)
    require_permissions(reply, channel)
    return channel


def require_permissions(reply: Reply, channel: discord.TextChannel | discord.Thread) -> None:
    """Refuse with the names of the permissions the bot lacks here."""
    allowed = reply.interaction.app_permissions
    needed = set(PERMISSION_NAMES)
    if isinstance(channel, discord.Thread):
        needed -= {"send_messages", "create_public_threads"}
    missing = [name for name in PERMISSION_NAMES if name in needed and not getattr(allowed, name)]
    if missing:
        names = ", ".join(say(reply.locale, f"permission.{name}") for name in missing)
        raise Refusal("place.permissions", permissions=names, channel=channel.mention, n=len(missing))


def _is_text(channel: object) -> bool:
    if isinstance(channel, discord.Thread):
        return not isinstance(channel.parent, discord.ForumChannel)
    return is_plain_text(channel)


def is_plain_text(channel: object) -> TypeGuard[discord.TextChannel]:
    """Whether it is a text channel; announcement channels know no private threads."""
    return isinstance(channel, discord.TextChannel) and not channel.is_news()
