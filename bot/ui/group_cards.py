"""The cards of a group quiz, seen by everybody in its thread."""

from __future__ import annotations

import datetime as dt

import discord
from discord import ButtonStyle, ui

from bot.domain.blueprint import Exam
from bot.domain.item import Item
from bot.domain.scoreboard import Standing
from bot.domain.shares import FEWEST
from bot.i18n import say
from bot.services.group_quizzes import PAUSE
from bot.services.group_values import Finish, Post, Reveal
from bot.ui import custom_ids as ids
from bot.ui import question_text as text
from bot.ui.card import GOLD, Button, Card, button, rows, select
from bot.ui.markdown import excerpt

PEOPLE_SHOWN = 12
STANDINGS_SHOWN = 25
MEDALS, PLAIN = {1: "🥇", 2: "🥈", 3: "🥉"}, "▫️"


def open_card(post: Post, closes_at: dt.datetime) -> Card:
    """A question to the group, with Discord's own countdown."""
    group, item = post.group, post.item
    countdown = say(group.locale, "group.countdown", at=discord.utils.format_dt(closes_at, "R"))
    return Card(
        text.heading(item, group.exam.code, group.locale),
        text.stem(item, group.locale),
        text.options(item),
        countdown,
        *_answers(item, group.locale),
        *rows(
            [
                button(say(group.locale, "group.reveal"), ids.GROUP_NEXT(item=item.id)),
                button(say(group.locale, "group.skip"), ids.GROUP_SKIP(item=item.id)),
                button(say(group.locale, "group.stop"), ids.GROUP_STOP(item=item.id)),
            ]
        ),
    )


def _answers(item: Item, locale: str) -> list[ui.ActionRow[ui.LayoutView]]:
    if item.question.kind == "single":
        return rows(
            button(letter.upper(), ids.PICK(item=item.id, letter=letter), ButtonStyle.primary)
            for letter, _ in item.shown
        )
    options = [
        discord.SelectOption(label=letter.upper(), value=letter, description=excerpt(option.text, 100))
        for letter, option in item.shown
    ]
    wanted = item.question.choose
    return [select(ids.PICK_SEVERAL(item=item.id), say(locale, "group.choose", n=wanted), options, wanted)]


def reveal_card(reveal: Reveal) -> Card:
    """The key, the reasons, who had it right, and how people chose once at least five answered."""
    group, item, locale = reveal.group, reveal.item, reveal.group.locale
    key = say(locale, "group.key", key=item.letters_of(item.question.keys))
    return Card(
        f"{text.heading(item, group.exam.code, locale)}\n## {key}",
        text.stem(item, locale),
        *text.reasons(item, (), reveal.shares, locale),
        text.lesson(item, locale),
        f"**{key}.** {_who(reveal)}",
        _onward(reveal),
        *rows(_reveal_buttons(reveal)),
        colour=GOLD,
    )


def _who(reveal: Reveal) -> str:
    locale = reveal.group.locale
    if reveal.skipped:
        return say(locale, "group.skipped")
    if not reveal.answered:
        return say(locale, "group.nobody_answered")
    names = " ".join(f"<@{person}>" for person in reveal.right[:PEOPLE_SHOWN])
    if len(reveal.right) > PEOPLE_SHOWN:
        names += " " + say(locale, "group.others", n=len(reveal.right) - PEOPLE_SHOWN)
    if reveal.answered < FEWEST:  # who was right may be told, how many were wrong not
        return say(locale, "group.right_names", names=names) if names else ""
    shared = {"right": len(reveal.right), "n": reveal.answered}
    return (
        say(locale, "group.right", names=names, **shared)
        if names
        else say(locale, "group.none_right", **shared)
    )


def _onward(reveal: Reveal) -> str:
    if reveal.last:
        return ""
    return say(reveal.group.locale, "group.pause", n=int(PAUSE.total_seconds()))


def _reveal_buttons(reveal: Reveal) -> list[Button]:
    locale, item = reveal.group.locale, reveal.item.id
    report = button(say(locale, "report.button"), ids.REPORT(item=item))
    if reveal.last:
        return [report]
    return [
        button(say(locale, "group.next"), ids.GROUP_NEXT(item=item)),
        button(say(locale, "group.stop"), ids.GROUP_STOP(item=item)),
        report,
    ]


def scoreboard_card(finish: Finish) -> Card:
    """The ranking at the end."""
    locale = finish.group.locale
    if not finish.standings:
        return Card(say(locale, "group.nobody_played"), colour=GOLD)
    lines = [_standing(standing, finish.asked, locale) for standing in finish.standings[:STANDINGS_SHOWN]]
    if len(finish.standings) > STANDINGS_SHOWN:
        lines.append(say(locale, "group.others", n=len(finish.standings) - STANDINGS_SHOWN))
    return Card(
        say(locale, "group.scoreboard", exam=finish.group.exam.code),
        "\n".join(lines),
        say(locale, "group.afterwards"),
        colour=GOLD,
    )


def _standing(standing: Standing, asked: int, locale: str) -> str:
    medal = MEDALS.get(standing.rank, PLAIN) if standing.right else PLAIN
    return say(
        locale,
        "group.standing",
        medal=medal,
        rank=standing.rank,
        person=f"<@{standing.person}>",
        right=standing.right,
        asked=asked,
    )


def invitation_card(host: int, exam: Exam, seconds: int, locale: str) -> Card:
    """Posted where the quiz was asked for; the thread hangs on it."""
    return Card(say(locale, "group.invitation", host=f"<@{host}>", exam=exam.code, n=seconds))


def opened_card(thread: str, locale: str) -> Card:
    """Tells the host where the quiz is."""
    return Card(say(locale, "group.opened", thread=thread))
