"""What a person can open: channels, threads, and the conversation with the bot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import discord
import simcord
from simcord.backend.access import can_access_channel

from bot.play.world import World

LISTED = {
    kind.value
    for kind in (
        discord.ChannelType.text,
        discord.ChannelType.news,
        discord.ChannelType.public_thread,
        discord.ChannelType.private_thread,
    )
}
PRIVATE = discord.ChannelType.private_thread.value


@dataclass(frozen=True, slots=True)
class Room:
    """A place in the list of a person. ``viewer`` is who simcord shows it to: direct messages belong
    to a user, channels are seen by a member of the server.
    """

    kind: str  # "channel", "thread" or "dm": also its class in page.css
    name: str
    handle: simcord.ChannelHandle
    viewer: simcord.MemberActor | simcord.UserHandle

    @property
    def id(self) -> int:
        return self.handle.id


def rooms_of(world: World, person: simcord.MemberActor) -> Iterator[Room]:
    """Every room a person may read: each channel followed by its threads, then direct messages."""
    for channel in world.channels:
        if _open_to(world, channel, person):
            yield Room("channel", channel.name or "", channel, person)
            for thread in channel.threads:
                if _open_to(world, thread, person):
                    yield Room("thread", thread.name or "", thread, person)
    yield Room("dm", world.env.backend.bot_user.name, person.user.dm_channel, person.user)


def _open_to(world: World, handle: simcord.ChannelHandle, person: simcord.MemberActor) -> bool:
    model = world.env.backend.channels[handle.id]
    if model.type not in LISTED or not can_access_channel(world.env, handle.id, person, history=True):
        return False
    if model.type == PRIVATE and person.id not in model.thread_members:
        return False
    return model.thread_metadata is None or not model.thread_metadata.archived


def latest_message(world: World, room: Room) -> int:
    """The newest message in a room that its viewer can see; 0 if there is none."""
    messages = world.env.backend.messages.get(room.id, {}).values()
    return max((message.id for message in messages if message.visible_to(room.viewer.id)), default=0)
