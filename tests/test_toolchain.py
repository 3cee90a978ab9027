"""The files around the code: pins, Makefile, Procfile, CI."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt")


def pins(text: str) -> Mapping[str, Requirement]:
    """The pinned requirements of a lock file, by name."""
    lines = text.replace("\\\n", " ").splitlines()
    found = [Requirement(line.split(" --hash")[0]) for line in lines if line and line.lstrip()[0] != "#"]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


@pytest.fixture(params=LOCKS)
def lock(request: pytest.FixtureRequest) -> str:
    return (ROOT / str(request.param)).read_text()


@pytest.fixture
def project() -> dict[str, object]:
    project: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return project


def test_every_pin_is_exact_and_has_a_sha256_hash(lock: str) -> None:
    entries = re.split(r"^(?=\w)", lock, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(lock)) > 30
    for entry in entries:
        assert re.match(r"[a-z0-9.-]+==\S+ ", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry


def test_no_lock_names_a_host_or_a_place_on_a_disk(lock: str) -> None:
    assert "://" not in lock
    assert " @ " not in lock
    assert not re.search(r"^-", lock, flags=re.MULTILINE), "an option line, such as --index-url"
    assert not re.search(r"\s/\w", lock), "an absolute path"


def test_locks_hold_for_python_313_too(lock: str) -> None:
    marker = pins(lock)["audioop-lts"].marker
    assert marker is not None
    versions = {
        version: marker.evaluate({"python_full_version": version})
        for version in ("3.11.0", "3.12.0", "3.13.0")
    }
    assert versions == {"3.11.0": False, "3.12.0": False, "3.13.0": True}


def test_development_installs_exactly_what_a_deployment_does() -> None:
    runtime, development = (pins((ROOT / name).read_text()) for name in LOCKS)
    assert {name: development.get(name) for name in runtime} == runtime


def test_the_locks_answer_the_requirements_of_the_project(project: dict[str, object]) -> None:
    runtime, development = (pins((ROOT / name).read_text()) for name in LOCKS)
    extras = project["optional-dependencies"]
    base = project["dependencies"]
    assert isinstance(extras, dict)
    assert isinstance(base, list)
    assert set(extras) == {"postgres", "play", "dev"}
    assert_answered(base + extras["postgres"], runtime)
    assert_answered(base + extras["postgres"] + extras["play"] + extras["dev"], development)
    assert "simcord" not in runtime
    assert "pytest" not in runtime


def assert_answered(wanted: list[str], locked: Mapping[str, Requirement]) -> None:
    for requirement in map(Requirement, wanted):
        pin = locked[canonicalize_name(requirement.name)]
        version = str(pin.specifier).removeprefix("==")
        assert requirement.specifier.contains(version), f"{requirement} but {pin}: run `make lock`"


@pytest.mark.parametrize("target", ["play", "run", "test", "check", "bench", "lock", "migrate", "soak"])
def test_help_lists_the_target(target: str) -> None:
    if shutil.which("make") is None:
        pytest.skip("no make: install the package make")
    shown = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.search(rf"^  make {target} +\S", shown, flags=re.MULTILINE)


def test_the_commands_of_continuous_integration_can_be_run() -> None:
    assert os.access(ROOT / ".ci/run", os.X_OK)
    for script in (".ci/run", ".ci/venv"):
        first = (ROOT / script).read_text().splitlines()[0]
        shell = "bash" if "bash" in first else "sh"
        subprocess.run([shell, "-n", script], cwd=ROOT, check=True)


def test_the_worker_knows_that_its_disk_is_thrown_away() -> None:
    lines = (ROOT / "Procfile").read_text().splitlines()
    processes = dict(line.split(": ", 1) for line in lines)
    assert processes == {"release": "python -m bot migrate", "worker": "python -m bot run --ephemeral-disk"}


def test_every_setting_is_explained_and_left_empty() -> None:
    text = (ROOT / ".env.example").read_text()
    settings = dict(re.findall(r"^(\w+)=(.*)$", text, flags=re.MULTILINE))
    assert settings == dict.fromkeys(
        ["DISCORD_TOKEN", "DATABASE_URL", "QUESTIONS_DIR", "DATA_DIR", "LOG_LEVEL", "ALLOW_SQLITE"], ""
    )


class TestVenvScript:
    """.ci/venv finds a Python by trying; these give it stand-ins for the interpreters."""

    def run(self, folder: Path, pythons: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        programs = folder / "programs"
        programs.mkdir()
        for tool in ("sh", "cmp", "cp"):
            (programs / tool).symlink_to(str(shutil.which(tool)))
        for name, script in pythons.items():
            (programs / name).write_text(f"#!{shutil.which('sh')}\n{script}\n")
            (programs / name).chmod(0o755)
        work = folder / "work"
        work.mkdir()
        (work / "requirements.txt").write_text("")
        return subprocess.run(
            ["sh", str(ROOT / ".ci/venv"), "requirements.txt"],
            cwd=work,
            env={"PATH": str(programs)},
            capture_output=True,
            text=True,
        )

    def test_no_python_at_all(self, tmp_path: Path) -> None:
        done = self.run(tmp_path, {})
        assert done.returncode == 1
        assert done.stderr.startswith("Python 3.11 or newer is needed, this machine has none: install it")
        assert done.stderr.count("\n") == 1

    def test_python_too_old(self, tmp_path: Path) -> None:
        old = 'case "$1" in -V) echo Python 3.9.2 ;; *) exit 1 ;; esac'
        done = self.run(tmp_path, {"python3": old})
        assert done.returncode == 1
        assert "this machine has Python 3.9.2: install it" in done.stderr
        assert done.stderr.count("\n") == 1

    def test_debian_without_the_venv_package(self, tmp_path: Path) -> None:
        bare = 'case "$2" in *ensurepip*) exit 1 ;; *) exec "$REAL" "$@" ;; esac'.replace(
            "$REAL", sys.executable
        )
        done = self.run(tmp_path, {"python3.13": "exit 127", "python3": bare})
        assert done.returncode == 1
        package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        assert done.stderr.startswith(f"Python's venv module is missing: install the package {package} ")
        assert done.stderr.count("\n") == 1

    def test_a_second_start_does_nothing(self, tmp_path: Path) -> None:
        work = tmp_path / "work"
        (work / ".venv/bin").mkdir(parents=True)
        (work / ".venv/bin/python").symlink_to(sys.executable)
        for name in ("requirements.txt", ".venv/installed-requirements.txt"):
            (work / name).write_text("# nothing\n")
        script = ["sh", str(ROOT / ".ci/venv"), "requirements.txt"]
        done = subprocess.run(script, cwd=work, capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
