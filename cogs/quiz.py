"""`/quiz`, and every press on a private quiz."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Proctor
from bot.errors import Refusal
from bot.i18n import command_text
from bot.services.quizzes import Asked, Finished
from bot.services.requests import QuizRequest
from bot.ui import custom_ids as ids
from bot.ui.autocomplete import exam_choices, part_choices
from bot.ui.card import Card
from bot.ui.group_opening import open_group_quiz
from bot.ui.places import require_quiz_place
from bot.ui.quiz_cards import continue_card, feedback_card, question_card, result_card
from bot.ui.reply import Reply
from bot.ui.report_form import ReportForm
from bot.ui.router import Router

router = Router()


class Quiz(commands.Cog):
    """Questions at any time, for oneself or for a group."""

    @app_commands.command(
        name=command_text("command.quiz"), description=command_text("command.quiz.description")
    )
    @app_commands.rename(
        exam=command_text("option.exam"),
        domain=command_text("option.domain"),
        count=command_text("option.count"),
        audience=command_text("option.audience"),
        seconds=command_text("option.seconds"),
    )
    @app_commands.describe(
        exam=command_text("option.exam.description"),
        domain=command_text("option.domain.description"),
        count=command_text("option.count.description"),
        audience=command_text("option.audience.description"),
        seconds=command_text("option.seconds.description"),
    )
    @app_commands.choices(
        audience=[
            app_commands.Choice(name=command_text("option.audience.private"), value="private"),
            app_commands.Choice(name=command_text("option.audience.group"), value="group"),
        ]
    )
    @app_commands.autocomplete(exam=exam_choices, domain=part_choices)
    async def quiz(
        self,
        interaction: discord.Interaction[Proctor],
        exam: str | None = None,
        domain: str | None = None,
        count: app_commands.Range[int, 1, 25] | None = None,
        audience: str = "private",
        seconds: app_commands.Range[int, 30, 120] | None = None,
    ) -> None:
        async with Reply(interaction) as reply:
            chosen = await reply.services.servers.exam_meant(interaction.guild_id, exam)
            request = QuizRequest(chosen, domain, count)
            if audience == "group":
                await open_group_quiz(reply, request, seconds)
            elif seconds is not None:
                raise Refusal("quiz.seconds_are_for_groups")
            else:
                require_quiz_place(reply)
                await begin(reply, request)


async def begin(reply: Reply, request: QuizRequest) -> None:
    """Show the first question, or offer to continue where a quiz is unfinished."""
    request.resolve(reply.services.bank)
    progress = await reply.services.quizzes.unfinished(reply.person)
    if progress is not None:
        await reply.send(continue_card(progress, request, reply.locale))
    else:
        asked = await reply.services.quizzes.start(reply.person, request, reply.place, reply.locale)
        await reply.send(card_of(reply, asked))


def card_of(reply: Reply, shown: Asked | Finished) -> Card:
    """The card for the next question, or for the result."""
    if isinstance(shown, Finished):
        return result_card(shown, reply.locale)
    code = reply.services.bank.exams[shown.item.question.exam].code
    return question_card(shown, code, reply.locale)


@router.on(ids.ANSWER)
async def answer(reply: Reply, item: int, letter: str) -> None:
    graded = await reply.services.quizzes.answer(reply.person, item, letter, reply.at, reply.place)
    exam = reply.services.bank.exams[graded.item.question.exam]
    await reply.edit(feedback_card(graded, exam, reply.locale))


@router.on(ids.MARK)
async def mark(reply: Reply, item: int, letter: str) -> None:
    asked = await reply.services.quizzes.toggle(reply.person, item, letter, reply.at)
    await reply.edit(card_of(reply, asked))


@router.on(ids.SUBMIT)
async def submit(reply: Reply, item: int) -> None:
    graded = await reply.services.quizzes.submit(reply.person, item, reply.at, reply.place)
    exam = reply.services.bank.exams[graded.item.question.exam]
    await reply.edit(feedback_card(graded, exam, reply.locale))


@router.on(ids.NEXT)
async def proceed(reply: Reply, quiz: int) -> None:
    await reply.edit(card_of(reply, await reply.services.quizzes.show(reply.person, quiz)))


@router.on(ids.NEW)
async def new(reply: Reply, exam: str, part: str, count: str) -> None:
    request = QuizRequest(exam, part or None, int(count) if count else None)
    asked = await reply.services.quizzes.start(reply.person, request, reply.place, reply.locale)
    await reply.edit(card_of(reply, asked))


@router.on(ids.AGAIN)
async def again(reply: Reply, quiz: int) -> None:
    asked = await reply.services.quizzes.again(reply.person, quiz, reply.place, reply.locale)
    await reply.edit(card_of(reply, asked))


@router.on(ids.SAMPLE)
async def sample(reply: Reply, exam: str) -> None:
    await begin(reply, QuizRequest(exam))


@router.on(ids.REPORT)
async def report(reply: Reply, item: int) -> None:
    await reply.interaction.response.send_modal(ReportForm(item, reply.locale))


@router.on(ids.REPORT_FORM)
async def reported(reply: Reply, item: int) -> None:
    fields = reply.fields
    await reply.services.reports.keep(reply.person, item, fields.get("reason", ""), fields.get("text", ""))
    await reply.note("report.thanks")


async def setup(bot: Proctor) -> None:
    bot.router.include(router)
    await bot.add_cog(Quiz())
