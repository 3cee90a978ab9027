"""Migrations lead to exactly the tables that the code declares, and back, on both databases."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Connection, Integer, MetaData, Table, inspect, text

from bot.errors import StartupError
from bot.storage import migrate
from bot.storage.database import Database
from bot.storage.tables import metadata
from tests.databases import sqlite_url

NOT_OURS = "alembic_version"


def differences(connection: Connection, wanted: MetaData) -> list[Any]:
    """What Alembic would still change to get the wanted tables."""
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, wanted))


def schema(connection: Connection) -> dict[tuple[str, str], Any]:
    """What tables, indexes and constraints are made of, conditions and defaults included."""
    if connection.dialect.name == "sqlite":
        rows = connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master"))
        found: dict[tuple[str, str], Any] = {
            (row.type, row.name): " ".join(row.sql.split())
            if row.type == "index" and row.sql
            else row.tbl_name
            for row in rows
            if row.tbl_name != NOT_OURS
        }
    else:
        queries = (
            "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT 'constraint', conname, pg_get_constraintdef(c.oid) FROM pg_constraint c"
            " JOIN pg_namespace n ON n.oid = connamespace WHERE nspname = 'public'",
        )
        made = [row for query in queries for row in connection.execute(text(query))]
        found = {(kind, name): definition for kind, name, definition in made if NOT_OURS not in name}
    inspector = inspect(connection)
    for table in set(inspector.get_table_names()) - {NOT_OURS}:
        for column in inspector.get_columns(table):
            described = (str(column["type"]), column["nullable"], column["default"])
            found["column", f"{table}.{column['name']}"] = described
        for check in inspector.get_check_constraints(table):
            found["check", f"{table}.{check['name']}"] = check["sqltext"]
    return found


async def test_migrations_make_the_tables_that_the_code_declares(db: Database) -> None:
    async with db.read() as connection:
        assert await connection.run_sync(differences, metadata) == []


async def test_a_forgotten_column_is_noticed(db: Database) -> None:
    wanted = MetaData()
    for table in metadata.tables.values():
        table.to_metadata(wanted)
    wanted.tables["servers"].append_column(Column("forgotten", Integer))
    Table("forgotten", wanted, Column("id", Integer, primary_key=True))
    async with db.read() as connection:
        assert len(await connection.run_sync(differences, wanted)) == 2


async def test_conditions_defaults_and_checks_are_the_declared_ones_too(empty_url: str) -> None:
    """Alembic compares no partial index, no check and no default of SQLite: this does."""
    db = Database(empty_url)
    try:
        async with db.begin() as connection:
            await connection.run_sync(metadata.create_all)
            declared = await connection.run_sync(schema)
            await connection.run_sync(metadata.drop_all)
        await migrate.upgrade(db)
        async with db.read() as connection:
            assert await connection.run_sync(schema) == declared
        assert any(kind == "check" for kind, _ in declared)
        assert any("WHERE" in str(made) for made in declared.values())
    finally:
        await db.close()


async def test_the_way_back_leaves_nothing_and_can_be_gone_again(empty_url: str) -> None:
    db = Database(empty_url)

    async def move(revision: str) -> tuple[str | None, dict[tuple[str, str], Any]]:
        def run(connection: Connection) -> dict[tuple[str, str], Any]:
            config = migrate._config(connection)
            (command.downgrade if revision == "base" else command.upgrade)(config, revision)
            return schema(connection)

        async with db.begin() as connection:
            found = await connection.run_sync(run)
        return await migrate.current(db), found

    try:
        there, made = await move("head")
        assert there == migrate.newest()
        assert ("column", "answers.first") in made
        assert await move("base") == (None, {})
        assert await move("head") == (there, made)
    finally:
        await db.close()


async def test_upgrading_twice_changes_nothing(db: Database) -> None:
    await migrate.upgrade(db)
    assert await migrate.current(db) == migrate.newest()
    await migrate.require_current(db)


async def test_an_unmigrated_database_is_refused_with_the_command_to_run(empty_url: str) -> None:
    db = Database(empty_url)
    try:
        with pytest.raises(StartupError, match=r"Run: python -m bot migrate$") as refused:
            await migrate.require_current(db)
        expected = (
            "There is no database at" if db.is_sqlite else f"revision none, .* needs {migrate.newest()}"
        )
        assert refused.match(expected)
    finally:
        await db.close()


async def test_looking_for_a_missing_file_makes_none(tmp_path: Path) -> None:
    db = Database(sqlite_url(tmp_path))
    with pytest.raises(StartupError, match="There is no database at"):
        await migrate.require_current(db)
    await db.close()
    assert os.listdir(tmp_path) == []


async def test_a_database_of_another_version_is_refused_by_name(db: Database) -> None:
    async with db.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'other'"))
    with pytest.raises(
        StartupError, match=f"is at revision other, this version of Proctor needs {migrate.newest()}"
    ):
        await migrate.require_current(db)


async def test_a_file_that_is_no_database_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "proctor.sqlite3").write_text("Not a database, but long enough to be taken for one. " * 20)
    db = Database(sqlite_url(tmp_path))
    try:
        for action in (migrate.current, migrate.upgrade, migrate.require_current):
            with pytest.raises(StartupError, match="file is not a database") as told:
                await action(db)
            assert "\n" not in str(told.value)
    finally:
        await db.close()
