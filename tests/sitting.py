"""How somebody sits a mock exam of their own in the simulated server: Alice, unless it is said."""

from __future__ import annotations

import random
from typing import Any

import discord
import simcord
from sqlalchemy import Row

from bot.client import Proctor
from bot.services import Services
from bot.storage.tables import mocks, quizzes
from tests.house import without
from tests.world import Seen, World, seen


async def start(
    world: World, person: simcord.MemberActor | None = None, **options: Any
) -> simcord.ChannelHandle:
    """An exam that is prepared; its thread."""
    person = person or world.alice
    options = {"length": "short", **options}
    known = {channel.id for channel in world.channels()}
    result = await person.slash(world.quiz, "exam start", **options)
    assert result.ephemeral
    (thread,) = [channel for channel in world.channels() if channel.id not in known]
    assert thread.mention in seen(result).text
    return thread


async def begin(
    world: World, person: simcord.MemberActor | None = None, **options: Any
) -> simcord.ChannelHandle:
    """An exam whose clock runs; its thread."""
    thread = await start(world, person, **options)
    await press(world, thread, "Begin", person)
    return thread


def cards(thread: simcord.ChannelHandle) -> list[discord.Message]:
    """What everybody in a thread sees and can press, oldest first."""
    return [message for message in thread.history() if seen(message).buttons and not message.flags.ephemeral]


def card(thread: simcord.ChannelHandle) -> Seen:
    """The exam's card: the last message with buttons."""
    return seen(cards(thread)[-1])


def public(thread: simcord.ChannelHandle) -> str:
    """Everything that everybody in a thread can read."""
    return "\n".join(seen(message).text for message in thread.history() if not message.flags.ephemeral)


async def press(
    world: World, thread: simcord.ChannelHandle, label: str, person: simcord.MemberActor | None = None
) -> simcord.InteractionResult:
    """Press a button of the exam's card."""
    return await world.click(person or world.alice, cards(thread)[-1], label=label)


async def answer(world: World, thread: simcord.ChannelHandle, *, right: bool = True) -> None:
    """Mark the right options of the item on the card, or others."""
    for letter in await world.letters(card(thread), right=right):
        await press(world, thread, letter)


async def submit(world: World, thread: simcord.ChannelHandle) -> None:
    for label in ("Review & submit", "Submit", "Yes, submit"):
        await press(world, thread, label)


async def sit(world: World, right: int = 99, **options: Any) -> simcord.ChannelHandle:
    """A whole exam with the first ``right`` items right and the rest wrong; its thread."""
    thread = await begin(world, **options)
    (*_, mock) = await world.rows(mocks)
    length = next(q.length for q in await world.rows(quizzes) if q.id == mock.quiz_id)
    for position in range(1, length + 1):
        await answer(world, thread, right=position <= right)
        if position < length:
            await press(world, thread, "Next")
    await submit(world, thread)
    return thread


async def restart_without(world: World, *ids: str) -> None:
    """The bot's process starts again after questions have been withdrawn."""
    known = world.bot.services
    services = Services(known.db, without(known.bank, *ids), known.clock, random.Random(2))
    world.stop()
    await world.env.restart_bot(Proctor(services))


async def latest(world: World) -> Row[Any]:
    """The exam that was prepared last."""
    return (await world.rows(mocks))[-1]


def archived(world: World, thread: simcord.ChannelHandle) -> bool:
    metadata = world.env.backend.channels[thread.id].thread_metadata
    return metadata is not None and metadata.archived


def files(result: simcord.InteractionResult) -> list[str]:
    """The names of the files that came with an answer."""
    assert result.response is not None
    return [file.filename for file in result.response.attachments]


def moderator(world: World) -> simcord.MemberActor:
    """Somebody who sees private threads."""
    role = world.guild.create_role("moderators", permissions=discord.Permissions(manage_threads=True))
    return world.guild.add_member(world.env.create_user("mona"), roles=[role])
