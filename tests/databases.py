"""Both databases for a test: `empty_url` is an empty one, `db` has all tables. Each test runs on both."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.storage import migrate
from bot.storage.database import Database
from tests.postgres import PostgresServer

BOTH = ("sqlite", "postgresql")


def sqlite_url(folder: Path) -> str:
    return f"sqlite+aiosqlite:///{folder / 'proctor.sqlite3'}"


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database; the SQLite file isn't there yet."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path)
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("migrated")
    _migrate(sqlite_url(folder))
    return folder / "proctor.sqlite3"


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: PostgresServer) -> str:
    url = postgres_server.create_database()
    _migrate(url)
    return url


@pytest.fixture(params=BOTH)
async def db(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A database with all tables and nothing in them."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "proctor.sqlite3")
        opened = Database(sqlite_url(tmp_path))
        yield opened
        await opened.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("migrated_postgres").rpartition("/")[2]
    url = server.create_database(template=template)
    opened = Database(url)
    yield opened
    await opened.close()
    server.drop_database(url)


def _migrate(url: str) -> None:
    """Make all tables; in a thread, since the caller may have a loop running."""

    async def run() -> None:
        opened = Database(url)
        try:
            await migrate.upgrade(opened)
        finally:
            await opened.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, run()).result()
