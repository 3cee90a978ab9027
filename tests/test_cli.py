"""`python -m bot run | migrate | doctor`: what is wrong is one clear line, and nothing is left behind."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
import sys
import urllib.parse
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import discord
import pytest

from bot import __main__ as command_line
from bot.bank_cli import HOME
from bot.client import PERMISSIONS
from bot.config import Settings
from bot.errors import StartupError
from bot.running import SCOPES, invite_link, log_in
from bot.storage import migrate
from tests import builders
from tests.loopback import Loopback, free_port, serve

ROOT = Path(__file__).parent.parent
SETTINGS = (
    "ALLOW_SQLITE",
    "DATABASE_URL",
    "DATA_DIR",
    "DISCORD_TOKEN",
    "LOG_LEVEL",
    "QUESTIONS_DIR",
)
NO_SECRET = "s3cret"


class Outcome(NamedTuple):
    code: int
    out: str
    error: str


class Command(Protocol):
    def __call__(self, *argv: str, **env: str) -> Outcome: ...


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Command]:
    """Run a command in this process: a traceback would be an exception here."""
    monkeypatch.chdir(tmp_path)
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level

    def run(*argv: str, **env: str) -> Outcome:
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        code = command_line.main(argv)
        return Outcome(code, *capsys.readouterr())

    yield run
    root.handlers[:], root.level = handlers, level


def assert_refused(outcome: Outcome, told: str) -> None:
    """One line, which names what is wrong, and a code that scripts can tell."""
    assert outcome.code == 1
    assert outcome.out == ""
    assert outcome.error.startswith("proctor: ")
    assert outcome.error.count("\n") == 1
    assert told in outcome.error
    assert NO_SECRET not in outcome.error


# run


def test_run_without_a_token(command: Command) -> None:
    assert_refused(command("run"), "DISCORD_TOKEN is not set")


@pytest.mark.parametrize("allowed", ["", "0", "yes"])
def test_a_disk_that_is_thrown_away_is_no_place_for_sqlite(command: Command, allowed: str) -> None:
    outcome = command("run", "--ephemeral-disk", DISCORD_TOKEN=NO_SECRET, ALLOW_SQLITE=allowed)
    assert_refused(outcome, "or ALLOW_SQLITE=1 if you accept the loss")


def test_sqlite_on_such_a_disk_can_be_allowed(command: Command) -> None:
    outcome = command("run", "--ephemeral-disk", DISCORD_TOKEN=NO_SECRET, ALLOW_SQLITE="1")
    assert_refused(outcome, "There is no database at")


def test_run_without_a_database_makes_none(command: Command, tmp_path: Path) -> None:
    assert_refused(command("run", DISCORD_TOKEN=NO_SECRET), "Run: python -m bot migrate")
    assert not list((tmp_path / "data").glob("*.sqlite3*"))


def test_run_with_an_unmigrated_database(command: Command, postgres_url: str) -> None:
    outcome = command("run", "--ephemeral-disk", DISCORD_TOKEN=NO_SECRET, DATABASE_URL=postgres_url)
    assert_refused(outcome, f"is at revision none, this version of Proctor needs {migrate.newest()}. Run:")


@pytest.mark.parametrize("name", ["run", "migrate"])
def test_a_database_that_does_not_answer(command: Command, name: str) -> None:
    url = f"postgres://proctor:{NO_SECRET}@127.0.0.1:{free_port()}/proctor"
    outcome = command(name, DISCORD_TOKEN=NO_SECRET, DATABASE_URL=url)
    assert_refused(outcome, "Check DATABASE_URL.")
    assert "proctor:***@127.0.0.1" in outcome.error


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"database": "nonsense"}, 'database "nonsense" does not exist'),
        ({"password": NO_SECRET}, "password authentication failed"),
        ({"query": {"ssl": "require"}}, "rejected SSL"),
        ({"query": {"nonsense": "1"}}, "unexpected keyword argument 'nonsense'"),
    ],
)
def test_a_database_that_refuses(command: Command, postgres_url: str, change: Any, told: str) -> None:
    from sqlalchemy import make_url

    url = make_url(postgres_url).set(**change).render_as_string(hide_password=False)
    assert_refused(command("migrate", DATABASE_URL=url), told)


def test_a_folder_that_cannot_be_made(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    folder = str(tmp_path / "file" / "data")
    assert_refused(command("migrate", DATA_DIR=folder), "Not a directory")
    assert_refused(command("run", DATA_DIR=folder, DISCORD_TOKEN=NO_SECRET), "There is no database at")


def test_a_malformed_question_file_is_named_with_its_line(command: Command, tmp_path: Path) -> None:
    directory = builders.write_exam(tmp_path / "more", builders.exam(), builders.question())
    (file,) = directory.glob("1.1-*.yaml")
    lines = file.read_text().splitlines()
    at = next(number for number, line in enumerate(lines, 1) if "kind: single" in line)
    file.write_text("\n".join(lines).replace("kind: single", "kind: triple"))
    where = f"{file.relative_to(tmp_path)}:{at}: "
    outcome = command("run", DISCORD_TOKEN=NO_SECRET, QUESTIONS_DIR=str(tmp_path / "more"))
    assert_refused(outcome, where)
    assert "kind" in outcome.error.partition(where)[2]
    doctor = command("doctor")
    assert doctor.code == 1
    assert f"bank        WRONG  {where}" in doctor.out


@pytest.mark.parametrize(
    "env",
    [
        {"QUESTIONS_DIR": "/no/such/folder"},
        {"DATABASE_URL": f"{NO_SECRET}"},
        {"DATABASE_URL": f"mysql://u:{NO_SECRET}@h/db"},
        {"LOG_LEVEL": "LOUD"},
    ],
)
def test_wrong_settings(command: Command, env: dict[str, str]) -> None:
    (name,) = env
    for argv in (("run",), ("migrate",)):
        assert_refused(command(*argv, **env), name)
    doctor = command("doctor", **env)
    assert doctor.code == 1
    assert doctor.out.startswith(f"settings    WRONG  {name}")
    assert doctor.out.count("\n") == 1


def test_settings_may_stand_in_a_file(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "INFO")
    monkeypatch.delenv("LOG_LEVEL")  # so that what the file sets is taken back at the end
    (tmp_path / ".env").write_text("LOG_LEVEL=LOUD\n")
    assert_refused(command("run"), "LOG_LEVEL is 'LOUD'")
    assert_refused(command("run", LOG_LEVEL="SOFT"), "LOG_LEVEL is 'SOFT'")


# migrate and doctor


def test_migrating_twice_does_no_harm(command: Command, empty_url: str) -> None:
    first, second = command("migrate", DATABASE_URL=empty_url), command("migrate")
    assert (first.code, second.code) == (0, 0)
    assert f"new → {migrate.newest()}" in first.out
    assert f"up to date ({migrate.newest()})" in second.out
    assert first.error == second.error == ""


def test_migrate_makes_the_folder(command: Command, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b c"
    assert command("migrate", DATA_DIR=str(folder)).code == 0
    assert (folder / "proctor.sqlite3").exists()


def test_doctor_tells_what_is_right(command: Command, empty_url: str) -> None:
    command("migrate", DATABASE_URL=empty_url)
    outcome = command("doctor")
    assert outcome.code == 0, outcome.out
    lines = [line.split(maxsplit=2) for line in outcome.out.splitlines()]
    assert [line[0] for line in lines] == ["settings", "database", "migrations", "bank", "login"]
    assert {line[1] for line in lines} == {"ok"}
    assert f"at {migrate.newest()}" in outcome.out
    assert f"{HOME.upper()} " in lines[3][2]
    assert "not tried: DISCORD_TOKEN is not set" in outcome.out


def test_doctor_makes_no_database(command: Command, tmp_path: Path) -> None:
    outcome = command("doctor")
    assert outcome.code == 1
    assert [line.split()[1] for line in outcome.out.splitlines()] == ["ok", "WRONG", "WRONG", "ok", "ok"]
    assert outcome.out.count("Run: python -m bot migrate") == 2
    assert not list((tmp_path / "data").glob("*.sqlite3*"))


def test_doctor_goes_on_after_a_fault(command: Command) -> None:
    outcome = command("doctor", DATABASE_URL=f"postgres://u:{NO_SECRET}@127.0.0.1:{free_port()}/db")
    assert outcome.code == 1
    assert [line.split()[1] for line in outcome.out.splitlines()] == ["ok", "WRONG", "WRONG", "ok", "ok"]
    assert "can't be used" in outcome.out
    assert NO_SECRET not in outcome.out


# Discord


@pytest.fixture
async def loopback(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Loopback]:
    """A stand-in for Discord's address: no test leaves this machine."""
    async with serve(free_port(), token="right-token") as discord_here:
        monkeypatch.setattr(discord.http.Route, "BASE", discord_here.base)
        yield discord_here


