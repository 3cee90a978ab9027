"""Quizzes and their items: the questions drawn, when they were shown, opened and closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, ScalarSelect, Select, and_, bindparam, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import kept_back
from bot.storage.database import insert
from bot.storage.tables import answers, items, picks, quizzes


async def start(tx: AsyncConnection, quiz: dict[str, Any], drawn: Sequence[tuple[str, str]]) -> int | None:
    """Insert a quiz and its items, given as (question id, option order).

    None, and nothing is written, where one is running already that excludes it.
    """
    statement = insert(tx, quizzes).values(**quiz, length=len(drawn)).on_conflict_do_nothing()
    quiz_id = (await tx.execute(statement.returning(quizzes.c.id))).scalar()
    if quiz_id is None:
        return None
    rows = [
        {"quiz_id": quiz_id, "position": position, "question_id": question, "option_order": order}
        for position, (question, order) in enumerate(drawn, 1)
    ]
    await tx.execute(items.insert(), rows)
    return int(quiz_id)


async def find(tx: AsyncConnection, quiz_id: int) -> Row[Any] | None:
    return (await tx.execute(select(quizzes).where(quizzes.c.id == quiz_id))).first()


def _answered_by_owner() -> ScalarSelect[int]:
    """How many items of the quiz at hand its owner has answered."""
    other = items.alias()
    return (
        select(func.count())
        .select_from(other.join(answers, answers.c.item_id == other.c.id))
        .where(other.c.quiz_id == quizzes.c.id, answers.c.person_id == quizzes.c.person_id)
        .scalar_subquery()
    )


async def running_private(tx: AsyncConnection, person: int) -> Row[Any] | None:
    """A person's unfinished quiz, with how many of its items are answered."""
    return (
        await tx.execute(
            select(quizzes, _answered_by_owner().label("answered")).where(
                quizzes.c.person_id == person, quizzes.c.audience == "private", quizzes.c.ended_at.is_(None)
            )
        )
    ).first()


async def running_group(tx: AsyncConnection, channel: int) -> Row[Any] | None:
    return (
        await tx.execute(
            select(quizzes).where(
                quizzes.c.channel_id == channel, quizzes.c.audience == "group", quizzes.c.ended_at.is_(None)
            )
        )
    ).first()


async def running_groups(tx: AsyncConnection) -> list[int]:
    """The ids of all unfinished group quizzes, oldest first."""
    rows = await tx.execute(
        select(quizzes.c.id)
        .where(quizzes.c.audience == "group", quizzes.c.ended_at.is_(None))
        .order_by(quizzes.c.id)
    )
    return list(rows.scalars())


async def change(tx: AsyncConnection, quiz_id: int, **values: Any) -> None:
    await tx.execute(update(quizzes).where(quizzes.c.id == quiz_id).values(**values))


async def end(tx: AsyncConnection, quiz_id: int, now: dt.datetime) -> bool:
    """End a quiz; False if it had ended before."""
    statement = update(quizzes).where(quizzes.c.id == quiz_id, quizzes.c.ended_at.is_(None))
    return (await tx.execute(statement.values(ended_at=now))).rowcount == 1


def _item() -> Select[*tuple[Any, ...]]:
    answered = exists().where(answers.c.item_id == items.c.id, answers.c.person_id == quizzes.c.person_id)
    return (
        select(
            items,
            quizzes.c.exam,
            quizzes.c.audience,
            quizzes.c.person_id,
            quizzes.c.length,
            quizzes.c.ended_at,
            answered.label("answered"),
            (quizzes.c.length - _answered_by_owner()).label("left"),
            *kept_back.REASONS,
        )
        .join(quizzes)
        .where(items.c.id == bindparam("item_id"))
    )


ITEM: Final = _item()
"""Needed at every click, so it is built only once: building it takes longer than running it."""

LOCKED_ITEM: Final = ITEM.with_for_update(read=True, of=items)


async def item(tx: AsyncConnection, item_id: int, *, lock: bool = False) -> Row[Any] | None:
    """An item with what is needed of its quiz to judge a click on it.

    ``answered``: the owner has answered this item; ``left``: how many items the owner has yet to
    answer; ``open_elsewhere`` and ``in_exam``: why it is kept back (see `kept_back`).

    ``lock`` makes others that change the item wait until this transaction ends, but nobody who locks
    it too. SQLite has one writer anyway.
    """
    return (await tx.execute(LOCKED_ITEM if lock else ITEM, {"item_id": item_id})).first()


async def items_of(tx: AsyncConnection, quiz_id: int) -> Sequence[Row[Any]]:
    """All items of a quiz in their order."""
    rows = await tx.execute(select(items).where(items.c.quiz_id == quiz_id).order_by(items.c.position))
    return rows.all()


UNANSWERED: Final = (
    select(items, picks.c.chosen, *kept_back.REASONS)
    .join(quizzes)
    .outerjoin(picks, and_(picks.c.item_id == items.c.id, picks.c.person_id == quizzes.c.person_id))
    .where(
        items.c.quiz_id == bindparam("quiz_id"),
        ~exists().where(answers.c.item_id == items.c.id, answers.c.person_id == quizzes.c.person_id),
    )
    .order_by(items.c.position)
)


async def unanswered(tx: AsyncConnection, quiz_id: int) -> Sequence[Row[Any]]:
    """The items of a quiz that its owner hasn't answered, each with what is already marked on it.

    ``open_elsewhere`` and ``in_exam`` tell why one is kept back (see `kept_back`).
    """
    return (await tx.execute(UNANSWERED, {"quiz_id": quiz_id})).all()


async def change_item(tx: AsyncConnection, item_id: int, **values: Any) -> None:
    await tx.execute(update(items).where(items.c.id == item_id).values(**values))


async def claim_item(tx: AsyncConnection, item_id: int, column: str, **values: Any) -> bool:
    """Change an item if ``column`` is still empty; False where somebody came first."""
    statement = update(items).where(items.c.id == item_id, items.c[column].is_(None))
    return (await tx.execute(statement.values(**values))).rowcount == 1
