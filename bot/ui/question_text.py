"""The texts of a question that private and shared cards have in common."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.item import Item
from bot.domain.question import Option
from bot.domain.shares import Shares
from bot.i18n import say
from bot.ui.markdown import render


def heading(item: Item, code: str, locale: str) -> str:
    return say(locale, "question.heading", position=item.position, length=item.length, exam=code)


def stem(item: Item, locale: str) -> str:
    """The stem, and for choose-N items how many to select."""
    text = render(item.question.stem)
    if item.question.kind == "multiple":
        text += "\n\n" + say(locale, "question.select", n=item.question.choose)
    return text


def options(item: Item, marked: Collection[str] = ()) -> str:
    """The options under their letters; marked ones carry a sign, since colour alone says nothing."""
    return "\n".join(
        f"{'☑ ' if option.key in marked else ''}**{letter.upper()}.** {option.text}"
        for letter, option in item.shown
    )


def reasons(item: Item, chosen: Collection[str], shares: Shares | None, locale: str) -> list[str]:
    """A block for each option: its verdict, the share of people who chose it, and why."""
    return [_reason(letter, option, chosen, shares, locale) for letter, option in item.shown]


def _reason(letter: str, option: Option, chosen: Collection[str], shares: Shares | None, locale: str) -> str:
    yours = "_chosen" if option.key in chosen else ""
    if option.correct:
        sign, verdict = "✅", say(locale, f"question.right{yours}")
    else:
        sign, verdict = ("❌" if yours else "▫️"), say(locale, f"question.wrong{yours}")
    share = f" · {shares.percent(option.key)} %" if shares else ""
    return f"{sign} **{letter.upper()}. {option.text}**\n-# {verdict}{share}\n{option.why}"


def lesson(item: Item, locale: str) -> str:
    """The takeaway, and where to read on."""
    links = "\n".join(f"- [{reference.title}](<{reference.url}>)" for reference in item.question.references)
    return say(locale, "question.takeaway", text=item.question.takeaway) + "\n" + links


def share_note(shares: Shares | None, locale: str) -> str:
    return say(locale, "question.shares", n=shares.people) if shares else ""
