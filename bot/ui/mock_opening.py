"""From `/exam start` to a private thread with the rules in it; or to direct messages."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable

import discord

from bot.errors import Refusal
from bot.i18n import say
from bot.services.context import Place
from bot.services.mock_values import Mock, MockRequest
from bot.ui import custom_ids as ids
from bot.ui.card import Card, button, rows
from bot.ui.mock_cards import intro_card, mock_title, moved_card, sheet_card
from bot.ui.places import is_plain_text
from bot.ui.reply import FAULTS, Reply

NEEDED = ("view_channel", "create_private_threads", "send_messages_in_threads")
ARCHIVED, TOO_MANY_THREADS = 50083, 160006


async def open_mock(reply: Reply, request: MockRequest) -> None:
    """Draw the form, open the thread, and tell the person where it is."""
    reply.services.mocks.exam_of(request)
    await reply.acknowledge()  # opening a thread can take longer than three seconds
    if reply.interaction.guild is None:
        await open_direct(reply, request)
        return
    channel = await mock_channel(reply)
    if missing := missing_permissions(reply, channel):
        await reply.send(_lacking(reply, request, channel, missing))
        return
    place = Place(reply.interaction.guild_id, channel.id)
    mock = await reply.services.mocks.prepare(reply.person, request, place, reply.locale)
    try:
        thread = await private_thread(channel, mock, reply)
    except discord.Forbidden:  # what the bot knows of its permissions can be out of date
        await reply.services.mocks.cancel(mock.id)
        missing = missing_permissions(reply, channel) or permission_names(reply, NEEDED)
        await reply.send(_lacking(reply, request, channel, missing))
        return
    except FAULTS as error:
        await reply.services.mocks.cancel(mock.id)
        if not isinstance(error, discord.HTTPException) or error.code != TOO_MANY_THREADS:
            raise
        await reply.send(_direct_offer(reply, request, reply.text("mock.too_many_threads")))
        return
    await reply.send(Card(say(reply.locale, "mock.opened", thread=thread.mention)))


async def resume_mock(reply: Reply, mock: Mock) -> None:
    """A new card in the exam's thread, or a new thread where that one is gone, locked or closed to us."""
    await reply.acknowledge()
    card = None
    if mock.deadline is not None:
        card = sheet_card(await reply.services.mocks.current(reply.person, mock.id, reply.at), reply.locale)
    try:
        thread = await _show_again(reply, mock, card)
    except discord.HTTPException as error:
        if not isinstance(error, discord.NotFound | discord.Forbidden) and error.code != ARCHIVED:
            raise
        thread = None
    if thread is None:
        thread = await _reopen(reply, mock, card)
    if thread is not None:
        await reply.send(Card(say(reply.locale, "mock.resumed", thread=thread)))


async def _show_again(reply: Reply, mock: Mock, card: Card | None) -> str | None:
    """The card once more where the exam is, with her in the thread; None where it has no place yet."""
    if mock.thread is None:
        return None
    if mock.guild is None:
        shown = card or intro_card(mock, reply.locale, in_thread=False, closed=True)
        message = await reply.bot.get_partial_messageable(mock.thread).send(view=shown)
        await _moved_to(reply, mock, message)
        return reply.text("mock.our_direct_messages")
    thread = await reply.bot.fetch_channel(mock.thread)
    if not isinstance(thread, discord.Thread):
        return None
    closed = thread.permissions_for(thread.guild.me).manage_threads
    message = await thread.send(view=card or intro_card(mock, reply.locale, in_thread=True, closed=closed))
    await _moved_to(reply, mock, message)
    await thread.add_user(discord.Object(reply.person))  # she may have left it, or the server
    return thread.mention


async def _moved_to(reply: Reply, mock: Mock, message: discord.Message) -> None:
    """The exam's card is this message from now on, and the old one says so."""
    await reply.bot.mock_stage.clear(mock, moved_card(mock, reply.locale))
    await reply.services.mocks.shown_on(mock.id, message.id)


