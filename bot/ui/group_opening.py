"""From `/quiz audience:group` to a thread in which the first question stands."""

from __future__ import annotations

import discord

from bot.errors import Refusal
from bot.i18n import language_of, say
from bot.services.requests import QuizRequest
from bot.ui.group_cards import invitation_card, opened_card
from bot.ui.places import require_group_place
from bot.ui.reply import FAULTS, Reply

DEFAULT_SECONDS = 60


async def open_group_quiz(reply: Reply, request: QuizRequest, seconds: int | None) -> None:
    """Claim the channel, open the thread, and let the stage post the first question."""
    channel = require_group_place(reply)
    seconds = seconds or DEFAULT_SECONDS
    await reply.acknowledge()  # opening a thread can take longer than three seconds
    settings = await reply.services.servers.settings(channel.guild.id)
    locale = settings.language or language_of(str(reply.interaction.guild_locale or "en"))
    quiz = await reply.services.groups.open(reply.person, request, reply.place, seconds, locale)
    exam = reply.services.bank.exams[request.exam]
    try:
        thread = channel
        if isinstance(channel, discord.TextChannel):
            post = await channel.send(view=invitation_card(reply.person, exam, seconds, locale))
            name = say(locale, "group.thread_name", exam=exam.code)
            thread = await post.create_thread(name=name, auto_archive_duration=1440)
    except discord.Forbidden:
        await reply.services.groups.finished(quiz)
        raise Refusal("group.no_thread", channel=channel.mention) from None
    except FAULTS:
        await reply.services.groups.finished(quiz)
        raise
    await reply.services.groups.attached(quiz, thread.id)
    reply.bot.group_stage.begin(quiz)
    await reply.send(opened_card(thread.mention, reply.locale))
