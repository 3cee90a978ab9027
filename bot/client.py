"""The Discord client: intents, extensions, command sync, and the events that concern all cogs."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import discord
from discord.ext import commands

from bot.i18n import CommandTranslator
from bot.scheduler import Wakeups
from bot.ui.group_stage import GroupStage
from bot.ui.mock_stage import MockStage
from bot.ui.reply import Reply
from bot.ui.router import Router

if TYPE_CHECKING:
    from bot.services import Services

log = logging.getLogger(__name__)

EXTENSIONS = (
    "cogs.quiz",
    "cogs.group_quiz",
    "cogs.exam",
    "cogs.exam_sheet",
    "cogs.exam_group",
    "cogs.exam_results",
    "cogs.exam_info",
    "cogs.settings",
    "cogs.help",
)

PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    create_private_threads=True,
    manage_threads=True,
    read_message_history=True,
)
"""What the invite link asks for: to post, to run threads, and to find its own posts again.

Not to attach files: pictures come only in answers to interactions, where Discord always allows them.
"""


class CommandTree(discord.app_commands.CommandTree["Proctor"]):
    """Sends what goes wrong around a command (a bad option, a failed check) to the common funnel."""

    async def on_error(
        self, interaction: discord.Interaction[Any], error: discord.app_commands.AppCommandError
    ) -> None:
        async with Reply(interaction):
            raise getattr(error, "original", error)


class Proctor(commands.AutoShardedBot):
    """The bot. It keeps no message, member or view in memory: whatever lasts is in the database."""

    def __init__(self, services: Services) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=CommandTree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_contexts=discord.app_commands.AppCommandContext(guild=True, dm_channel=True),
            allowed_installs=discord.app_commands.AppInstallationType(guild=True, user=False),
        )
        self.services = services
        self.wakeups = Wakeups(services.clock)
        self.group_stage = GroupStage(self, services, self.wakeups)
        self.mock_stage = MockStage(self, services, self.wakeups)
        self.router = Router()

    async def setup_hook(self) -> None:
        """Load every extension; one that fails aborts the start."""
        await self.tree.set_translator(CommandTranslator())
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        await self.tree.sync()

    async def on_ready(self) -> None:
        """Pick up what was running. Discord may send this more than once; so may we do this."""
        self.wakeups.start()
        await self.group_stage.resume()
        await self.mock_stage.schedule()
        log.info("ready in %d servers", len(self.guilds))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Presses and forms; commands go through the tree."""
        await self.router.dispatch(interaction)

    async def close(self) -> None:
        self.wakeups.stop()
        await super().close()