async def _reopen(reply: Reply, mock: Mock, card: Card | None) -> str | None:
    """A new place for a running exam; None where she has been told already."""
    if reply.interaction.guild is None:
        direct = await reply.interaction.user.create_dm()
        await reply.services.mocks.attached(mock.id, direct.id, Place(None, direct.id))
        shown = card or intro_card(mock, reply.locale, in_thread=False, closed=True)
        await reply.services.mocks.shown_on(mock.id, (await direct.send(view=shown)).id)
        await reply.send(Card(say(reply.locale, "mock.resumed_direct")))
        return None
    channel = await mock_channel(reply)
    if missing := missing_permissions(reply, channel):
        told = {"permissions": ", ".join(missing), "channel": channel.mention, "n": len(missing)}
        raise Refusal("place.permissions", **told)
    return (await private_thread(channel, mock, reply, card)).mention


async def open_direct(reply: Reply, request: MockRequest) -> None:
    """Draw the form, and send it to the person's direct messages."""
    place = Place(None, reply.interaction.channel_id or 0)
    await send_directly(reply, await reply.services.mocks.prepare(reply.person, request, place, reply.locale))


async def send_directly(reply: Reply, mock: Mock) -> None:
    """The rules in direct messages; if those are closed too, say so."""
    try:
        direct = await reply.interaction.user.create_dm()
        message = await direct.send(view=intro_card(mock, reply.locale, in_thread=False, closed=True))
    except FAULTS as error:
        await reply.services.mocks.cancel(mock.id)
        if isinstance(error, discord.Forbidden):
            raise Refusal("mock.direct_closed") from None
        raise
    await reply.services.mocks.attached(mock.id, direct.id, Place(None, direct.id))
    await reply.services.mocks.shown_on(mock.id, message.id)
    await reply.send(Card(say(reply.locale, "mock.opened_direct")))


async def mock_channel(reply: Reply) -> discord.TextChannel:
    """The configured mock channel, else the current text channel; elsewhere a Refusal names where."""
    settings = await reply.services.servers.settings(reply.interaction.guild_id)
    guild = reply.interaction.guild
    if settings.mock_channel_id and guild is not None:
        chosen = guild.get_channel(settings.mock_channel_id)
        if is_plain_text(chosen):
            return chosen
    channel = reply.interaction.channel
    if isinstance(channel, discord.Thread):
        channel = channel.parent
    if is_plain_text(channel):
        return channel
    raise Refusal("place.mock")


def missing_permissions(reply: Reply, channel: discord.TextChannel) -> list[str]:
    """The names of what the bot may not do in a channel and needs for an exam."""
    if channel.id == reply.interaction.channel_id:
        allowed = reply.interaction.app_permissions
    else:
        allowed = channel.permissions_for(channel.guild.me)
    return permission_names(reply, [name for name in NEEDED if not getattr(allowed, name)])


def permission_names(reply: Reply, permissions: Iterable[str]) -> list[str]:
    """What Discord calls these permissions."""
    return [say(reply.locale, f"permission.{name}") for name in permissions]


async def private_thread(
    channel: discord.TextChannel,
    mock: Mock,
    reply: Reply,
    card: Card | None = None,
    starts_at: dt.datetime | None = None,
) -> discord.Thread:
    """A thread for one person, with a card or else the rules; closed to invitations where possible."""
    closed = channel.permissions_for(channel.guild.me).manage_threads
    name = say(mock.locale, "mock.thread_name", title=mock_title(mock, mock.locale), person=reply.name)
    thread = await channel.create_thread(
        name=name[:100],
        type=discord.ChannelType.private_thread,
        invitable=not closed,
        auto_archive_duration=1440,
    )
    try:
        await reply.services.mocks.attached(mock.id, thread.id, Place(channel.guild.id, channel.id))
        await thread.add_user(discord.Object(reply.person))
        intro = intro_card(mock, mock.locale, in_thread=True, closed=closed, starts_at=starts_at)
        message = await thread.send(view=card or intro)
        await reply.services.mocks.shown_on(mock.id, message.id)
    except FAULTS:
        with contextlib.suppress(*FAULTS):
            await thread.delete()
        raise
    return thread


def _lacking(reply: Reply, request: MockRequest, channel: discord.TextChannel, missing: list[str]) -> Card:
    told = {"permissions": ", ".join(missing), "channel": channel.mention, "n": len(missing)}
    return _direct_offer(reply, request, reply.text("mock.no_thread", **told))


def _direct_offer(reply: Reply, request: MockRequest, told: str) -> Card:
    """Why there can be no thread, and direct messages instead."""
    custom_id = ids.MOCK_DIRECT(
        exam=request.exam, size=request.length, part=request.domain or "", extra=request.extra
    )
    return Card(told, *rows([button(say(reply.locale, "mock.take_direct"), custom_id)]))
