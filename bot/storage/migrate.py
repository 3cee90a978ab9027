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
    if is_missing(db.url):
        return None
    try:
        async with db.read() as connection:
            return await connection.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
    except (DBAPIError, OSError, TypeError) as error:  # TypeError: a parameter that the driver doesn't know
        raise unreachable(db.url, error) from None


async def upgrade(db: Database) -> None:
    """Apply all migrations that are missing, in one transaction."""

    def run(connection: Connection) -> None:
        command.upgrade(_config(connection), "head")

    try:
        if is_missing(db.url):
            Path(make_url(db.url).database or "").parent.mkdir(parents=True, exist_ok=True)
        async with db.begin() as connection:
            await connection.run_sync(run)
    except (DBAPIError, OSError) as error:
        raise unreachable(db.url, error) from None


async def require_current(db: Database) -> None:
    """Raise StartupError, saying what to run, unless the database is up to date."""
    if is_missing(db.url):
        raise StartupError(f"There is no database at {place(db.url)} yet. Run: python -m bot migrate")
    found = await current(db)
    if found != newest():
        raise StartupError(
            f"The database at {place(db.url)} is at revision {found or 'none'}, this version of Proctor needs"
            f" {newest()}. Run: python -m bot migrate"
        )


def is_missing(url: str) -> bool:
    """Whether this is an SQLite file that doesn't exist yet: connecting would make an empty one."""
    parsed = make_url(url)
    return parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists()


def place(url: str) -> str:
    """A database address without its password, which may also be among the parameters."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return parsed.database or url
    return parsed.set(drivername=parsed.get_backend_name(), query={}).render_as_string()


def unreachable(url: str, error: Any) -> StartupError:
    """One line for a database that can't be reached or used."""
    reason = " ".join(str(getattr(error, "orig", None) or error).split())
    return StartupError(f"The database at {place(url)} can't be used: {reason}. Check DATABASE_URL.")
