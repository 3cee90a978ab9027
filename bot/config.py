"""Settings, read once from an environment mapping and never changed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import StartupError

BUNDLED_QUESTIONS = Path(__file__).parent.parent / "questions"
DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}


class Secret:
    """A string that does not show itself in logs, tracebacks or ``repr``."""

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret('…')"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment may choose; ``.env.example`` explains each."""

    token: Secret | None
    database: Secret
    data_dir: Path
    question_folders: tuple[Path, ...]
    log_level: str
    allow_sqlite: bool

    @property
    def uses_sqlite(self) -> bool:
        return self.database.reveal().startswith("sqlite")

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Settings:
        """Read the environment; raises StartupError with the name of the setting that is wrong."""
        data_dir = Path(env.get("DATA_DIR") or user_data_path("proctor")).expanduser()
        url = env.get("DATABASE_URL") or URL.create("sqlite", database=str(data_dir / "proctor.sqlite3"))
        level = (env.get("LOG_LEVEL") or "INFO").upper()
        if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
            raise StartupError(f"LOG_LEVEL is {level!r}: use DEBUG, INFO, WARNING or ERROR.")
        extra = tuple(Path(p).expanduser() for p in env.get("QUESTIONS_DIR", "").split(os.pathsep) if p)
        for folder in extra:
            if not folder.is_dir():
                raise StartupError(f"QUESTIONS_DIR names {folder}, which is not a folder.")
        token = env.get("DISCORD_TOKEN", "").strip()
        if len(token.split()) > 1:
            raise StartupError("DISCORD_TOKEN has spaces or line breaks in it. Copy it again, on one line.")
        return cls(
            token=Secret(token) if token else None,
            database=Secret(with_async_driver(url)),
            data_dir=data_dir,
            question_folders=(BUNDLED_QUESTIONS, *extra),
            log_level=level,
            allow_sqlite=env.get("ALLOW_SQLITE") == "1",
        )


def with_async_driver(url: str | URL) -> str:
    """A database URL with the driver that the bot uses; hosts hand out ``postgres://`` and ``sslmode``."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise StartupError(
            "DATABASE_URL is not a database address: use sqlite:///file or postgresql://…"
        ) from None
    backend = parsed.drivername.partition("+")[0]
    if backend not in DRIVERS:
        raise StartupError(f"DATABASE_URL names {backend!r}: Proctor works with sqlite and postgresql.")
    if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
        raise StartupError("DATABASE_URL names no file: use sqlite:///file.")
    if parsed.port is not None and not 0 < parsed.port < 2**16:
        raise StartupError(f"DATABASE_URL names port {parsed.port}: use one from 1 to 65535.")
    if not parsed.database:
        raise StartupError("DATABASE_URL names no database: use postgresql://user:password@host/name.")
    parsed = parsed.set(drivername=DRIVERS[backend])
    if "sslmode" in parsed.query:  # libpq's name; asyncpg takes the same values as `ssl`
        parsed = parsed.update_query_dict({"ssl": parsed.query["sslmode"]})
    # asyncpg does without channel binding, which some hosts put into the addresses that they hand out.
    return parsed.difference_update_query(["sslmode", "channel_binding"]).render_as_string(
        hide_password=False
    )
