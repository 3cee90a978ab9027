"""Arranging a group mock exam, and joining one."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import discord

from bot.domain.length import Extra, Length
from bot.domain.when import parse_when
from bot.errors import Refusal
from bot.i18n import language_of
from bot.services.context import Place
from bot.ui.card import Card
from bot.ui.event_cards import event_card
from bot.ui.mock_opening import missing_permissions, mock_channel, private_thread
from bot.ui.organizers import require_organizer
from bot.ui.reply import Reply


def starting_time(when: str, zone: str, now: dt.datetime) -> dt.datetime:
    """When the organizer wants to start; a Refusal says how to write it."""
    try:
        found = parse_when(when, now, ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refusal("event.unknown_zone", zone=zone) from None
    if found is None:
        raise Refusal("event.unknown_time", when=when)
    return found


async def arrange_event(reply: Reply, exam: str, length: Length, when: str, zone: str) -> None:
    """Post the card with Join in the mock channel, for organizers."""
    settings = await require_organizer(reply)
    starts_at = starting_time(when, zone, reply.at)
    await reply.acknowledge()
    channel = await mock_channel(reply)
    if missing := missing_permissions(reply, channel):
        names = ", ".join(missing)
        raise Refusal("place.permissions", permissions=names, channel=channel.mention, n=len(missing))
    locale = settings.language or language_of(str(reply.interaction.guild_locale or "en"))
    place = Place(channel.guild.id, channel.id)
    event = await reply.services.mock_events.arrange(reply.person, exam, length, starts_at, place, locale)
    try:
        message = await channel.send(view=event_card(event), nonce=f"event-{event.id}")
    except discord.Forbidden:
        raise Refusal("event.no_post", channel=channel.mention) from None
    await reply.services.mock_events.posted(event.id, message.id)
    await reply.send(Card(reply.text("event.arranged", channel=channel.mention)))
    await reply.bot.mock_stage.schedule()


async def join_event(reply: Reply, event_id: int, extra: Extra) -> None:
    """Prepare a private thread for one more person, and count them on the card."""
    await reply.acknowledge()
    event = await reply.services.mock_events.find(event_id)
    channel = reply.interaction.channel
    if not isinstance(channel, discord.TextChannel):
        raise Refusal("event.gone")
    place = Place(event.guild, event.channel)
    mock = await reply.services.mock_events.join(reply.person, event_id, extra, place, reply.locale)
    if mock.thread is None:
        try:
            thread = await private_thread(channel, mock, reply)
        except discord.Forbidden:
            await reply.services.mocks.cancel(mock.id)
            names = ", ".join(missing_permissions(reply, channel))
            raise Refusal("place.permissions", permissions=names, channel=channel.mention, n=1) from None
        except discord.HTTPException:
            await reply.services.mocks.cancel(mock.id)
            raise
        where = thread.mention
    else:
        where = f"<#{mock.thread}>"
    await reply.edit(event_card(await reply.services.mock_events.find(event_id)))
    await reply.note("event.ready", thread=where)
    await reply.bot.mock_stage.schedule()
