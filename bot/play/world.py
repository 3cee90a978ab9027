"""The sample server and its people, in a simulated Discord that runs in real time."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import discord
import simcord

from bot.client import PERMISSIONS, Proctor
from bot.errors import StartupError
from bot.play.clock import RealClock

BUSY_SECONDS = 1.5
"""How long an action of a person may keep the bot busy before the page says so.

simcord also waits for timers that are due within this time. So it is shorter than the two seconds by
which a group quiz's clock closes late: else each press on Next would seem to take them.
"""

CHANNELS = {
    "daily-question": "The question of the day, and what people made of it",
    "quiz": "Practise: type /quiz",
    "mock-exams": "Full mock exams, on the clock",
}
LANDING = "quiz"
ORGANIZER = "Amara"
MEMBERS = ("Ben", "Chika")


@dataclass(frozen=True, slots=True)
class World:
    """The simulated Discord, and who and what is in it."""

    env: simcord.Env
    guild: simcord.GuildHandle
    channels: tuple[simcord.ChannelHandle, ...]
    people: tuple[simcord.MemberActor, ...]

    @property
    def landing(self) -> simcord.ChannelHandle:
        """The channel that the page opens with."""
        return next(channel for channel in self.channels if channel.name == LANDING)


@contextlib.asynccontextmanager
async def open_world(bot: Proctor) -> AsyncIterator[World]:
    """Start the bot in the sample server. StartupError if the bot fails while it starts."""
    env = simcord.Env(bot, shard_count=1, check_errors=False, settle_timeout=BUSY_SECONDS)
    world = furnish(env)
    env.backend.clock = RealClock(env.now())  # type: ignore[assignment]
    try:
        await env.start()
    except StartupError:
        raise
    except Exception as error:
        cause = f"{type(error).__name__}: {error}".splitlines()[0]
        raise StartupError(f"The bot failed while it started: {cause}") from error
    try:
        yield world
    finally:
        await env.shutdown()


def furnish(env: simcord.Env) -> World:
    """Make the server. Ids come from simcord's clock: as it still stands at its epoch, and the order
    here is always the same, so are the ids, and the database of the last start fits.
    New things go to the end.
    """
    env.backend.edit_bot_profile("Proctor")
    guild = env.create_guild("Study Group")
    env.backend.get_role(guild.id, guild.roles["Proctor"].id).permissions = PERMISSIONS.value
    organizers = guild.create_role("Organizers", permissions=discord.Permissions(manage_guild=True))
    channels = tuple(guild.create_text_channel(name, topic=topic) for name, topic in CHANNELS.items())
    people = tuple(
        guild.add_member(env.create_user(name), roles=[organizers] if name == ORGANIZER else [])
        for name in (ORGANIZER, *MEMBERS)
    )
    for person in people:
        env.backend.get_dm_channel(person.id)  # is made at its first use, and so has to be used here
    return World(env, guild, channels, people)
