"""Mock exams: one running per person and exam, with the state of each item."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import insert
from bot.storage.tables import choice_counts, events, items, mocks, picks, quizzes, reference_forms

OF_QUIZ = (
    quizzes.c.exam,
    quizzes.c.person_id,
    quizzes.c.guild_id,
    quizzes.c.channel_id,
    quizzes.c.thread_id,
    quizzes.c.event_id,
    quizzes.c.locale,
    quizzes.c.length,
    quizzes.c.started_at,
    quizzes.c.ended_at,
)


async def start(
    tx: AsyncConnection, quiz: dict[str, Any], mock: dict[str, Any], form: Sequence[tuple[str, str, bool]]
) -> int | None:
    """Insert a mock exam with its form: (question id, option order, scored) in order.

    None, and nothing is written, where the person has one running already.
    """
    statement = insert(tx, quizzes).values(**quiz, audience="mock", length=len(form)).on_conflict_do_nothing()
    quiz_id = (await tx.execute(statement.returning(quizzes.c.id))).scalar()
    if quiz_id is None:
        return None
    taken = (
        select(func.count())
        .select_from(quizzes.join(mocks))
        .where(quizzes.c.person_id == quiz["person_id"], quizzes.c.exam == quiz["exam"])
    )
    number = (await tx.execute(taken)).scalar_one() + 1
    await tx.execute(mocks.insert().values(**mock, quiz_id=quiz_id, number=number))
    rows = [
        {
            "quiz_id": quiz_id,
            "position": position,
            "question_id": question,
            "option_order": order,
            "scored": scored,
        }
        for position, (question, order, scored) in enumerate(form, 1)
    ]
    await tx.execute(items.insert(), rows)
    return int(quiz_id)


async def delete(tx: AsyncConnection, quiz_id: int) -> None:
    """Remove an exam with its items, unless it has begun."""
    waiting = select(mocks.c.quiz_id).where(mocks.c.quiz_id == quiz_id, mocks.c.began_at.is_(None))
    await tx.execute(quizzes.delete().where(quizzes.c.id.in_(waiting)))


async def find(tx: AsyncConnection, quiz_id: int, *, lock: bool = False) -> Row[Any] | None:
    """A mock exam with what is needed of its quiz.

    ``lock`` makes others that change it wait until this transaction ends: a click that comes between
    reading the marks and storing the score would be lost. SQLite has one writer anyway.
    """
    statement = select(mocks, *OF_QUIZ).join(quizzes).where(mocks.c.quiz_id == quiz_id)
    if lock:
        statement = statement.with_for_update(key_share=True)
    return (await tx.execute(statement)).first()


async def of_item(tx: AsyncConnection, item_id: int) -> Row[Any] | None:
    """The mock exam that an item belongs to, locked, with the item's position as ``item_position``."""
    statement = (
        select(mocks, *OF_QUIZ, items.c.position.label("item_position"))
        .join(quizzes, quizzes.c.id == mocks.c.quiz_id)
        .join(items, items.c.quiz_id == mocks.c.quiz_id)
        .where(items.c.id == item_id)
        .with_for_update(key_share=True)
    )
    return (await tx.execute(statement)).first()


async def of_person(tx: AsyncConnection, person: int, exam: str | None = None) -> Sequence[Row[Any]]:
    """A person's mock exams, of one exam or of all, newest first."""
    statement = select(mocks, *OF_QUIZ).join(quizzes).where(quizzes.c.person_id == person)
    if exam is not None:
        statement = statement.where(quizzes.c.exam == exam)
    return (await tx.execute(statement.order_by(mocks.c.quiz_id.desc()))).all()


async def sheet(tx: AsyncConnection, quiz_id: int) -> Sequence[Row[Any]]:
    """All items of a mock exam in order, each with its ``exam`` and what is marked (``chosen``, or null)."""
    statement = (
        select(items, quizzes.c.exam, picks.c.chosen)
        .join(quizzes)
        .outerjoin(picks, (picks.c.item_id == items.c.id) & (picks.c.person_id == quizzes.c.person_id))
        .where(items.c.quiz_id == quiz_id)
        .order_by(items.c.position)
    )
    return (await tx.execute(statement)).all()


