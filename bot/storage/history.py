"""What people and groups have seen, and when last: shown is seen, answered or not."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import answers, items, quizzes


async def last_seen(tx: AsyncConnection, person: int, exam: str) -> dict[str, dt.datetime]:
    """When a person was last shown each question of an exam, or answered it."""
    shown = (
        select(items.c.question_id, items.c.shown_at.label("at"))
        .join(quizzes)
        .where(quizzes.c.person_id == person, quizzes.c.exam == exam, items.c.shown_at.is_not(None))
    )
    answered = select(answers.c.question_id, answers.c.answered_at).where(
        answers.c.person_id == person, answers.c.exam == exam
    )
    met = union_all(shown, answered).subquery()
    rows = await tx.execute(
        select(met.c.question_id, func.max(met.c.at).label("latest")).group_by(met.c.question_id)
    )
    return {row.question_id: row.latest for row in rows}


async def last_seen_in(tx: AsyncConnection, guild: int, exam: str) -> dict[str, dt.datetime]:
    """When each question was last shown in a group quiz of this server, or was on a group mock's form.

    All of such a form counts, also what nobody got to: afterwards everybody reads its keys.
    """
    rows = await tx.execute(
        select(
            items.c.question_id,
            func.max(func.coalesce(items.c.shown_at, quizzes.c.started_at)).label("latest"),
        )
        .join(quizzes)
        .where(
            quizzes.c.guild_id == guild,
            quizzes.c.exam == exam,
            or_(quizzes.c.audience == "group", quizzes.c.event_id.is_not(None)),
            or_(items.c.shown_at.is_not(None), quizzes.c.event_id.is_not(None)),
        )
        .group_by(items.c.question_id)
    )
    return {row.question_id: row.latest for row in rows}
