"""A simulated Discord with the real bot in it: act as a person, look at what people see and at the database.

`world` is a server with text channels, an organizer and two members, on a virtual clock that
APScheduler follows too.
"""

from __future__ import annotations

import contextlib
import functools
import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
import time_machine
from simcord.backend.models import Overwrite
from simcord.enums import OverwriteType
from sqlalchemy import Row, select

from bot.app import open_services
from bot.client import Proctor
from bot.config import Settings
from bot.content import load_bank
from bot.domain.bank import Bank
from bot.domain.item import Item
from bot.services import Services
from bot.services.items import item_of
from bot.storage import migrate
from bot.storage.database import Database
from bot.storage.tables import answers, items, quizzes
from bot.ui import custom_ids

SETTLE_SECONDS = 3.0
QUIET_SECONDS = 0.0005  # how long the simulator looks for new work; its own 50 ms allow 20 clicks a second


@dataclass
class Seen:
    """A message as a person reads it: all texts, the buttons and the menus."""

    id: int
    texts: list[str] = field(default_factory=list)
    buttons: list[dict[str, Any]] = field(default_factory=list)
    menus: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def labels(self) -> list[str]:
        return [button.get("label", "") for button in self.buttons]

    @property
    def item_id(self) -> int:
        """The item that the buttons or menus of this card are about."""
        for component in [*self.buttons, *self.menus]:
            for known in custom_ids.CustomId.known:
                match = known.pattern.fullmatch(component.get("custom_id", ""))
                if match and "item" in match.groupdict():
                    return int(match["item"])
        raise AssertionError(f"no item on this card: {self}")


def message_of(message: Any) -> Any:
    """The message in an interaction's result; a message is returned as it is."""
    if isinstance(message, simcord.InteractionResult):
        assert message.response is not None, "the bot did not answer with a message"
        return message.response
    return message


def seen(message: Any) -> Seen:
    """What can be read on a message, from an interaction's result or a channel's history."""
    message = message_of(message)
    if isinstance(message, discord.Message):
        components = [component.to_dict() for component in message.components]
    else:
        components = message.components
    found = Seen(message.id, [message.content] if message.content else [])
    _collect(components, found)
    return found


def _collect(components: Any, found: Seen) -> None:
    for component in components:
        match discord.ComponentType(component["type"]):
            case discord.ComponentType.text_display:
                found.texts.append(component["content"])
            case discord.ComponentType.button:
                found.buttons.append(component)
            case discord.ComponentType.select:
                found.menus.append(component)
        _collect(component.get("components", []), found)


