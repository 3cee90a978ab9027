"""The PostgreSQL that other tests are given."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.postgres import PostgresServer


async def tables(url: str, *statements: str) -> list[str]:
    """Run statements, then list the tables of the database."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            for statement in statements:
                await connection.execute(text(statement))
            found = await connection.scalars(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            )
            return list(found)
    finally:
        await engine.dispose()


async def test_each_test_has_a_database_of_its_own(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    assert postgres_url.startswith("postgresql+asyncpg://")
    assert await tables(postgres_url, "CREATE TABLE a (id int)") == ["a"]
    other = postgres_server.create_database()
    assert await tables(other) == []
    postgres_server.drop_database(other)


async def test_a_database_can_be_copied_from_a_template(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    await tables(postgres_url, "CREATE TABLE a (id int)")
    copy = postgres_server.create_database(template=postgres_url.rpartition("/")[2])
    assert await tables(copy) == ["a"]
    postgres_server.drop_database(copy)
