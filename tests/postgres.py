"""A PostgreSQL for tests: one throw-away server per run, one fresh database per test.

Load as a plugin (`pytest_plugins = ["tests.postgres"]`), then ask for `postgres_url`.
TEST_POSTGRES_URL may name a server to use instead; its user must be allowed to create databases.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import URL, make_url

START_SECONDS = 30

# Ends the server when standard input closes: at the end of the run, and also if the run is killed.
GUARD = """
exec 3<&0
"$@" & server=$!
{ read -r _ <&3; kill -INT "$server"; } &
wait "$server"
rm -rf data
"""

PLACES = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)


class PostgresServer:
    """A running server, on which tests make and drop databases of their own."""

    def __init__(self, url: URL, *, copy: str = "") -> None:
        self.url = url.set(drivername="postgresql+asyncpg")
        self._copy = copy

    def create_database(self, template: str = "template0") -> str:
        """Make a database, empty or a copy of `template` (to which nobody may be connected); its URL."""
        name = f"proctor_test_{secrets.token_hex(6)}"
        self.execute(f'CREATE DATABASE {name} TEMPLATE "{template}" {self._copy}')
        return self.url.set(database=name).render_as_string(hide_password=False)

    def drop_database(self, url: str) -> None:
        self.execute(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        """Run one statement outside a transaction; in a thread, since the caller may have a loop running."""
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, self._execute(statement)).result()

    async def _execute(self, statement: str) -> None:
        plain = self.url.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(plain)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    if existing := os.environ.get("TEST_POSTGRES_URL"):
        yield PostgresServer(make_url(existing.replace("postgres://", "postgresql://", 1)))
        return
    programs = find_postgres()
    if programs is None:
        pytest.skip("no PostgreSQL: install the package postgresql, or name a server in TEST_POSTGRES_URL")
    with throwaway_server(programs) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A fresh empty database, `postgresql+asyncpg://…`, dropped after the test."""
    url = postgres_server.create_database()
    yield url
    postgres_server.drop_database(url)


def find_postgres() -> Path | None:
    """The folder with initdb and postgres: the one on PATH, else the newest in the usual places."""
    if (on_path := shutil.which("initdb")) and shutil.which("postgres"):
        return Path(on_path).parent
    found = [path.parent for place in PLACES for path in Path("/").glob(f"{place[1:]}/initdb")]
    return max(found, key=_version, default=None)


def _version(folder: Path) -> float:
    return float((re.findall(r"\d+(?:\.\d+)?", folder.parent.name) or ["0"])[-1])


@contextmanager
def throwaway_server(programs: Path) -> Iterator[PostgresServer]:
    """Start a server on a free loopback port, with a password of its own; stop and remove it at the end."""
    user = _unprivileged_user()
    # /tmp for root: the other user may not be able to enter the folder that TMPDIR names.
    folder = Path(tempfile.mkdtemp(prefix="proctor-pg-", dir="/tmp" if user else None))
    try:
        if user:
            shutil.chown(folder, user)
        password = secrets.token_urlsafe(16)
        _initialise(programs, folder, user, password)
        port = _free_port()
        process = _start(programs, folder, user, port)
        try:
            url = URL.create("postgresql", "proctor", password, "127.0.0.1", port, "postgres")
            server = PostgresServer(url, copy=_quickest_copy(programs))
            _wait_until_ready(server, process, folder / "log")
            yield server
        finally:
            process.communicate(timeout=START_SECONDS)  # closes its standard input, see GUARD
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_user() -> str | None:
    """Whom to run the server as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _initialise(programs: Path, folder: Path, user: str | None, password: str) -> None:
    password_file = folder / "password"
    password_file.write_text(password)
    password_file.chmod(0o600)
    if user:
        shutil.chown(password_file, user)
    subprocess.run(
        [
            programs / "initdb",
            f"--pgdata={folder / 'data'}",
            "--username=proctor",
            f"--pwfile={password_file}",
            "--auth=password",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        ],
        cwd=folder,
        user=user,
        extra_groups=[] if user else None,
        check=True,
        capture_output=True,
    )


def _quickest_copy(programs: Path) -> str:
    """The way to copy a template that suits a server without fsync: 40 ms where the default takes 100."""
    shown = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, check=True)
    version = re.search(r"\d+", shown.stdout)
    return "STRATEGY file_copy" if version and int(version[0]) >= 15 else ""


def _start(programs: Path, folder: Path, user: str | None, port: int) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
    }
    server = [str(programs / "postgres"), "-D", str(folder / "data")]
    for name, value in settings.items():
        server += ["-c", f"{name}={value}"]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            ["sh", "-c", GUARD, "guard", *server],
            cwd=folder,
            user=user,
            extra_groups=[] if user else None,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,  # or Ctrl-C would reach it before the tests have ended
        )


def _wait_until_ready(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            server.execute("SELECT 1")
        except (OSError, asyncpg.CannotConnectNowError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
