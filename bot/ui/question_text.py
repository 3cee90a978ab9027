"""The texts of a question that private and shared cards have in common."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.item import Item
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


def reasons(item: Item, chosen: Collection[str], shares: Shares | None, locale: str) -> str:
    """Each option with its verdict, the share of people who chose it, and why."""
    return "\n".join(_reason(letter, item, chosen, shares, locale) for letter, _ in item.shown)


def _reason(letter: str, item: Item, chosen: Collection[str], shares: Shares | None, locale: str) -> str:
    option = dict(item.shown)[letter]
    if option.correct:
        verdict = "question.right_chosen" if option.key in chosen else "question.right"
    else:
        verdict = "question.wrong_chosen" if option.key in chosen else "question.wrong"
    share = f" · {shares.percent(option.key)} %" if shares else ""
    return f"{say(locale, verdict)}{share}\n**{letter.upper()}. {option.text}**\n{option.why}"


def lesson(item: Item, locale: str) -> str:
    """The takeaway, and where to read on."""
    links = "\n".join(f"- [{reference.title}](<{reference.url}>)" for reference in item.question.references)
    return say(locale, "question.takeaway", text=item.question.takeaway) + "\n" + links


def share_note(shares: Shares | None, locale: str) -> str:
    return say(locale, "question.shares", n=shares.people) if shares else ""
