"""What people found wrong with a question."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import insert
from bot.storage.tables import reports


async def keep(tx: AsyncConnection, report: dict[str, Any]) -> None:
    """Store a report; a second one of the same person on the same item replaces the first."""
    changes = {name: report[name] for name in ("reason", "text", "reported_at")}
    statement = insert(tx, reports).values(report)
    await tx.execute(statement.on_conflict_do_update(index_elements=["item_id", "person_id"], set_=changes))
