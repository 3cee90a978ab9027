"""What a server has set."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import insert
from bot.storage.tables import servers


async def find(tx: AsyncConnection, guild: int) -> Row[Any] | None:
    return (await tx.execute(select(servers).where(servers.c.id == guild))).first()


async def change(tx: AsyncConnection, guild: int, values: dict[str, Any]) -> None:
    statement = insert(tx, servers).values(id=guild, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
