"""The cards of a group mock exam that everybody sees: the invitation and the report."""

from __future__ import annotations

import discord
from discord import ButtonStyle

from bot.i18n import say
from bot.services.event_report import Hard, Report
from bot.services.mock_events import Event
from bot.ui import custom_ids as ids
from bot.ui.card import GOLD, Card, button, rows, select
from bot.ui.markdown import excerpt
from bot.ui.mock_cards import duration

EXTRA_TIMES = ("+30", "x1.5", "x2")
RANKED = 15


def event_card(event: Event) -> Card:
    """When, what, and Join; Discord shows the time in each reader's own zone."""
    locale = event.locale
    if event.opened:
        return Card(_title(event), say(locale, "event.over_line", n=event.joined))
    options = [
        discord.SelectOption(label=say(locale, f"option.extra.{extra}"), value=extra) for extra in EXTRA_TIMES
    ]
    return Card(
        _title(event),
        say(
            locale,
            "event.text",
            host=f"<@{event.host}>",
            at=discord.utils.format_dt(event.starts_at, "F"),
            end=discord.utils.format_dt(event.ends_at, "t"),
            relative=discord.utils.format_dt(event.starts_at, "R"),
            n=event.items,
            time=duration(event.minutes, locale),
        ),
        say(locale, "event.joined", n=event.joined) if event.joined else say(locale, "event.nobody_joined"),
        *rows([button(say(locale, "event.join"), ids.EVENT_JOIN(event=event.id), ButtonStyle.success)]),
        select(ids.EVENT_JOIN_EXTRA(event=event.id), say(locale, "event.join_extra"), options),
    )


def _title(event: Event) -> str:
    return say(event.locale, "event.title", exam=event.exam.code)


def report_card(report: Report) -> Card:
    """Distribution and domain means from five people on, and the ranking of those who opted in."""
    locale, event = report.event.locale, report.event
    blocks = [say(locale, "event.report", exam=event.exam.code, n=report.people)]
    if report.spread is not None:
        spread = report.spread
        blocks.append(
            say(
                locale,
                "event.spread",
                passed=spread.passed,
                n=spread.people,
                lowest=spread.lowest,
                median=spread.median,
                highest=spread.highest,
            )
        )
        means = (say(locale, "event.mean", id=d.id, name=d.name, percent=mean) for d, mean in spread.domains)
        blocks.append("\n".join(means))
    if report.ranking:
        lines = [
            f"{rank}. <@{person}> · {scaled}"
            for rank, (person, scaled) in enumerate(report.ranking[:RANKED], 1)
        ]
        blocks.append(say(locale, "event.ranking") + "\n" + "\n".join(lines))
    blocks.append(say(locale, "event.results_open"))
    return Card(*blocks, colour=GOLD)


def hardest_card(report: Report) -> Card | None:
    """The questions that most missed, with the right answer and its reason."""
    if not report.hardest:
        return None
    locale = report.event.locale
    return Card(say(locale, "event.hardest"), *(_hard(hard, locale) for hard in report.hardest), colour=GOLD)


def _hard(hard: Hard, locale: str) -> str:
    """A question in excerpts so short that all the hardest fit on one card."""
    question = hard.question
    right = [option for option in question.options if option.correct]
    share = "" if hard.right is None else say(locale, "event.had_right", right=hard.right, n=hard.asked)
    return say(
        locale,
        "event.hard",
        stem=excerpt(question.stem, 180),
        answer=excerpt(" · ".join(option.text for option in right), 220),
        why=excerpt(" ".join(option.why for option in right), 160),
        takeaway=excerpt(question.takeaway, 140),
        share=share,
    )