class World:
    """The simulated server, its people, and the bot's database."""

    def __init__(self, env: simcord.Env, db: Database, bank: Bank, start: Any) -> None:
        self.env, self.db, self.bank, self._start = env, db, bank, start
        self.guild = env.create_guild("Study Group")
        self.quiz = self.guild.create_text_channel("quiz")
        self.lounge = self.guild.create_text_channel("lounge")
        self.alice = self._person("alice")
        self.bob = self._person("bob")
        self.olga = self._person("olga", discord.Permissions(manage_guild=True, manage_messages=True))

    def _person(self, name: str, permissions: discord.Permissions | None = None) -> simcord.MemberActor:
        roles = [self.guild.create_role(f"{name}s", permissions=permissions)] if permissions else []
        return self.guild.add_member(self.env.create_user(name), roles=roles)

    @property
    def bot(self) -> Proctor:
        assert isinstance(self.env.bot, Proctor)
        return self.env.bot

    async def restart(self) -> None:
        """The bot's process ends and a new one starts on the same database."""
        self.stop()
        await self.env.restart_bot(self._start())

    def stop(self) -> None:
        """The bot does nothing by itself any more, as if its process were gone."""
        self.bot.wakeups.stop()

    async def wait(self, seconds: float) -> None:
        """Let time pass; timers and the scheduler run."""
        await self.env.advance_time(seconds)

    async def click(
        self, person: simcord.MemberActor, message: Any, **which: str
    ) -> simcord.InteractionResult:
        """Click a button of a message, given also as the result that brought it."""
        return await person.click(message_of(message), **which)

    async def press(
        self, person: simcord.MemberActor, message: Any, custom_id: str
    ) -> simcord.InteractionResult:
        """Press a button that the message had a moment ago, or never had."""
        data = {"custom_id": custom_id, "component_type": discord.ComponentType.button.value}
        message = message_of(message)
        where = message.channel.id if isinstance(message, discord.Message) else message.channel_id
        channel = next(channel for channel in self.channels() if channel.id == where)
        return await person._dispatch_interaction(
            discord.InteractionType.component.value, channel, data, source_message_id=message.id
        )

    def channels(self) -> Iterator[simcord.ChannelHandle]:
        """All channels of the server, each followed by its threads."""
        for channel in self.guild.channels.values():
            yield from (channel, *channel.threads)

    def forbid(self, channel: simcord.ChannelHandle, permission: str) -> None:
        """Deny everybody, the bot included, a permission in a channel."""
        denied = discord.Permissions(**{permission: True}).value
        everyone = Overwrite(self.guild.default_role.id, OverwriteType.ROLE, allow=0, deny=denied)
        self.env.backend.set_overwrite(channel.id, everyone)

    async def rows(self, table: Any, *where: Any) -> list[Row[Any]]:
        """Rows of a table in the order of their insertion."""
        async with self.db.read() as tx:
            found = await tx.execute(select(table).where(*where).order_by(*table.primary_key.columns))
            return list(found.all())

    async def answers(self, person: simcord.MemberActor | None = None) -> list[Row[Any]]:
        return await self.rows(answers, *([answers.c.person_id == person.id] if person else []))

    async def item(self, card: Any) -> Item:
        """The item that a card shows."""
        return await self.item_by_id((card if isinstance(card, Seen) else seen(card)).item_id)

    async def item_by_id(self, id: int) -> Item:
        (row,) = await self.rows(items, items.c.id == id)
        (quiz,) = await self.rows(quizzes, quizzes.c.id == row.quiz_id)
        return item_of(self.bank, row, quiz.length)

    async def letters(self, card: Any, *, right: bool = True) -> list[str]:
        """The labels of the right options of a card, or of as many that are not the right choice."""
        item = await self.item(card)
        keys = [letter.upper() for letter, option in item.shown if option.correct]
        others = [letter.upper() for letter, option in item.shown if not option.correct]
        return keys if right else others[:1] + keys[1:]


@pytest.fixture(scope="session")
def bank() -> Bank:
    """The questions that come with the bot."""
    return load_bank(Settings.read({}).question_folders)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An SQLite file of this test's own."""
    return Settings.read({"DATA_DIR": str(tmp_path)})


@pytest.fixture(autouse=True)
def _quick_simulator(monkeypatch: pytest.MonkeyPatch) -> None:
    settle = functools.partialmethod(simcord.Env._settle_internal, idle=QUIET_SECONDS)
    monkeypatch.setattr(simcord.Env, "_settle_internal", settle)


@contextlib.contextmanager
def followed_clock(env: simcord.Env) -> Iterator[None]:
    """Let the system's clock stand still and move with the simulator's, for APScheduler."""
    clock = env.backend.clock
    with time_machine.travel(clock.now(), tick=False) as traveller:
        advance = clock.advance

        def follow(seconds: float) -> None:
            advance(seconds)
            traveller.move_to(clock.now())

        clock.advance = follow  # type: ignore[method-assign]
        yield


@pytest.fixture
async def services(settings: Settings, bank: Bank) -> AsyncIterator[Services]:
    """The use cases on a fresh SQLite file."""
    db = Database(settings.database.reveal())
    await migrate.upgrade(db)
    await db.close()
    rng = random.Random(1)
    async with open_services(settings, bank, clock=discord.utils.utcnow, rng=rng) as opened:
        yield opened


@pytest.fixture
async def env(services: Services) -> AsyncIterator[simcord.Env]:
    """The simulated Discord, with the bot logged in. (The plugin of simcord sets the test's clock by it.)"""
    env = simcord.Env(Proctor(services), shard_count=1, settle_timeout=SETTLE_SECONDS)
    with followed_clock(env):
        await env.start()
        try:
            yield env
        finally:
            await env.shutdown()


@pytest.fixture
def world(env: simcord.Env, services: Services, bank: Bank) -> World:
    return World(env, services.db, bank, lambda: Proctor(services))
