"""The cards of a private quiz."""

from __future__ import annotations

from typing import Any

from discord import ButtonStyle, ui

from bot.domain.blueprint import Exam
from bot.i18n import say
from bot.services.quizzes import Asked, Finished, Graded, Progress
from bot.services.requests import QuizRequest
from bot.ui import custom_ids as ids
from bot.ui import question_text as text
from bot.ui.card import GOLD, RIGHT, WRONG, Button, Card, button, rows
from bot.ui.markdown import excerpt

MISSED_SHOWN = 8


def question_card(asked: Asked, code: str, locale: str) -> Card:
    """A question to answer: one press for a single answer; toggles and Submit for choose-N."""
    item = asked.item
    return Card(
        text.heading(item, code, locale),
        text.stem(item, locale),
        text.options(item, asked.marked),
        *(rows(_answer_buttons(asked)) if item.question.kind == "single" else _toggles(asked, locale)),
    )


def _answer_buttons(asked: Asked) -> list[Button]:
    return [
        button(letter.upper(), ids.ANSWER(item=asked.item.id, letter=letter), ButtonStyle.primary)
        for letter, _ in asked.item.shown
    ]


def _toggles(asked: Asked, locale: str) -> list[ui.ActionRow[Any]]:
    item, wanted = asked.item, asked.item.question.choose
    toggles = []
    for letter, option in item.shown:
        marked = option.key in asked.marked
        style = ButtonStyle.primary if marked else ButtonStyle.secondary
        label = letter.upper() + (" ✓" if marked else "")
        toggles.append(button(label, ids.MARK(item=item.id, letter=letter), style))
    submit = button(
        say(locale, "quiz.submit", marked=len(asked.marked), wanted=wanted),
        ids.SUBMIT(item=item.id),
        ButtonStyle.success,
        disabled=len(asked.marked) != wanted,
    )
    return [*rows(toggles), *rows([submit])]


def feedback_card(graded: Graded, exam: Exam, locale: str) -> Card:
    """Right or wrong, the reason for every option, the rule to remember, and where to read on."""
    item = graded.item
    verdict = say(locale, "quiz.right" if graded.correct else "quiz.wrong")
    yours, key = item.letters_of(graded.chosen), item.letters_of(item.question.keys)
    letters = say(
        locale, "quiz.right_letters" if graded.correct else "quiz.wrong_letters", yours=yours, key=key
    )
    task = exam.task(item.question.task)
    place = say(locale, "question.place", id=task.id, name=task.name)
    onward = "quiz.to_result" if graded.last else "quiz.next"
    return Card(
        f"{text.heading(item, exam.code, locale)}\n## {verdict}\n{letters}",
        text.stem(item, locale),
        *text.reasons(item, graded.chosen, graded.shares, locale),
        text.lesson(item, locale),
        "\n".join(line for line in (place, text.share_note(graded.shares, locale)) if line),
        f"**{verdict}.** {letters}",  # once more beside the buttons: the card is longer than a screen
        *rows(
            [
                button(say(locale, onward), ids.NEXT(quiz=item.quiz_id), ButtonStyle.primary),
                button(say(locale, "report.button"), ids.REPORT(item=item.id)),
            ]
        ),
        colour=RIGHT if graded.correct else WRONG,
    )


def result_card(finished: Finished, locale: str) -> Card:
    """The score, a line for each domain, and the missed questions with the rules they teach."""
    tally = finished.tally
    title = say(locale, "quiz.result", exam=finished.exam.code, right=tally.right, asked=tally.asked)
    domains = "\n".join(
        say(
            locale, "quiz.result_domain", domain=d.domain.id, name=d.domain.name, right=d.right, asked=d.asked
        )
        for d in tally.domains
    )
    missed = [say(locale, "quiz.missed" if tally.missed else "quiz.all_right")]
    missed += [
        say(locale, "quiz.missed_line", stem=excerpt(q.stem, 90), takeaway=excerpt(q.takeaway, 200))
        for q in tally.missed[:MISSED_SHOWN]
    ]
    if len(tally.missed) > MISSED_SHOWN:
        missed.append(say(locale, "quiz.missed_more", n=len(tally.missed) - MISSED_SHOWN))
    more = button(say(locale, "quiz.five_more"), ids.NEW(exam=finished.exam.id, part="", count=""))
    buttons = [more]
    if tally.missed:
        again = ids.AGAIN(quiz=finished.quiz_id)
        buttons.insert(0, button(say(locale, "quiz.again"), again, ButtonStyle.primary))
    return Card(title, domains, *missed, *rows(buttons), colour=GOLD)


def continue_card(progress: Progress, request: QuizRequest, locale: str) -> Card:
    """An unfinished quiz waits: go on with it, or give it up for the one asked for now."""
    new = ids.NEW(exam=request.exam, part=request.part or "", count=request.count or "")
    return Card(
        say(
            locale,
            "quiz.unfinished",
            exam=progress.exam.code,
            answered=progress.answered,
            length=progress.length,
        ),
        *rows(
            [
                button(say(locale, "quiz.continue"), ids.NEXT(quiz=progress.quiz_id), ButtonStyle.primary),
                button(say(locale, "quiz.start_new"), new),
            ]
        ),
    )