async def item_at(tx: AsyncConnection, quiz_id: int, position: int, person: int) -> Row[Any] | None:
    """One item with what is marked on it."""
    statement = (
        select(items, picks.c.chosen)
        .outerjoin(picks, (picks.c.item_id == items.c.id) & (picks.c.person_id == person))
        .where(items.c.quiz_id == quiz_id, items.c.position == position)
    )
    return (await tx.execute(statement)).first()


async def choose(tx: AsyncConnection, item_id: int, person: int, key: str, at: dt.datetime) -> str:
    """Mark the one option of a single-answer item; a double click marks it once.

    A click that arrives after a later one changes nothing.
    """
    statement = insert(tx, picks).values(item_id=item_id, person_id=person, chosen=key, picked_at=at)
    in_order = picks.c.picked_at <= at
    statement = statement.on_conflict_do_update(
        index_elements=["item_id", "person_id"],
        set_={
            "chosen": case((in_order, key), else_=picks.c.chosen),
            "picked_at": case((in_order, at), else_=picks.c.picked_at),
        },
    )
    return str((await tx.execute(statement.returning(picks.c.chosen))).scalar_one())


async def change(tx: AsyncConnection, quiz_id: int, **values: Any) -> None:
    await tx.execute(update(mocks).where(mocks.c.quiz_id == quiz_id).values(**values))


async def leave_item(tx: AsyncConnection, quiz_id: int, position: int, milliseconds: int) -> None:
    """Add to the time that an item was on the card."""
    await tx.execute(
        update(items)
        .where(items.c.quiz_id == quiz_id, items.c.position == position)
        .values(milliseconds=items.c.milliseconds + milliseconds)
    )


async def flip_flag(tx: AsyncConnection, item_id: int) -> None:
    await tx.execute(update(items).where(items.c.id == item_id).values(flagged=~items.c.flagged))


async def close(tx: AsyncConnection, quiz_id: int, now: dt.datetime, **result: Any) -> bool:
    """End a mock exam with its result; False, and nothing is written, if it had ended before."""
    ended = update(quizzes).where(quizzes.c.id == quiz_id, quizzes.c.ended_at.is_(None)).values(ended_at=now)
    if (await tx.execute(ended)).rowcount == 0:
        return False
    await change(tx, quiz_id, **result)
    return True


async def due(tx: AsyncConnection, now: dt.datetime, limit: int) -> Sequence[int]:
    """The exams in which the bot has to act by itself, the longest overdue first."""
    statement = select(mocks.c.quiz_id).where(mocks.c.due_at <= now).order_by(mocks.c.due_at).limit(limit)
    return list((await tx.execute(statement)).scalars())


async def next_due(tx: AsyncConnection) -> dt.datetime | None:
    """When the bot next has to act in any exam."""
    statement = select(mocks.c.due_at).where(mocks.c.due_at.is_not(None)).order_by(mocks.c.due_at).limit(1)
    return (await tx.execute(statement)).scalar()


async def first_attempts(tx: AsyncConnection, exam: str) -> dict[str, int]:
    """How many people have answered each question of an exam."""
    rows = await tx.execute(
        select(choice_counts.c.question_id, func.sum(choice_counts.c.people).label("people"))
        .where(choice_counts.c.question_id.startswith(f"{exam}-", autoescape=True))
        .group_by(choice_counts.c.question_id)
    )
    return {row.question_id: int(row.people) for row in rows}


async def reference_form(tx: AsyncConnection, exam: str) -> Row[Any] | None:
    return (await tx.execute(select(reference_forms).where(reference_forms.c.exam == exam))).first()


async def freeze_reference(tx: AsyncConnection, reference: dict[str, Any]) -> None:
    """Keep a reference form for good; where one is kept already, that one stays."""
    await tx.execute(insert(tx, reference_forms).values(**reference).on_conflict_do_nothing())


async def event_start(tx: AsyncConnection, event: int) -> dt.datetime:
    starts_at: dt.datetime = (
        await tx.execute(select(events.c.starts_at).where(events.c.id == event))
    ).scalar_one()
    return starts_at
