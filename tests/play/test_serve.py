"""The command `play`: its folder, port and browser, and what it says when something is wrong."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import StartupError
from bot.play.computer import folder_for, free_port, open_browser

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("wanted", ["abc", "-1", "65536", "80 80", "８１００"])
def test_a_port_that_is_none(wanted: str) -> None:
    with pytest.raises(StartupError, match="PLAY_PORT is"):
        free_port(wanted)


def test_a_taken_port_is_told_and_the_next_one_used(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = int(other.getsockname()[1])
        port = free_port(str(taken))
    assert port > taken
    assert capsys.readouterr().out.startswith(f"Port {taken} is taken, so the page is on {port}.")


def test_no_port_left() -> None:
    with socket.socket() as other:
        try:
            other.bind(("127.0.0.1", 65535))
        except OSError:
            pass  # in use already: as good
        else:
            other.listen()
        with pytest.raises(StartupError, match="Port 65535 and those after it are taken"):
            free_port("65535")


def test_its_data_are_not_those_of_a_deployment(tmp_path: Path) -> None:
    env = {"DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": "nonsense"}
    assert folder_for(env, None) == tmp_path / "data" / "play"
    assert folder_for(env, str(tmp_path / "mine")) == tmp_path / "mine"


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartupError, match=r"can't be made: .* --data"):
        folder_for({}, str(tmp_path / "file" / "folder"))


@pytest.mark.parametrize(
    ("env", "opened"),
    [({"DISPLAY": ":0"}, True), ({"DISPLAY": ":0", "NO_BROWSER": "1"}, False), ({}, False)],
)
def test_when_the_browser_is_opened(
    env: dict[str, str], opened: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    monkeypatch.setattr("bot.play.computer.sys.platform", "linux")
    monkeypatch.setattr("bot.play.computer.webbrowser.open", calls.append)
    thread = open_browser("http://127.0.0.1:8100", env)
    if thread:
        thread.join()
    assert bool(calls) is opened


def test_a_fault_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "play", "--fresh"],
        cwd=ROOT,
        env={"PLAY_PORT": "eighty", "NO_BROWSER": "1", "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "proctor: PLAY_PORT is 'eighty': use a number up to 65535.\n"
