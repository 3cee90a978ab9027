"""From what is marked on an exam's sheet to answers in the ledger and a score on the scale."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.bank import Bank
from bot.domain.blueprint import Exam
from bot.domain.exam_clock import KEPT_OPEN
from bot.domain.irt import ItemParameters, prior
from bot.domain.question import Question, grade
from bot.domain.scoring import Reference, ScaledScore, reference_form, score
from bot.services.context import Place
from bot.services.items import answer_row
from bot.storage import answers, mocks


async def end_exam(
    tx: AsyncConnection, bank: Bank, mock: Row[Any], at: dt.datetime, outcome: str, now: dt.datetime
) -> None:
    """End an exam as of ``at`` and store its result; ``now`` decides when its thread is archived."""
    await leave_item(tx, mock, at)
    result = await mark_exam(tx, bank, mock, at)
    await mocks.close(tx, mock.quiz_id, at, outcome=outcome, due_at=now + KEPT_OPEN, **result)


async def leave_item(tx: AsyncConnection, mock: Row[Any], at: dt.datetime) -> None:
    """Add the time since the current item came onto the card to that item."""
    elapsed = round((at - mock.opened_at).total_seconds() * 1000)
    await mocks.leave_item(tx, mock.quiz_id, mock.position, max(0, elapsed))


async def mark_exam(tx: AsyncConnection, bank: Bank, mock: Row[Any], at: dt.datetime) -> dict[str, Any]:
    """Record the answers of an exam that ends at ``at``; its result as columns of the exam's row.

    What is blank is wrong for the score but no answer: it counts in nobody's statistics.
    """
    rows = [row for row in await mocks.sheet(tx, mock.quiz_id) if row.question_id in bank.questions]
    place = Place(mock.guild_id, mock.thread_id or mock.channel_id)
    raw, given = 0, []
    for row in rows:
        chosen = frozenset(row.chosen or "")
        right = grade(bank.questions[row.question_id], chosen)
        raw += row.scored and right
        if chosen:
            since = at - dt.timedelta(milliseconds=row.milliseconds)  # as if on the card in one go
            given.append(answer_row(row, chosen, right, mock.person_id, at, place, since=since))
    await answers.record_all(tx, given)
    scored = [bank.questions[row.question_id] for row in rows if row.scored]
    if mock.part is not None or not scored:  # a drill, or an exam whose questions were all withdrawn
        return {"raw": raw}
    result = await scale(tx, bank, bank.exams[mock.exam], scored, raw)
    return {
        "raw": raw,
        "scaled": result.scaled,
        "csem": result.csem,
        "passed": result.passed,
        "provisional": result.provisional,
    }


async def scale(
    tx: AsyncConnection, bank: Bank, exam: Exam, scored: Iterable[Question], raw: int
) -> ScaledScore:
    """The scaled score of a form with these scored questions."""
    reference = await reference_of(tx, bank, exam)
    return score([parameters(question) for question in scored], raw, reference, exam.scale)


async def reference_of(tx: AsyncConnection, bank: Bank, exam: Exam) -> Reference:
    """The frozen reference form of an exam; the first exam that is scored freezes it."""
    row = await mocks.reference_form(tx, exam.id)
    if row is None:
        made = reference_form(exam, ((q.domain, parameters(q)) for q in bank.of(exam.id)), version="1")
        curves = json.dumps(made.curves)
        await mocks.freeze_reference(
            tx, {"exam": exam.id, "version": made.version, "scored": made.scored, "curves": curves}
        )
        row = await mocks.reference_form(tx, exam.id)
        assert row is not None
    return Reference(row.version, row.scored, tuple(tuple(curve) for curve in json.loads(row.curves)))


def parameters(question: Question) -> ItemParameters:
    """What is known of an item's difficulty: the author's label, until items are calibrated."""
    return prior(question)
