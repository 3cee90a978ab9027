"""Quizzes and their items: the questions drawn, when they were shown, opened and closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, ScalarSelect, Select, and_, bindparam, exists, func, or_, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import insert
from bot.storage.tables import answers, events, items, picks, quizzes


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
    other_item, other_quiz = items.alias(), quizzes.alias()
    open_elsewhere = exists().where(
        other_item.c.question_id == items.c.question_id,
        other_item.c.closes_at.is_not(None),
        other_item.c.closed_at.is_(None),
        other_item.c.id != items.c.id,
        other_quiz.c.id == other_item.c.quiz_id,
        other_quiz.c.ended_at.is_(None),
        or_(quizzes.c.guild_id.is_(None), other_quiz.c.guild_id == quizzes.c.guild_id),
    )
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
            open_elsewhere.label("open_elsewhere"),
        )
        .join(quizzes)
        .where(items.c.id == bindparam("item_id"))
    )


ITEM: Final = _item()
"""Needed at every click, so it is built only once: building it takes longer than running it."""


async def item(tx: AsyncConnection, item_id: int) -> Row[Any] | None:
    """An item with what is needed of its quiz to judge a click on it.

    ``answered``: the owner has answered this item; ``left``: how many items the owner has yet to
    answer; ``open_elsewhere``: the question is open in a group quiz of the same server (for a quiz
    in direct messages: of any).
    """
    return (await tx.execute(ITEM, {"item_id": item_id})).first()


async def items_of(tx: AsyncConnection, quiz_id: int) -> Sequence[Row[Any]]:
    """All items of a quiz in their order."""
    rows = await tx.execute(select(items).where(items.c.quiz_id == quiz_id).order_by(items.c.position))
    return rows.all()


async def unanswered(tx: AsyncConnection, quiz_id: int, person: int) -> Sequence[Row[Any]]:
    """The items of a quiz without this person's answer, each with what is already marked on it."""
    rows = await tx.execute(
        select(items, picks.c.chosen)
        .outerjoin(picks, and_(picks.c.item_id == items.c.id, picks.c.person_id == person))
        .where(
            items.c.quiz_id == quiz_id,
            ~exists().where(answers.c.item_id == items.c.id, answers.c.person_id == person),
        )
        .order_by(items.c.position)
    )
    return rows.all()


async def change_item(tx: AsyncConnection, item_id: int, **values: Any) -> None:
    await tx.execute(update(items).where(items.c.id == item_id).values(**values))


async def claim_item(tx: AsyncConnection, item_id: int, column: str, **values: Any) -> bool:
    """Change an item if ``column`` is still empty; False where somebody came first."""
    statement = update(items).where(items.c.id == item_id, items.c[column].is_(None))
    return (await tx.execute(statement.values(**values))).rowcount == 1


async def open_to(tx: AsyncConnection, person: int | None = None) -> set[str]:
    """The questions that are served nowhere else now.

    They are open in some group quiz, or on the form of a group mock exam that this person takes and
    whose results aren't open yet.
    """
    asked = (
        select(items.c.question_id)
        .join(quizzes)
        .where(items.c.closes_at.is_not(None), items.c.closed_at.is_(None), quizzes.c.ended_at.is_(None))
    )
    sat = (
        select(items.c.question_id)
        .select_from(items.join(quizzes).join(events, events.c.id == quizzes.c.event_id))
        .where(quizzes.c.person_id == person, events.c.opened_at.is_(None))
    )
    return set((await tx.execute(asked if person is None else union(asked, sat))).scalars())


async def last_asked_in_groups(tx: AsyncConnection, guild: int, exam: str) -> dict[str, dt.datetime]:
    """When each question was last asked in a group quiz of this server."""
    rows = await tx.execute(
        select(items.c.question_id, func.max(items.c.shown_at).label("latest"))
        .join(quizzes)
        .where(
            quizzes.c.guild_id == guild,
            quizzes.c.exam == exam,
            quizzes.c.audience == "group",
            items.c.shown_at.is_not(None),
        )
        .group_by(items.c.question_id)
    )
    return {row.question_id: row.latest for row in rows}
