"""Shows a result, with its picture; and shares it where the person wants that."""

from __future__ import annotations

import asyncio
import io

import discord
from discord import ButtonStyle

from bot.errors import Refusal
from bot.i18n import language_of
from bot.services.mock_results import SLOW, Result
from bot.ui import charts
from bot.ui import custom_ids as ids
from bot.ui.card import Card, button, rows
from bot.ui.mock_result_cards import PICTURE, result_card, share_text
from bot.ui.reply import FAULTS, Reply


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


async def preview_share(reply: Reply, quiz: int) -> None:
    """Show what others would see, and ask before it is posted."""
    result = await _shareable(reply, quiz)
    post = button(reply.text("mock.share_post"), ids.MOCK_SHARE_POST(quiz=quiz), ButtonStyle.primary)
    asked = reply.text("mock.share_ask", channel=f"<#{result.mock.channel}>")
    await reply.send(Card(asked, await _shared_text(reply, result), *rows([post])))


async def share_result(reply: Reply, quiz: int) -> None:
    """Post the summary where the exam was started, once."""
    result = await _shareable(reply, quiz)
    channel = f"<#{result.mock.channel}>"
    await reply.services.mocks.share(reply.person, quiz, done=True)
    try:
        card = Card(await _shared_text(reply, result))
        await reply.bot.get_partial_messageable(result.mock.channel).send(view=card, nonce=f"share-{quiz}")
    except FAULTS as error:
        await reply.services.mocks.share(reply.person, quiz, done=False)
        if isinstance(error, discord.HTTPException):
            raise Refusal("mock.share_failed", channel=channel) from error
        raise
    await reply.edit(Card(reply.text("mock.share_done", channel=channel)))


async def _shareable(reply: Reply, quiz: int) -> Result:
    """The result of an exam that was started in a server."""
    result = await reply.services.mock_results.result(reply.person, quiz)
    if result.mock.guild is None:
        raise Refusal("mock.share_in_server")
    return result


async def _shared_text(reply: Reply, result: Result) -> str:
    settings = await reply.services.servers.settings(result.mock.guild)
    return share_text(result, f"<@{reply.person}>", settings.language or result.mock.locale)
