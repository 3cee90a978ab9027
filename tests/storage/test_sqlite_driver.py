"""The SQLite connections: how they are set up, and that SQLAlchemy gets from them what it asks for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from unittest import mock

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.storage.database import Database
from tests.databases import sqlite_url


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[Database]:
    db = Database(sqlite_url(tmp_path))
    async with db.begin() as tx:
        await tx.execute(text("CREATE TABLE fruit (id INTEGER PRIMARY KEY, name TEXT)"))
    yield db
    await db.close()


async def test_every_connection_is_set_up(file: Database) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 10000}
    async with file.read() as one, file.read() as another:
        for tx in (one, another):
            for pragma, value in wanted.items():
                assert (await tx.execute(text(f"PRAGMA {pragma}"))).scalar() == value


async def test_results_and_counts_are_complete(file: Database) -> None:
    async with file.begin() as tx:
        rows = [{"name": "fig"}, {"name": "date"}, {"name": "plum"}]
        await tx.execute(text("INSERT INTO fruit (name) VALUES (:name)"), rows)
        found = await tx.execute(text("SELECT id, name FROM fruit ORDER BY id"))
        assert [tuple(row) for row in found] == [(1, "fig"), (2, "date"), (3, "plum")]
        changed = await tx.execute(text("UPDATE fruit SET name = upper(name) WHERE id > 1"))
        assert changed.rowcount == 2
        gone = await tx.execute(text("DELETE FROM fruit WHERE id = 3 RETURNING name"))
        assert gone.scalar_one() == "PLUM"


async def test_an_exception_undoes_the_transaction(file: Database) -> None:
    async def fail() -> None:
        async with file.begin() as tx:
            await tx.execute(text("INSERT INTO fruit (name) VALUES ('fig')"))
            await tx.execute(text("SELECT * FROM vegetables"))

    with pytest.raises(OperationalError, match="no such table"):
        await fail()
    async with file.read() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM fruit"))).scalar() == 0


async def test_a_statement_is_one_trip_to_the_driver(file: Database) -> None:
    with mock.patch.object(
        aiosqlite.Connection, "_execute", autospec=True, side_effect=aiosqlite.Connection._execute
    ) as trips:
        async with file.begin() as tx:
            (await tx.execute(text("SELECT * FROM fruit"))).all()
    assert trips.call_count == 3, "begin, select, commit"
