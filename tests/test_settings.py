"""Settings from the environment: what is accepted, what is refused in one line, and what never shows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.config import BUNDLED_QUESTIONS, Secret, Settings, with_async_driver
from bot.errors import StartupError
from bot.storage.migrate import place

ROOT = Path(__file__).parent.parent


def test_nothing_set_means_a_file_in_the_users_folder() -> None:
    settings = Settings.read({})
    assert settings.token is None
    assert settings.uses_sqlite
    assert settings.question_folders == (BUNDLED_QUESTIONS,)
    assert settings.log_level == "INFO"
    assert not settings.allow_sqlite
    assert place(settings.database.reveal()) == str(settings.data_dir / "proctor.sqlite3")


def test_empty_values_count_as_not_set() -> None:
    names = [line.split("=")[0] for line in (ROOT / ".env.example").read_text().splitlines() if "=" in line]
    names = [name for name in names if name.isupper()]
    assert {"DISCORD_TOKEN", "DATABASE_URL", "QUESTIONS_DIR", "LOG_LEVEL"} <= set(names)
    empty, unset = Settings.read(dict.fromkeys(names, "")), Settings.read({})
    assert empty.database.reveal() == unset.database.reveal()
    assert (empty.token, empty.data_dir, empty.question_folders) == (
        None,
        unset.data_dir,
        unset.question_folders,
    )


def test_each_setting_is_read(tmp_path: Path) -> None:
    more = [tmp_path / "a", tmp_path / "b"]
    for folder in more:
        folder.mkdir()
    settings = Settings.read(
        {
            "DISCORD_TOKEN": " abc.def \n",
            "DATA_DIR": str(tmp_path),
            "QUESTIONS_DIR": os.pathsep.join(map(str, more)),
            "LOG_LEVEL": "debug",
            "ALLOW_SQLITE": "1",
        }
    )
    assert settings.token is not None
    assert settings.token.reveal() == "abc.def"
    assert settings.question_folders == (BUNDLED_QUESTIONS, *more)
    assert (settings.log_level, settings.allow_sqlite) == ("DEBUG", True)
    assert place(settings.database.reveal()) == str(tmp_path / "proctor.sqlite3")


@pytest.mark.parametrize("name", ["two words", "100%", "what?", "a#b", "über", "%41", "a@b:c"])
def test_any_folder_can_hold_the_data(name: str) -> None:
    settings = Settings.read({"DATA_DIR": f"/data/{name}"})
    assert make_url(settings.database.reveal()).database == f"/data/{name}/proctor.sqlite3"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:///file.db", "sqlite+aiosqlite:///file.db"),
        ("sqlite:////var/lib/file.db", "sqlite+aiosqlite:////var/lib/file.db"),
        ("postgres://u:p@h:5432/db", "postgresql+asyncpg://u:p@h:5432/db"),
        ("postgresql://u:p@h/db", "postgresql+asyncpg://u:p@h/db"),
        ("postgresql+psycopg2://u:p@h/db", "postgresql+asyncpg://u:p@h/db"),
        ("postgres://u:p@h/db?sslmode=require", "postgresql+asyncpg://u:p@h/db?ssl=require"),
        (
            "postgres://u:p@h/db?sslmode=require&channel_binding=require",
            "postgresql+asyncpg://u:p@h/db?ssl=require",
        ),
        ("postgres://u:p%40ss@h/db", "postgresql+asyncpg://u:p%40ss@h/db"),
    ],
)
def test_addresses_as_hosts_write_them_are_accepted(given: str, used: str) -> None:
    assert with_async_driver(given) == used


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL is 'LOUD': use DEBUG, INFO, WARNING or ERROR."),
        ({"QUESTIONS_DIR": "/no/such/folder"}, "QUESTIONS_DIR names /no/such/folder, which is not a folder."),
        ({"QUESTIONS_DIR": f"{ROOT}{os.pathsep}{__file__}"}, "which is not a folder."),
        (
            {"DATABASE_URL": "my-s3cret"},
            "DATABASE_URL is not a database address: use sqlite:///file or postgresql",
        ),
        ({"DATABASE_URL": "postgres://u:s3cret@h:port/db"}, "DATABASE_URL is not a database address"),
        ({"DATABASE_URL": "postgres://u:s3cret@[::1/db"}, "DATABASE_URL is not a database address"),
        ({"DATABASE_URL": "postgres://u:s3cret@h:99999/db"}, "DATABASE_URL names port 99999"),
        ({"DATABASE_URL": "postgres://u:s3cret@h:0/db"}, "DATABASE_URL names port 0"),
        (
            {"DATABASE_URL": "mysql://u:s3cret@h/db"},
            "DATABASE_URL names 'mysql': Proctor works with sqlite and",
        ),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL names no file"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL names no file"),
        ({"DATABASE_URL": "postgres://u:s3cret@h"}, "DATABASE_URL names no database"),
        ({"DISCORD_TOKEN": "s3cret\ns3cret"}, "DISCORD_TOKEN has spaces or line breaks in it"),
    ],
)
def test_a_wrong_setting_is_told_by_name_without_secrets(env: dict[str, str], told: str) -> None:
    with pytest.raises(StartupError) as refused:
        Settings.read(env)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "s3cret" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_secrets_do_not_show() -> None:
    settings = Settings.read({"DISCORD_TOKEN": "t0ken", "DATABASE_URL": "postgres://u:s3cret@h/db"})
    for shown in (
        repr(settings),
        str(settings),
        f"{settings.token}",
        f"{settings.database!r}",
        str(settings.token),
    ):
        assert "t0ken" not in shown
        assert "s3cret" not in shown
    assert Secret("x").reveal() == "x"
    assert b"x" not in repr(Secret("x")).encode()


@pytest.mark.parametrize(
    "url",
    [
        "postgres://u:s3cret@h/db",
        "postgres://h/db?user=u&password=s3cret",
        "postgres://u:s3cret@h/db?sslmode=require&sslpassword=s3cret",
    ],
)
def test_the_place_of_a_database_is_told_without_secrets(url: str) -> None:
    shown = place(with_async_driver(url))
    assert "s3cret" not in shown
    assert "/db" in shown
    assert "h" in shown
