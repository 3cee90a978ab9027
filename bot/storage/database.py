"""The engine, and the two ways to use it: ``begin`` to write, ``read`` to look."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import Connection, Table, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.storage import sqlite_driver


class Database:
    """An embedded SQLite file or a PostgreSQL server; the same statements run on both."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = create_async_engine(
            url,
            connect_args={"async_creator_fn": sqlite_driver.connect} if self.is_sqlite else {},
            pool_pre_ping=not self.is_sqlite,
            pool_reset_on_return=None,  # `begin` and `read` have ended their transactions by then
        )
        self._writing = self.engine.execution_options(writes=True)
        # SQLite has one writer. Waiting here is fair and costs nothing; waiting in SQLite is a sleep.
        self._writer: contextlib.AbstractAsyncContextManager[Any] = contextlib.nullcontext()
        if self.is_sqlite:
            self._writer = asyncio.Lock()
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    @contextlib.asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """One transaction: committed at the end, rolled back by an exception."""
        async with self._writer, self._writing.begin() as connection:
            yield connection

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A consistent view that writes nothing and waits for no writer."""
        async with self.engine.connect() as connection:
            yield connection

    async def close(self) -> None:
        await self.engine.dispose()


def insert(tx: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of the connection."""
    return insert_in(tx.dialect.name, table)


def insert_in(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """The same for a dialect by its name, for statements that are built once and kept."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: a reader that turns writer would fail with "database is locked".
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
