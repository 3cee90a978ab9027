"""Every press on the shared cards of a group quiz. It is opened by `/quiz`, see `cogs/quiz.py`."""

from __future__ import annotations

from bot.client import Proctor
from bot.ui import custom_ids as ids
from bot.ui.organizers import is_organizer
from bot.ui.reply import Reply
from bot.ui.router import Router

router = Router()


@router.on(ids.PICK)
async def pick(reply: Reply, item: int, letter: str) -> None:
    await lock_in(reply, item, letter)


@router.on(ids.PICK_SEVERAL)
async def pick_several(reply: Reply, item: int) -> None:
    await lock_in(reply, item, "".join(reply.values))


async def lock_in(reply: Reply, item: int, letters: str) -> None:
    """Keep a choice hidden until the clock ends."""
    question, chosen = await reply.services.groups.pick(reply.person, item, letters, reply.at)
    await reply.note("group.locked_in", letters=question.letters_of(chosen))


@router.on(ids.GROUP_NEXT)
async def proceed(reply: Reply, item: int) -> None:
    organizer = await is_organizer(reply)
    quiz = await reply.services.groups.next(reply.person, item, reply.at, organizer=organizer)
    await reply.acknowledge()
    await reply.bot.group_stage.advance(quiz)


@router.on(ids.GROUP_SKIP)
async def skip(reply: Reply, item: int) -> None:
    quiz = await reply.services.groups.skip(reply.person, item, organizer=await is_organizer(reply))
    await reply.acknowledge()
    await reply.bot.group_stage.advance(quiz)


@router.on(ids.GROUP_STOP)
async def stop(reply: Reply, item: int) -> None:
    quiz = await reply.services.groups.stop(reply.person, item, organizer=await is_organizer(reply))
    await reply.acknowledge()
    await reply.bot.group_stage.advance(quiz)


async def setup(bot: Proctor) -> None:
    bot.router.include(router)
