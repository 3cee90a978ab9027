"""The card that tells what an exam is about."""

from __future__ import annotations

from babel.dates import format_date
from discord import ButtonStyle

from bot.domain.bank import Bank
from bot.domain.blueprint import Domain, Exam
from bot.i18n import language_of, say
from bot.ui import custom_ids as ids
from bot.ui.card import Card, button, rows


def exam_card(bank: Bank, exam: Exam, locale: str) -> Card:
    """The facts of an exam, its domains with the bank's counts, and five questions to taste."""
    total = len(bank.of(exam.id))
    sample = button(
        say(locale, "exam_info.sample"), ids.SAMPLE(exam=exam.id), ButtonStyle.primary, disabled=not total
    )
    return Card(
        say(locale, "exam_info.title", code=exam.code, name=exam.name),
        _retirement(exam, locale),
        _facts(exam, locale),
        say(locale, "exam_info.domains", n=total)
        + "\n"
        + "\n".join(_domain(bank, exam, d, locale) for d in exam.domains),
        say(locale, "exam_info.out_of_scope", names=", ".join(exam.facts.out_of_scope))
        if exam.facts.out_of_scope
        else None,
        "" if total else say(locale, "exam_info.no_questions", exam=exam.code),
        *rows([sample]),
    )


def _retirement(exam: Exam, locale: str) -> str:
    if exam.retirement is None:
        return ""
    day = format_date(exam.retirement.on, format="long", locale=language_of(locale))
    return say(locale, "exam_info.retired", day=day, successor=exam.retirement.successor)


def _facts(exam: Exam, locale: str) -> str:
    facts = exam.facts
    form = say(
        locale,
        "exam_info.form",
        items=exam.items,
        scored=exam.scored,
        unscored=exam.unscored,
        minutes=exam.minutes,
    )
    scale = exam.scale
    scores = say(locale, "exam_info.scale_text", low=scale.minimum, high=scale.maximum, passing=scale.passing)
    lines = {
        "audience": facts.audience,
        "experience": facts.experience,
        "format": f"{form} {facts.format}",
        "scale": scores,
        "fee": facts.fee,
        "languages": ", ".join(facts.languages),
        "delivery": facts.delivery,
        "validity": facts.validity,
        "retake": facts.retake,
    }
    return "\n".join(f"**{say(locale, f'exam_info.{name}')}** {text}" for name, text in lines.items() if text)


def _domain(bank: Bank, exam: Exam, domain: Domain, locale: str) -> str:
    count = len(bank.of(exam.id, domain.id))
    return say(locale, "exam_info.domain", id=domain.id, name=domain.name, weight=domain.weight, n=count)
