"""Shows a result, with its picture; and shares it where the person wants that."""

from __future__ import annotations

import asyncio
import io

import discord

from bot.errors import Refusal
from bot.i18n import language_of
from bot.services.mock_results import SLOW, Result
from bot.ui import charts
from bot.ui.mock_result_cards import PICTURE, result_card, share_card
from bot.ui.reply import Reply


async def show_result(reply: Reply, quiz: int, *, anew: bool) -> None:
    """The result as a new private card, or in the place of the private card that was pressed."""
    result = await reply.services.mock_results.result(reply.person, quiz)
    picture = await asyncio.to_thread(draw, result, reply.locale)
    file = discord.File(io.BytesIO(picture), PICTURE)
    show = reply.send if anew else reply.edit
    await show(result_card(result, reply.locale), file)


def draw(result: Result, locale: str) -> bytes:
    """The picture of a result; a drill's has no score."""
    score = None
    if result.score.scaled is not None:
        scale = result.mock.exam.scale
        score = charts.Score(
            result.score.scaled,
            round(result.csem),
            scale.minimum,
            scale.passing,
            scale.maximum,
            result.provisional,
        )
    domains = tuple(
        charts.DomainResult(d.domain.id, d.domain.name, d.right, d.asked, d.competent) for d in result.domains
    )
    seconds = tuple(round(s) for s in result.seconds)
    slow = frozenset(n for n, s in enumerate(result.seconds, 1) if s > SLOW * result.pace)
    return charts.result_picture(charts.Result(score, domains, seconds, slow), language_of(locale))


async def share_result(reply: Reply, quiz: int) -> None:
    """Post a summary where the exam was started, because its owner pressed Share."""
    result = await reply.services.mock_results.result(reply.person, quiz)
    mock = result.mock
    if mock.guild is None:
        raise Refusal("mock.share_in_server")
    settings = await reply.services.servers.settings(mock.guild)
    card = share_card(result, f"<@{reply.person}>", settings.language or mock.locale)
    try:
        await reply.bot.get_partial_messageable(mock.channel).send(view=card)
    except discord.HTTPException as error:
        raise Refusal("mock.share_failed", channel=f"<#{mock.channel}>") from error
    await reply.note("mock.share_done", channel=f"<#{mock.channel}>")
