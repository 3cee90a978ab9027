"""Which questions are served nowhere else now: one rule for what is drawn, shown and graded.

They are open in a group quiz of the same server (for direct messages: of any), or on the form of a mock
exam of the same person that is running or whose results aren't open yet.
"""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import ColumnElement, Exists, Select, bindparam, or_, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import Snowflake, events, items, quizzes

Questions = Select[str]


def _asked(guild: ColumnElement[int]) -> Questions:
    """Open in a group quiz of this server; in any, where that is null."""
    item, quiz = items.alias(), quizzes.alias()
    return (
        select(item.c.question_id)
        .join(quiz, quiz.c.id == item.c.quiz_id)
        .where(
            item.c.closes_at.is_not(None),
            item.c.closed_at.is_(None),
            quiz.c.ended_at.is_(None),
            or_(guild.is_(None), quiz.c.guild_id == guild),
        )
    )


def _sat(person: ColumnElement[int]) -> Questions:
    """On the form of a mock exam of this person, until it has ended and a group's results are open."""
    item, quiz = items.alias(), quizzes.alias()
    closed = select(events.c.id).where(events.c.opened_at.is_(None))
    return (
        select(item.c.question_id)
        .join(quiz, quiz.c.id == item.c.quiz_id)
        .where(
            quiz.c.person_id == person,
            quiz.c.audience == "mock",
            or_(quiz.c.ended_at.is_(None), quiz.c.event_id.in_(closed)),
        )
    )


def _is_one_of(questions: Questions) -> Exists:
    """Whether the item at hand has one of these questions."""
    (question,) = questions.selected_columns
    return questions.where(question == items.c.question_id).exists()


REASONS: Final = (
    _is_one_of(_asked(quizzes.c.guild_id)).label("open_elsewhere"),
    _is_one_of(_sat(quizzes.c.person_id)).label("in_exam"),
)
"""For a statement on an item and its quiz: why its question is kept back from the owner."""

GUILD: Final = bindparam("guild", type_=Snowflake)
PERSON: Final = bindparam("person", type_=Snowflake)
ASKED: Final = _asked(GUILD)
FROM_PERSON: Final = union(ASKED, _sat(PERSON))


async def from_person(tx: AsyncConnection, person: int, guild: int | None) -> set[str]:
    """The questions that are kept back from a person in this server; None for direct messages."""
    return set((await tx.execute(FROM_PERSON, {"person": person, "guild": guild})).scalars())


async def from_group(tx: AsyncConnection, guild: int) -> set[str]:
    """The questions that are kept back from a server's group quizzes: here its group mock exams count."""
    asked = (await tx.execute(ASKED, {"guild": guild})).scalars()
    waiting = select(events.c.form).where(events.c.guild_id == guild, events.c.opened_at.is_(None))
    forms = (await tx.execute(waiting)).scalars()
    return {*asked, *(question for form in forms for question, *_ in json.loads(form))}
