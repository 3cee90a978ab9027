"""Presses on the cards of mock exams that have ended: result, review, share."""

from __future__ import annotations

from typing import cast, get_args

from bot.client import Proctor
from bot.errors import Refusal
from bot.services.mock_results import Filter
from bot.ui import custom_ids as ids
from bot.ui.mock_result_cards import review_card
from bot.ui.mock_results import preview_share, share_result, show_result
from bot.ui.reply import Reply
from bot.ui.router import Router

router = Router()


@router.on(ids.MOCK_RESULT)
async def result(reply: Reply, quiz: int) -> None:
    await show_result(reply, quiz, anew=not reply.on_private_card)


@router.on(ids.MOCK_REVIEW)
async def review(reply: Reply, quiz: int, filter: Filter, position: int) -> None:
    reviewed = await reply.services.mock_results.review(reply.person, quiz, filter, position)
    show = reply.edit if reply.on_private_card else reply.send  # a forged press must not show keys to all
    await show(review_card(reviewed, reply.locale))


@router.on(ids.MOCK_FILTER)
async def filtered(reply: Reply, quiz: int) -> None:
    (chosen,) = reply.values or ("",)
    if chosen not in get_args(Filter):
        raise Refusal("press.unknown")
    await review(reply, quiz, cast("Filter", chosen), 1)


@router.on(ids.MOCK_SHARE)
async def share(reply: Reply, quiz: int) -> None:
    await preview_share(reply, quiz)


@router.on(ids.MOCK_SHARE_POST)
async def share_post(reply: Reply, quiz: int) -> None:
    await share_result(reply, quiz)


async def setup(bot: Proctor) -> None:
    bot.router.include(router)
