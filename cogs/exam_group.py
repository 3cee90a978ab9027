"""Presses on the cards of group mock exams. They are arranged by `/exam group`, see `cogs/exam.py`."""

from __future__ import annotations

from typing import cast, get_args

from bot.client import Proctor
from bot.domain.length import Extra
from bot.errors import Refusal
from bot.ui import custom_ids as ids
from bot.ui.event_opening import join_direct, join_event
from bot.ui.reply import Reply
from bot.ui.router import Router

router = Router()


@router.on(ids.EVENT_JOIN)
async def join(reply: Reply, event: int) -> None:
    await join_event(reply, event, "none")


@router.on(ids.EVENT_JOIN_EXTRA)
async def join_with_extra(reply: Reply, event: int) -> None:
    extra = next(iter(reply.values), "none")
    if extra not in get_args(Extra):
        raise Refusal("press.unknown")
    await join_event(reply, event, cast("Extra", extra))


@router.on(ids.EVENT_JOIN_DIRECT)
async def join_in_direct_messages(reply: Reply, event: int, extra: Extra) -> None:
    await join_direct(reply, event, extra)


@router.on(ids.EVENT_RANK)
async def rank(reply: Reply, event: int) -> None:
    named = await reply.services.mock_events.rank(reply.person, event)
    await reply.note("event.ranked" if named else "event.unranked")


async def setup(bot: Proctor) -> None:
    bot.router.include(router)
