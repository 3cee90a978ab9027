"""Bringing a database up to date, and refusing one that isn't."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, make_url
from sqlalchemy.exc import DBAPIError

from bot.errors import StartupError
from bot.storage.database import Database

MIGRATIONS = Path(__file__).parent.parent.parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def newest() -> str | None:
    """The revision that the code expects."""
    return ScriptDirectory.from_config(_config()).get_current_head()


async def current(db: Database) -> str | None:
    """The revision the database is at; None before the first. Raises StartupError if unreachable."""
    try:
        async with db.read() as connection:
            return await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
    except (DBAPIError, OSError) as error:
        raise unreachable(db.url, error) from None


async def upgrade(db: Database) -> None:
    """Apply all migrations that are missing, in one transaction."""

    def run(connection: Connection) -> None:
        command.upgrade(_config(connection), "head")

    try:
        async with db.begin() as connection:
            await connection.run_sync(run)
    except (DBAPIError, OSError) as error:
        raise unreachable(db.url, error) from None


async def require_current(db: Database) -> None:
    """Raise StartupError, saying what to run, unless the database is up to date."""
    if db.is_sqlite and not _has_file(db.url):
        raise StartupError(f"There is no database at {place(db.url)} yet. Run: python -m bot migrate")
    found = await current(db)
    if found != newest():
        raise StartupError(
            f"The database at {place(db.url)} is at revision {found or 'none'}, this version of Proctor needs"
            f" {newest()}. Run: python -m bot migrate"
        )


def _has_file(url: str) -> bool:
    """Whether an SQLite file exists: connecting would make an empty one."""
    return Path(make_url(url).database or "").exists()


def place(url: str) -> str:
    """A database address without its password."""
    parsed = make_url(url)
    return parsed.database or url if parsed.get_backend_name() == "sqlite" else parsed.render_as_string()


def unreachable(url: str, error: Any) -> StartupError:
    """One line for a database that can't be reached or used."""
    reason = " ".join(str(getattr(error, "orig", None) or error).split())
    return StartupError(f"The database at {place(url)} can't be used: {reason}. Check DATABASE_URL.")
