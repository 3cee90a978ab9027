"""Every press on the shared cards of a group quiz. It is opened by `/quiz`, see `cogs/quiz.py`."""

from __future__ import annotations

from bot.client import Proctor
from bot.ui import custom_ids as ids
from bot.ui.organizers import is_organizer
from bot.ui.presses import chosen_values, press
from bot.ui.reply import Reply


@press(ids.PICK)
async def pick(reply: Reply, item: int, letter: str) -> None:
    await lock_in(reply, item, letter)


@press(ids.PICK_SEVERAL)
async def pick_several(reply: Reply, item: int) -> None:
    await lock_in(reply, item, "".join(chosen_values(reply)))


async def lock_in(reply: Reply, item: int, letters: str) -> None:
    """Keep a choice hidden until the clock ends."""
    question, chosen = await reply.services.groups.pick(reply.person, item, letters, reply.at)
    await reply.note("group.locked_in", letters=question.letters_of(chosen))


@press(ids.GROUP_NEXT)
async def proceed(reply: Reply, item: int) -> None:
    organizer = await is_organizer(reply)
    quiz = await reply.services.groups.next(reply.person, item, reply.at, organizer=organizer)
    await reply.acknowledge()
    await reply.bot.group_stage.advance(quiz)


@press(ids.GROUP_SKIP)
async def skip(reply: Reply, item: int) -> None:
    quiz = await reply.services.groups.skip(reply.person, item, organizer=await is_organizer(reply))
    await reply.acknowledge()
    await reply.bot.group_stage.advance(quiz)


@press(ids.GROUP_STOP)
async def stop(reply: Reply, item: int) -> None:
    quiz = await reply.services.groups.stop(reply.person, item, organizer=await is_organizer(reply))
    await reply.acknowledge()
    await reply.bot.group_stage.advance(quiz)


async def setup(bot: Proctor) -> None:
    bot.add_dynamic_items(pick, pick_several, proceed, skip, stop)
