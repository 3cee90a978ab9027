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
from bot.ui import custom_ids as ids
from bot.ui.card import Card, button, rows
from bot.ui.event_cards import event_card
from bot.ui.mock_opening import (
    NEEDED,
    missing_permissions,
    mock_channel,
    permission_names,
    private_thread,
    send_directly,
)
from bot.ui.organizers import require_organizer
from bot.ui.reply import FAULTS, Reply


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
            where = (await private_thread(channel, mock, reply, starts_at=event.starts_at)).mention
        except FAULTS as error:
            await reply.services.mocks.cancel(mock.id)
            if not isinstance(error, discord.Forbidden):
                raise
            await reply.send(_direct_offer(reply, channel, event_id, extra))
            return
    else:
        where = f"<#{mock.thread}>"
    await reply.edit(event_card(await reply.services.mock_events.find(event_id)))
    if reply.at < event.starts_at:
        await reply.note("event.ready", thread=where, at=event.starts_at)
    else:
        await reply.note("event.ready_now", thread=where)
    await reply.bot.mock_stage.schedule()


async def join_direct(reply: Reply, event_id: int, extra: Extra) -> None:
    """Join with the exam in direct messages, where there can be no thread."""
    await reply.acknowledge()
    event = await reply.services.mock_events.find(event_id)
    place = Place(event.guild, event.channel)
    mock = await reply.services.mock_events.join(reply.person, event_id, extra, place, reply.locale)
    await send_directly(reply, mock)
    await reply.bot.mock_stage.schedule()


def _direct_offer(reply: Reply, channel: discord.TextChannel, event_id: int, extra: Extra) -> Card:
    """What the bot may not do here, and direct messages instead."""
    missing = missing_permissions(reply, channel) or permission_names(reply, NEEDED)
    told = reply.text(
        "mock.no_thread", permissions=", ".join(missing), channel=channel.mention, n=len(missing)
    )
    custom_id = ids.EVENT_JOIN_DIRECT(event=event_id, extra=extra)
    return Card(told, *rows([button(reply.text("mock.take_direct"), custom_id)]))
