"""SQLite connections as the bot needs them: set up, and with one trip to the driver's thread per statement.

SQLAlchemy makes a cursor, executes, fetches all rows and closes. With aiosqlite's own cursor each of
the four is a trip to its thread and back, and statements as short as ours take most of their time there.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

import aiosqlite

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=10000")


async def connect(*args: Any, **options: Any) -> aiosqlite.Connection:
    """Open a file; takes what `sqlite3.connect` takes. For SQLAlchemy's ``async_creator_fn``."""

    def open_file() -> sqlite3.Connection:
        connection: sqlite3.Connection = sqlite3.connect(*args, **options)
        connection.isolation_level = None  # the driver's implicit BEGIN comes too late; see Database
        try:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:  # not a database, say
            connection.close()
            raise
        return connection

    connection = _Connection(open_file, iter_chunk_size=64)
    connection._thread.daemon = True  # SQLAlchemy does the same: a forgotten connection can't stop the exit
    try:
        return await connection
    except Exception:
        # Its thread has been told to stop, but nobody waits for it: it must not outlive the event loop.
        await asyncio.to_thread(connection._thread.join)
        raise


class _Connection(aiosqlite.Connection):
    def cursor(self) -> Any:
        return _Cursor(self)


class _Cursor:
    """The part of aiosqlite's cursor that SQLAlchemy uses: what is left of a statement that is done."""

    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []

    async def __aenter__(self) -> _Cursor:
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        await self._run("execute", sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        await self._run("executemany", sql, parameters)

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """Nothing is open between statements."""

    async def _run(self, method: str, sql: str, parameters: Iterable[Any]) -> None:
        execute = getattr(self._connection._conn, method)
        await self._connection._execute(self._run_and_keep, execute, sql, parameters)  # type: ignore[no-untyped-call]

    def _run_and_keep(self, execute: Callable[..., sqlite3.Cursor], sql: str, parameters: Any) -> None:
        """In the driver's thread: the statement and all that is wanted of it."""
        done = execute(sql, parameters)
        self._rows = done.fetchall()
        self.description, self.rowcount, self.lastrowid = done.description, done.rowcount, done.lastrowid
