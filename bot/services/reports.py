"""Reports about questions, kept for a later review."""

from __future__ import annotations

from typing import Literal, get_args

from bot.errors import Refusal
from bot.services.context import Clock
from bot.storage import quizzes, reports
from bot.storage.database import Database

Reason = Literal["key", "ambiguous", "outdated", "typo", "other"]
REASONS: tuple[Reason, ...] = get_args(Reason)


class Reports:
    """Keeps what people find wrong with a question."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def keep(self, person: int, item_id: int, reason: str, text: str) -> None:
        """Store a person's report on the question of an item; a second one replaces the first."""
        if reason not in REASONS:
            raise Refusal("report.choose_reason")
        async with self._db.begin() as tx:
            item = await quizzes.item(tx, item_id)
            if item is None:
                raise Refusal("quiz.gone")
            await reports.keep(
                tx,
                {
                    "item_id": item_id,
                    "person_id": person,
                    "question_id": item.question_id,
                    "reason": reason,
                    "text": text.strip(),
                    "reported_at": self._clock(),
                },
            )
