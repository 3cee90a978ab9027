"""Picks that may still change, answers that are final, and the running count of choices."""

from __future__ import annotations

import datetime as dt
import functools
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Insert, Row, bindparam, case, exists, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert

from bot.storage.database import insert, insert_in
from bot.storage.tables import answers, choice_counts, picks


async def toggle(tx: AsyncConnection, item_id: int, person: int, key: str, at: dt.datetime) -> str:
    """Mark an option, or unmark it if it is marked; the marks now, in alphabetical order.

    One atomic statement, so that two quick presses both count.
    """
    marked = case(
        (picks.c.chosen.contains(key), func.replace(picks.c.chosen, key, "")),
        else_=picks.c.chosen.concat(key),
    )
    statement = (
        insert(tx, picks)
        .values(item_id=item_id, person_id=person, chosen=key, picked_at=at)
        .on_conflict_do_update(
            index_elements=["item_id", "person_id"], set_={"chosen": marked, "picked_at": at}
        )
    )
    chosen = (await tx.execute(statement.returning(picks.c.chosen))).scalar_one()
    return "".join(sorted(chosen))


async def pick(tx: AsyncConnection, item_id: int, person: int, chosen: str, at: dt.datetime) -> None:
    """Store what a person locks in; a later click replaces an earlier one, never the reverse."""
    statement = insert(tx, picks).values(item_id=item_id, person_id=person, chosen=chosen, picked_at=at)
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["item_id", "person_id"],
            set_={"chosen": chosen, "picked_at": at},
            where=picks.c.picked_at <= at,
        )
    )


async def picked(tx: AsyncConnection, item_id: int, person: int) -> str:
    """The options a person has marked on an item, in alphabetical order."""
    statement = select(picks.c.chosen).where(picks.c.item_id == item_id, picks.c.person_id == person)
    return "".join(sorted((await tx.execute(statement)).scalar() or ""))


async def picks_of(tx: AsyncConnection, item_id: int) -> Sequence[Row[Any]]:
    """Everybody's locked-in picks on an item."""
    return (await tx.execute(select(picks).where(picks.c.item_id == item_id, picks.c.chosen != ""))).all()


async def find(tx: AsyncConnection, item_id: int, person: int) -> Row[Any] | None:
    statement = select(answers).where(answers.c.item_id == item_id, answers.c.person_id == person)
    return (await tx.execute(statement)).first()


async def record(tx: AsyncConnection, answer: Mapping[str, Any]) -> Row[Any] | None:
    """Store an answer once and count its choice; None if this person has answered this item before.

    ``answer`` has the columns of the table without ``id`` and ``first``; the first attempt of a
    person at a question is decided here, and by a unique index where two of them race.
    """
    stored = await _store(tx, answer)
    if stored is not None and stored.first:
        await _count_choice(tx, answer["question_id"], answer["chosen"], 1)
    return stored


async def record_all(tx: AsyncConnection, given: Sequence[Mapping[str, Any]]) -> None:
    """Store several answers at once, each as `record` does.

    Rows are touched in one order everywhere, answers before counts: two group quizzes or exams that
    end at the same moment then wait for each other instead of blocking each other for good.
    """
    counted: Counter[tuple[str, str]] = Counter()
    for answer in sorted(given, key=lambda a: (a["person_id"], a["question_id"])):
        stored = await _store(tx, answer)
        if stored is not None and stored.first:
            counted[answer["question_id"], answer["chosen"]] += 1
    for (question, chosen), people in sorted(counted.items()):
        await _count_choice(tx, question, chosen, people)


async def _store(tx: AsyncConnection, answer: Mapping[str, Any]) -> Row[Any] | None:
    dialect = tx.dialect.name
    attempt = {"person": answer["person_id"], "question": answer["question_id"]}
    stored = (await tx.execute(_insert_first_or_not(dialect), {**answer, **attempt})).first()
    if stored is None and await find(tx, answer["item_id"], answer["person_id"]) is None:
        stored = (await tx.execute(_insert_once(dialect), {**answer, "first": False})).first()
    return stored


async def _count_choice(tx: AsyncConnection, question: str, chosen: str, people: int) -> None:
    choice = {"question_id": question, "chosen": chosen, "people": people}
    await tx.execute(_count(tx.dialect.name), choice)


# Statements for every answer are built only once: building them takes longer than running them.


@functools.cache
def _insert_once(dialect: str) -> ReturningInsert[*tuple[Any, ...]]:
    statement = insert_in(dialect, answers).on_conflict_do_nothing()
    return statement.returning(answers.c.id, answers.c.first)


@functools.cache
def _insert_first_or_not(dialect: str) -> ReturningInsert[*tuple[Any, ...]]:
    """Sets ``first`` by whether this ``person`` has answered this ``question`` anywhere before."""
    seen = exists().where(
        answers.c.person_id == bindparam("person"), answers.c.question_id == bindparam("question")
    )
    return _insert_once(dialect).values(first=case((seen, literal(False)), else_=literal(True)))


@functools.cache
def _count(dialect: str) -> Insert:
    statement = insert_in(dialect, choice_counts)
    more = {"people": choice_counts.c.people + statement.excluded.people}
    return statement.on_conflict_do_update(index_elements=["question_id", "chosen"], set_=more)


CHOICES: Final = select(choice_counts.c.chosen, choice_counts.c.people).where(
    choice_counts.c.question_id == bindparam("question")
)


async def choices(tx: AsyncConnection, question_id: str) -> dict[str, int]:
    """How many people chose what at their first attempt at a question."""
    rows = await tx.execute(CHOICES, {"question": question_id})
    return {row.chosen: row.people for row in rows}


async def of_items(tx: AsyncConnection, item_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """All answers to these items."""
    return (await tx.execute(select(answers).where(answers.c.item_id.in_(item_ids)))).all()
