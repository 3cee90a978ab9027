"""The sample server: the same at every start, in real time, and only shown as far as one may see it."""

from __future__ import annotations

import datetime as dt
import logging

import discord
import pytest
import simcord
from simcord.enums import ChannelType

from bot.client import PERMISSIONS, Proctor
from bot.errors import StartupError
from bot.play.clock import RealClock
from bot.play.rooms import rooms_of
from bot.play.troubles import Troubles
from bot.play.world import World, furnish, open_world
from bot.services import Services


def furnished() -> World:
    client = discord.AutoShardedClient(intents=discord.Intents(guilds=True))
    return furnish(simcord.Env(client, shard_count=1))


def test_ids_are_the_same_at_every_start() -> None:
    def ids(world: World) -> list[int]:
        found = [world.guild.id, *(channel.id for channel in world.channels)]
        return found + [id for person in world.people for id in (person.id, person.user.dm_channel.id)]

    assert ids(furnished()) == ids(furnished())


def test_the_bot_may_do_no_more_than_its_invite_link_asks_for() -> None:
    world = furnished()
    bot = world.env.backend.compute_permissions(world.guild.id, world.env.backend.bot_user.id)
    everyone = world.env.backend.get_role(world.guild.id, world.guild.id).permissions
    assert discord.Permissions(bot) == discord.Permissions(PERMISSIONS.value | everyone)


def test_only_the_organizer_manages_the_server() -> None:
    world = furnished()
    managers = [
        person.name
        for person in world.people
        if discord.Permissions(world.env.backend.compute_permissions(world.guild.id, person.id)).manage_guild
    ]
    assert managers == ["Amara"]


def test_a_private_thread_is_listed_for_its_members_only() -> None:
    world = furnished()
    amara, ben, _ = world.people
    backend = world.env.backend
    thread = backend.create_thread(
        world.landing.id, "exam", amara.id, type=ChannelType.PRIVATE_THREAD, auto_archive_duration=60
    )

    def listed(person: simcord.MemberActor) -> list[str]:
        return [room.name for room in rooms_of(world, person)]

    assert listed(amara) == ["daily-question", "quiz", "exam", "mock-exams", "Proctor"]
    assert listed(ben) == ["daily-question", "quiz", "mock-exams", "Proctor"]
    assert thread.thread_metadata is not None
    thread.thread_metadata.archived = True
    assert listed(amara) == ["daily-question", "quiz", "mock-exams", "Proctor"]


def test_the_clock_shows_the_time_and_moves_by_itself_only() -> None:
    epoch = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    clock = RealClock(epoch)
    before = dt.datetime.now(dt.UTC)  # noqa: TID251 (compared with the real time)
    shown = clock.now()
    assert dt.timedelta(0) <= shown - before < dt.timedelta(seconds=5)
    clock.advance(3600)
    assert clock.now() - shown < dt.timedelta(seconds=5)


async def test_a_bot_that_fails_at_its_start_is_told_in_one_line(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.client.EXTENSIONS", ("cogs.nowhere",))
    with pytest.raises(
        StartupError, match=r"^The bot failed while it started: ExtensionNotFound: .*nowhere.*$"
    ):
        async with open_world(Proctor(services)):
            pass


def test_an_error_that_is_logged_is_news_for_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    troubles, log = Troubles(), logging.getLogger("test_troubles")
    log.addHandler(troubles)
    log.propagate = False
    log.warning("not so bad")
    assert troubles.latest() is None
    log.error("lost %s", "it")
    assert troubles.latest() == {"number": 1, "text": "lost it"}
    log.error("again")
    assert troubles.latest() == {"number": 2, "text": "again"}
    monkeypatch.setattr(Troubles, "NEWS_SECONDS", -1.0)
    assert troubles.latest() is None
