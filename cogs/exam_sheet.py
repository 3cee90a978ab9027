"""Every press on the cards of a running mock exam."""

from __future__ import annotations

from bot.client import Proctor
from bot.domain.length import Extra, Length
from bot.services.mock_values import MockRequest
from bot.ui import custom_ids as ids
from bot.ui.mock_cards import (
    abandoned_card,
    sheet_card,
    submitted_card,
)
from bot.ui.mock_opening import open_direct
from bot.ui.mock_overview_cards import check_card, confirm_card, navigator_card
from bot.ui.reply import Reply
from bot.ui.router import Router

router = Router()


@router.on(ids.MOCK_BEGIN)
async def begin(reply: Reply, quiz: int) -> None:
    sheet = await reply.services.mocks.begin(reply.person, quiz, reply.at)
    await reply.services.mocks.shown_on(quiz, reply.message_id)
    await reply.bot.mock_stage.schedule()  # first: the clock runs even if the answer fails
    await reply.edit(sheet_card(sheet, reply.locale))


@router.on(ids.MOCK_MARK)
async def mark(reply: Reply, item: int, letter: str) -> None:
    sheet = await reply.services.mocks.mark(reply.person, item, letter, reply.at)
    await reply.edit(sheet_card(sheet, reply.locale))


@router.on(ids.MOCK_FLAG)
async def flag(reply: Reply, item: int) -> None:
    sheet = await reply.services.mocks.flag(reply.person, item, reply.at)
    await reply.edit(sheet_card(sheet, reply.locale))


@router.on(ids.MOCK_GO)
async def go(reply: Reply, quiz: int, position: int) -> None:
    sheet = await reply.services.mocks.go(reply.person, quiz, position, reply.at)
    await reply.edit(sheet_card(sheet, reply.locale))


@router.on(ids.MOCK_JUMP)
async def jump(reply: Reply, quiz: int, position: int) -> None:
    chosen = next(iter(reply.values), "")
    await go(reply, quiz, int(chosen) if chosen.isdecimal() else position)


@router.on(ids.MOCK_BACK)
async def back(reply: Reply, quiz: int) -> None:
    sheet = await reply.services.mocks.current(reply.person, quiz, reply.at)
    await reply.edit(sheet_card(sheet, reply.locale))


@router.on(ids.MOCK_CLOCK)
async def clock(reply: Reply, quiz: int) -> None:
    await reply.services.mocks.hide_clock(reply.person, quiz, reply.at)
    await navigator(reply, quiz)


@router.on(ids.MOCK_NAVIGATOR)
async def navigator(reply: Reply, quiz: int) -> None:
    overview = await reply.services.mocks.overview(reply.person, quiz, reply.at)
    await reply.edit(navigator_card(overview, reply.locale))


@router.on(ids.MOCK_CHECK)
async def check(reply: Reply, quiz: int) -> None:
    overview = await reply.services.mocks.overview(reply.person, quiz, reply.at)
    await reply.edit(check_card(overview, reply.locale))


@router.on(ids.MOCK_SUBMIT)
async def submit(reply: Reply, quiz: int) -> None:
    overview = await reply.services.mocks.overview(reply.person, quiz, reply.at)
    await reply.edit(confirm_card(overview, reply.locale))


@router.on(ids.MOCK_CONFIRM)
async def confirm(reply: Reply, quiz: int) -> None:
    mock = await reply.services.mocks.submit(reply.person, quiz, reply.at)
    try:
        await reply.edit(submitted_card(mock, "submitted", reply.locale))
    finally:  # it has ended even if the answer fails
        await reply.bot.mock_stage.look_after(mock)
        await reply.bot.mock_stage.schedule()


@router.on(ids.MOCK_ABANDON)
async def abandoned(reply: Reply, quiz: int) -> None:
    mock = await reply.services.mocks.abandon(reply.person, quiz)
    try:
        await reply.edit(abandoned_card(mock, reply.locale))
    finally:
        await reply.bot.mock_stage.clear(mock, abandoned_card(mock, mock.locale))
        await reply.bot.mock_stage.look_after(mock)
        await reply.bot.mock_stage.schedule()


@router.on(ids.MOCK_DIRECT)
async def direct(reply: Reply, exam: str, size: Length, part: str, extra: Extra) -> None:
    await reply.acknowledge()
    await open_direct(reply, MockRequest(exam, size, part or None, extra))


async def setup(bot: Proctor) -> None:
    bot.router.include(router)