async def test_a_wrong_token_is_told_in_a_line(loopback: Loopback) -> None:
    async with discord.Client(intents=discord.Intents.none()) as client:
        with pytest.raises(StartupError, match="Discord refuses DISCORD_TOKEN") as refused:
            await log_in(client, NO_SECRET)
    assert NO_SECRET not in str(refused.value)


async def test_a_right_token_logs_in(loopback: Loopback) -> None:
    async with discord.Client(intents=discord.Intents.none()) as client:
        await log_in(client, "right-token")
        assert client.application_id == 12


async def test_discord_being_down_is_told_in_a_line(loopback: Loopback) -> None:
    loopback.down = True
    async with discord.Client(intents=discord.Intents.none()) as client:
        with pytest.raises(StartupError, match=r"Discord can't be reached: 503 .*Check the network"):
            await log_in(client, "right-token")


async def test_commands_that_discord_refuses_are_told_in_a_line(loopback: Loopback) -> None:
    class Bot(discord.Client):
        async def setup_hook(self) -> None:
            await discord.app_commands.CommandTree(self).sync()

    loopback.refuses_commands = True
    async with Bot(intents=discord.Intents.none()) as client:
        with pytest.raises(StartupError, match=r"Discord refuses the start: 400 .*daily") as told:
            await log_in(client, "right-token")
    assert "\n" not in str(told.value)


