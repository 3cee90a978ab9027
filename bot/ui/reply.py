"""The one way to answer an interaction: in time, once, and with every error told to the person.

    async with Reply(interaction) as reply:
        graded = await reply.services.quizzes.answer(…)
        await reply.edit(feedback_card(graded, reply.locale))

Discord waits three seconds. If nothing was answered after two, Reply defers and later edits.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import secrets
from types import TracebackType
from typing import TYPE_CHECKING, Any, cast

import aiohttp
import discord

from bot.errors import Refusal
from bot.i18n import say
from bot.services.context import Place

if TYPE_CHECKING:
    from bot.client import Proctor
    from bot.services import Services
    from bot.ui.card import Card

log = logging.getLogger(__name__)

PATIENCE = 2.0
UNKNOWN_INTERACTION = 10062
CARD_GONE = (10003, 10008, 50083)
"""Discord's codes for a channel or message that is gone, and for a thread that is archived or locked."""

FAULTS = (discord.HTTPException, aiohttp.ClientError, OSError)
"""What a request to Discord may fail with."""

QUIET = discord.AllowedMentions.none()


class Reply:
    """One interaction, who made it where and when, and what is answered to it."""

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        self.interaction = interaction
        self.person: int = interaction.user.id
        self.at: dt.datetime = interaction.created_at
        self.locale: str = interaction.locale.value
        self._is_press = interaction.type is not discord.InteractionType.application_command
        self._deferral: asyncio.Task[None] | None = None

    @property
    def bot(self) -> Proctor:
        return self.interaction.client  # type: ignore[no-any-return]

    @property
    def services(self) -> Services:
        return self.bot.services

    @property
    def place(self) -> Place:
        return Place(self.interaction.guild_id, self.interaction.channel_id or 0)

    @property
    def name(self) -> str:
        """How the person is called here."""
        return self.interaction.user.display_name

    @property
    def message_id(self) -> int:
        """The message whose button was pressed."""
        assert self.interaction.message is not None
        return self.interaction.message.id

    @property
    def on_private_card(self) -> bool:
        """Whether the press was on a card that only this person sees."""
        message = self.interaction.message
        return message is not None and message.flags.ephemeral

    @property
    def data(self) -> dict[str, Any]:
        """What Discord sent with the interaction; its form depends on the kind."""
        return cast("dict[str, Any]", self.interaction.data or {})

    @property
    def values(self) -> list[str]:
        """What was chosen in the menu that was used."""
        return list(self.data.get("values", []))

    @property
    def fields(self) -> dict[str, str]:
        """What was filled into a form, by the custom ids of its fields; a menu gives its first choice."""
        filled: dict[str, str] = {}
        for label in self.data.get("components", []):
            field = label.get("component", {})
            if "custom_id" in field:
                filled[field["custom_id"]] = next(iter(field.get("values", [])), field.get("value", ""))
        return filled

    async def edit(self, card: Card, *files: discord.File) -> None:
        """Put a card in the place of the one that was pressed; ``files`` are the pictures it shows."""
        attached: dict[str, Any] = {"attachments": files} if files else {}
        if await self._deferred():
            await self.interaction.edit_original_response(view=card, **attached)
        else:
            await self.interaction.response.edit_message(view=card, allowed_mentions=QUIET, **attached)

    async def send(self, card: Card, *files: discord.File) -> None:
        """Answer with a new card, for this person's eyes only."""
        attached: dict[str, Any] = {"files": files} if files else {}
        if not await self._deferred():
            await self.interaction.response.send_message(
                view=card, ephemeral=True, allowed_mentions=QUIET, **attached
            )
        elif self._is_press:
            await self.interaction.followup.send(
                view=card, ephemeral=True, allowed_mentions=QUIET, **attached
            )
        else:
            attached = {"attachments": files} if files else {}
            await self.interaction.edit_original_response(view=card, allowed_mentions=QUIET, **attached)

    async def note(self, key: str, **params: object) -> None:
        """Answer with one line, for this person's eyes only."""
        text = self.text(key, **params)
        if await self._deferred():
            await self.interaction.followup.send(text, ephemeral=True, allowed_mentions=QUIET)
        else:
            await self.interaction.response.send_message(text, ephemeral=True, allowed_mentions=QUIET)

    def text(self, key: str, **params: object) -> str:
        """The text of a key in the person's language; times become Discord's own, in their zone."""
        shown = {
            n: discord.utils.format_dt(p, "f") if isinstance(p, dt.datetime) else p for n, p in params.items()
        }
        return say(self.locale, key, **shown)

    async def acknowledge(self) -> None:
        """Accept a press that changes nothing on its own card yet."""
        if not await self._deferred():
            await self.interaction.response.defer(ephemeral=True, thinking=not self._is_press)

    async def _deferred(self) -> bool:
        self._timer.cancel()
        if self._deferral is not None:
            await self._deferral
        return self.interaction.response.is_done()

    async def _defer(self) -> None:
        try:
            await self.interaction.response.defer(ephemeral=True, thinking=not self._is_press)
        except FAULTS as error:
            log.warning("could not defer interaction %s: %s", self.interaction.id, error)

    def _out_of_patience(self) -> None:
        if not self.interaction.response.is_done():
            self._deferral = asyncio.create_task(self._defer())

    async def __aenter__(self) -> Reply:
        self._timer = asyncio.get_running_loop().call_later(PATIENCE, self._out_of_patience)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self._timer.cancel()
        if not isinstance(error, Exception):
            return False
        try:
            await self._tell(error)
        except FAULTS as unheard:
            log.warning("could not tell interaction %s about an error: %s", self.interaction.id, unheard)
        return True

    async def _tell(self, error: Exception) -> None:
        if isinstance(error, Refusal):
            await self.note(error.key, **error.params)
        elif isinstance(error, discord.NotFound) and error.code == UNKNOWN_INTERACTION:
            log.warning("interaction %s was answered too late", self.interaction.id)
        elif self._is_press and isinstance(error, discord.HTTPException) and error.code in CARD_GONE:
            log.warning("the card of interaction %s is gone: %s", self.interaction.id, error)
            await self.note("error.card_gone")
        else:
            reference = secrets.token_hex(4)
            log.error("error %s in interaction %s", reference, self.interaction.id, exc_info=error)
            await self.note("error.unexpected", reference=reference)
