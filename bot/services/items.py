"""What all kinds of quizzes do with an item: build it from its row, read a click on it, record an answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Row

from bot.domain.bank import Bank
from bot.domain.item import Item
from bot.errors import Refusal
from bot.services.context import Place


def item_of(bank: Bank, row: Row[Any], length: int) -> Item:
    """An item from its row; the question is in the bank."""
    question = bank.questions[row.question_id]
    return Item(row.id, row.quiz_id, row.position, length, question, row.option_order)


def keys_of(item: Item, letters: str) -> frozenset[str]:
    """Option keys from letters that came with a click; a forged letter is refused."""
    try:
        return item.keys_of(letters)
    except KeyError:
        raise Refusal("quiz.gone") from None


def answer_row(
    row: Row[Any],
    chosen: frozenset[str],
    correct: bool,
    person: int,
    at: dt.datetime,
    place: Place,
    *,
    since: dt.datetime | None,
) -> dict[str, Any]:
    """The columns of an answer to an item; ``since`` is when the person could first see it."""
    elapsed = (at - (since or at)).total_seconds()
    return {
        "item_id": row.id,
        "person_id": person,
        "exam": row.exam,
        "question_id": row.question_id,
        "chosen": "".join(sorted(chosen)),
        "correct": correct,
        "milliseconds": max(0, min(round(elapsed * 1000), 2**31 - 1)),
        "guild_id": place.guild,
        "channel_id": place.channel,
        "answered_at": at,
    }
