"""Group mock exams: who takes one form at the same time, and when its results open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.mocks import OF_QUIZ
from bot.storage.tables import events, items, mocks, quizzes


async def start(tx: AsyncConnection, event: dict[str, Any]) -> int:
    return int((await tx.execute(events.insert().values(**event).returning(events.c.id))).scalar_one())


async def find(tx: AsyncConnection, event_id: int) -> Row[Any] | None:
    return (await tx.execute(select(events).where(events.c.id == event_id))).first()


async def change(tx: AsyncConnection, event_id: int, **values: Any) -> None:
    await tx.execute(update(events).where(events.c.id == event_id).values(**values))


async def claim(tx: AsyncConnection, event_id: int, column: str, **values: Any) -> bool:
    """Change an event if ``column`` is still empty; False where somebody came first."""
    statement = update(events).where(events.c.id == event_id, events.c[column].is_(None)).values(**values)
    return (await tx.execute(statement)).rowcount == 1


async def extend(tx: AsyncConnection, event_id: int, ends_at: dt.datetime) -> None:
    """Let the event be looked after no earlier than this."""
    await tx.execute(
        update(events).where(events.c.id == event_id, events.c.due_at < ends_at).values(due_at=ends_at)
    )


async def closed_forms(tx: AsyncConnection, person: int) -> set[str]:
    """The questions of group mock exams that a person takes and whose results aren't open yet."""
    statement = (
        select(items.c.question_id)
        .select_from(items.join(quizzes).join(events, events.c.id == quizzes.c.event_id))
        .where(quizzes.c.person_id == person, events.c.opened_at.is_(None))
    )
    return set((await tx.execute(statement)).scalars())


async def is_open(tx: AsyncConnection, event_id: int) -> bool:
    """Whether scores, keys and reviews may be seen."""
    opened = select(events.c.opened_at).where(events.c.id == event_id)
    return (await tx.execute(opened)).scalar() is not None


async def sittings(tx: AsyncConnection, event_id: int) -> Sequence[Row[Any]]:
    """Everybody's exam in an event, in the order of joining."""
    statement = select(mocks, *OF_QUIZ).join(quizzes).where(quizzes.c.event_id == event_id)
    return (await tx.execute(statement.order_by(mocks.c.quiz_id))).all()


async def due(tx: AsyncConnection, now: dt.datetime, limit: int) -> list[int]:
    """The events in which the bot has to act by itself, the longest overdue first."""
    statement = select(events.c.id).where(events.c.due_at <= now).order_by(events.c.due_at).limit(limit)
    return list((await tx.execute(statement)).scalars())


async def next_due(tx: AsyncConnection) -> dt.datetime | None:
    statement = select(events.c.due_at).where(events.c.due_at.is_not(None)).order_by(events.c.due_at).limit(1)
    return (await tx.execute(statement)).scalar()
