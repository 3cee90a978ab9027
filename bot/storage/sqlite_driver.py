"""SQLite connections as the bot needs them: set up, and with one trip to the driver's thread per statement.

SQLAlchemy makes a cursor, executes, fetches all rows and closes. With aiosqlite's own cursor each of
the four is a trip to its thread and back, and statements as short as ours take most of their time there.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What is left of a statement once its cursor is closed."""

    rows: list[Any] = field(default_factory=list)
    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None


class _Connection(aiosqlite.Connection):
    def cursor(self) -> Any:
        return _Cursor(self)

    async def run(self, method: str, sql: str, parameters: Iterable[Any]) -> _Outcome:
        return await self._execute(_run, getattr(self._conn, method), sql, parameters)  # type: ignore[no-any-return,no-untyped-call]


def _run(execute: Callable[..., sqlite3.Cursor], sql: str, parameters: Iterable[Any]) -> _Outcome:
    cursor = execute(sql, parameters)
    rows = cursor.fetchall()
    return _Outcome(rows, cursor.description, cursor.rowcount, cursor.lastrowid)


class _Cursor:
    """The part of aiosqlite's cursor that SQLAlchemy uses."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._outcome = _Outcome()

    async def __aenter__(self) -> _Cursor:
        return self

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        self._outcome = await self._connection.run("execute", sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> None:
        self._outcome = await self._connection.run("executemany", sql, parameters)

    async def fetchall(self) -> list[Any]:
        return self._outcome.rows

    async def close(self) -> None:
        """Nothing is open between statements."""

    @property
    def description(self) -> Any:
        return self._outcome.description

    @property
    def rowcount(self) -> int:
        return self._outcome.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._outcome.lastrowid