async def test_an_unreachable_discord_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{free_port()}/api/v10")
    async with discord.Client(intents=discord.Intents.none()) as client:
        with pytest.raises(StartupError, match=r"Discord can't be reached: .*Check the network") as told:
            await log_in(client, "right-token")
    assert "\n" not in str(told.value)


def test_the_invite_link_asks_for_no_more_than_is_used() -> None:
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(invite_link(42)).query)
    assert query == {
        "client_id": ["42"],
        "scope": ["bot applications.commands"],
        "permissions": [str(PERMISSIONS.value)],
    }
    assert SCOPES == ("bot", "applications.commands")
    assert {name for name, given in PERMISSIONS if given} == {
        "read_messages",  # another name for view_channel
        "send_messages",
        "send_messages_in_threads",
        "create_public_threads",
        "create_private_threads",
        "manage_threads",
        "read_message_history",
    }


# The real process

START = """
import sys, discord.http
discord.http.Route.BASE = sys.argv.pop()
from bot.__main__ import main
sys.exit(main())
"""


@contextlib.asynccontextmanager
async def running(*argv: str, base: str, **env: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of its own that runs a command; it takes the stand-in for Discord."""
    clean = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", START, *argv, base),
        env={**clean, "PYTHONPATH": str(ROOT), **env},
        cwd=env["DATA_DIR"],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_the_process_ends_with_a_line_for_a_wrong_token(
    loopback: Loopback, migrated_sqlite: Path
) -> None:
    folder = str(migrated_sqlite.parent)
    async with running("run", base=loopback.base, DATA_DIR=folder, DISCORD_TOKEN=NO_SECRET) as process:
        out, error = await process.communicate()
    assert process.returncode == 1, error.decode()
    assert out == b""
    told = [line for line in error.decode().splitlines() if "INFO" not in line]
    assert len(told) == 1, told
    assert told[0].startswith("proctor: Discord refuses DISCORD_TOKEN.")
    assert NO_SECRET not in error.decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_the_bot_cleanly(
    loopback: Loopback, migrated_sqlite: Path, number: signal.Signals
) -> None:
    folder = str(migrated_sqlite.parent)
    async with running("run", base=loopback.base, DATA_DIR=folder, DISCORD_TOKEN="right-token") as process:
        await loopback.identified_or_ended(process)
        process.send_signal(number)
        _, error = await process.communicate()
    assert process.returncode == 0, error.decode()
    assert "Traceback" not in error.decode()
    assert f"Invite link: {invite_link(12)}" in error.decode()


def test_the_module_is_a_command_with_help() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert shown.returncode == 0
    assert all(name in shown.stdout for name in ("run", "play", "migrate", "doctor", "bank"))
    wrong = subprocess.run(
        [sys.executable, "-m", "bot"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr


def test_the_procfile_migrates_and_refuses_to_lose_answers() -> None:
    lines = dict(line.split(": ") for line in (ROOT / "Procfile").read_text().splitlines())
    assert lines == {"release": "python -m bot migrate", "worker": "python -m bot run --ephemeral-disk"}
    for line in lines.values():
        command_line.parser().parse_args(line.split()[3:])


def test_every_setting_of_the_example_is_read() -> None:
    names = {
        line.split("=")[0] for line in (ROOT / ".env.example").read_text().splitlines() if line[:1].isupper()
    }
    assert names == set(SETTINGS)
    with pytest.raises(StartupError):
        Settings.read({"LOG_LEVEL": "LOUD"})
