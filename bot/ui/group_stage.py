"""Plays group quizzes on Discord: posts what `GroupQuizzes.step` says, and wakes up when it is time."""

from __future__ import annotations

import asyncio
import datetime as dt
import functools
import logging
import weakref
from typing import TYPE_CHECKING

import discord

from bot.services.group_values import Finish, Post, Reveal, Wait
from bot.ui.group_cards import open_card, reveal_card, scoreboard_card

if TYPE_CHECKING:
    from bot.scheduler import Wakeups
    from bot.services import Services

log = logging.getLogger(__name__)

TOO_MANY_REQUESTS = 429

DRIFT = dt.timedelta(seconds=1)
"""A countdown that is off by more than this, because posting took long, is corrected."""


class GroupStage:
    """Brings every running group quiz to its next wait. Safe to call at any time, also twice."""

    def __init__(self, client: discord.Client, services: Services, wakeups: Wakeups) -> None:
        self._client, self._services, self._wakeups = client, services, wakeups
        self._locks: weakref.WeakValueDictionary[int, asyncio.Lock] = weakref.WeakValueDictionary()

    async def resume(self) -> None:
        """After a start: every unfinished quiz goes on."""
        for quiz in await self._services.groups.running():
            self._wake(quiz, self._services.clock())

    def begin(self, quiz: int) -> None:
        """Post the first question in the background; where that fails, again and again."""
        self._wake(quiz, self._services.clock())

    async def advance(self, quiz: int) -> None:
        """Do all that is due in a quiz. A thread that is gone, locked or closed to the bot ends it."""
        lock = self._locks.setdefault(quiz, asyncio.Lock())
        async with lock:
            try:
                while step := await self._services.groups.step(quiz):
                    match step:
                        case Wait(until):
                            self._wake(quiz, until)
                            return
                        case Post():
                            await self._post(step)
                        case Reveal():
                            await self._reveal(step)
                        case Finish():
                            await self._finish(step)
            except discord.HTTPException as error:
                if not _is_final(error):
                    raise
                log.warning("group quiz %s ends, its thread is out of reach: %s", quiz, error)
                await self._services.groups.finished(quiz)

    def _wake(self, quiz: int, when: dt.datetime) -> None:
        self._wakeups.at(when, f"group quiz {quiz}", functools.partial(self.advance, quiz))

    def _thread(self, thread: int) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(thread)

    async def _post(self, post: Post) -> None:
        clock = dt.timedelta(seconds=post.seconds)
        promised = self._services.clock() + clock
        # The nonce lets Discord drop the repetition if we crash between sending and storing.
        message = await self._thread(post.group.thread).send(
            view=open_card(post, promised), nonce=f"item-{post.item.id}"
        )
        at = message.created_at
        if not await self._services.groups.posted(post.item.id, message.id, at, post.seconds):
            await message.delete()
        elif abs(at + clock - promised) > DRIFT:
            await message.edit(view=open_card(post, at + clock))

    async def _reveal(self, reveal: Reveal) -> None:
        thread = self._thread(reveal.group.thread)
        card = reveal_card(reveal)
        try:
            await thread.get_partial_message(reveal.message).edit(view=card)
        except discord.HTTPException as error:
            if not _is_final(error):
                raise
            # Somebody deleted the card, or the thread is archived: a new message wakes it up.
            await thread.send(view=card, nonce=f"reveal-{reveal.item.id}")
        await self._services.groups.revealed(reveal.group.id, reveal.item.id)

    async def _finish(self, finish: Finish) -> None:
        await self._thread(finish.group.thread).send(
            view=scoreboard_card(finish), nonce=f"scores-{finish.group.id}"
        )
        await self._services.groups.finished(finish.group.id)


def _is_final(error: discord.HTTPException) -> bool:
    """Whether the same request will fail again: Discord's 4xx, an archived thread's 400 among them."""
    return 400 <= error.status < 500 and error.status != TOO_MANY_REQUESTS
