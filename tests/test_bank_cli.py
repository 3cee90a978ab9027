"""`bank lint` and `bank stats` as an editor types them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from bot.bank_cli import add_bank_commands
from bot.config import BUNDLED_QUESTIONS
from bot.errors import StartupError
from tests.builders import exam, options, question, write_exam


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def bank(*words: str) -> int:
    """Run a command line; the exit code."""
    parser = argparse.ArgumentParser()
    add_bank_commands(parser.add_subparsers())
    args = parser.parse_args(["bank", *words])
    code: int = args.run(args)
    return code


def printed(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


FLAWED = question(
    "demo-2.1-001", stem="Too short?", check=("1 == 2",), options=options("Tar", "Ore", "Zinc", "Coal")
)


def test_lint_without_findings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_exam(tmp_path / "q", exam(), question())
    assert bank("lint", "--questions", "q") == 0
    out = capsys.readouterr().out
    assert out.startswith("\nFigures of demo\n  questions: 1\n")
    assert out.endswith("\n0 errors, 0 warnings\n")


def test_lint_tells_place_severity_and_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_exam(tmp_path / "q", exam(), question(), FLAWED)
    assert bank("lint", "--questions", "q") == 1
    lines = capsys.readouterr().out.splitlines()
    place = "q/demo/2.1-questions.yaml:4"
    assert lines[:2] == [
        f"{place}: warning stem-length: demo-2.1-001: "
        "the stem has 2 words besides exhibits; 25 to 130 are usual",
        f"{place}: error check: demo-2.1-001: `1 == 2` is not true",
    ]
    assert lines[-1] == "1 errors, 1 warnings"


def test_warnings_alone_are_no_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_exam(tmp_path / "q", exam(), question(stem="Too short?"))
    assert bank("lint", "--questions", "q") == 0
    assert capsys.readouterr().out.endswith("0 errors, 1 warnings\n")


def test_lint_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_exam(tmp_path / "q", exam(), question(), FLAWED)
    write_exam(tmp_path / "q", exam("empty"))
    assert bank("lint", "--json", "--questions", "q") == 1
    told = printed(capsys)
    assert list(told) == ["errors", "warnings", "findings", "figures"]
    assert (told["errors"], told["warnings"]) == (1, 1)
    assert told["findings"][1] == {
        "place": "q/demo/2.1-questions.yaml:4",
        "severity": "error",
        "code": "check",
        "text": "`1 == 2` is not true",
        "question": "demo-2.1-001",
    }
    assert list(told["figures"]) == ["demo"]
    assert told["figures"]["demo"]["multiple"]["1"] == {"share": 0.0, "count": 0, "of": 1}
    assert told["figures"]["demo"]["key_positions"]["2.1"] == {"counts": [1, 0, 0, 0], "p": 0.392, "run": 1}


def test_faults_of_the_files_are_findings_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = write_exam(tmp_path / "q") / "exam.yaml"
    file.write_text(file.read_text().replace("minutes: 60\n", ""))
    assert bank("lint", "--json", "--questions", "q") == 1
    told = printed(capsys)
    assert (told["errors"], told["warnings"], told["figures"]) == (1, 0, {})
    assert told["findings"][0] | {"question": None} == {
        "place": "q/demo/exam.yaml:1",
        "severity": "error",
        "code": "schema",
        "text": "`minutes` is missing",
        "question": None,
    }
    assert bank("lint", "--questions", "q") == 1
    out = capsys.readouterr().out
    assert out == "q/demo/exam.yaml:1: error schema: `minutes` is missing\n1 errors, 0 warnings\n"


def test_lint_of_one_exam(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_exam(tmp_path / "q", exam(), FLAWED)
    write_exam(tmp_path / "q", exam("other"), question("other-1.1-001"))
    assert bank("lint", "--json", "--questions", "q", "--exam", "other") == 0
    assert list(printed(capsys)["figures"]) == ["other"]


def test_findings_about_an_exam_name_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recall = [question(f"demo-1.1-{n:03d}", level="recall") for n in range(1, 22)]
    write_exam(tmp_path / "q", exam(), *recall)
    bank("lint", "--questions", "q")
    assert "demo: warning recall-share: 21 of 21 (100%) are plain recall" in capsys.readouterr().out


def test_stats(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    multiple = question("demo-2.2-001", kind="multiple", level="recall", options=options(*"vwxyz", key="ab"))
    write_exam(tmp_path / "q", exam(), question(services=("s3", "glue")), FLAWED, multiple)
    write_exam(tmp_path / "q", exam("other"))
    assert bank("stats", "--json", "--questions", "q") == 0
    assert printed(capsys) == {
        "total": 3,
        "by_domain": {"1": 1, "2": 2},
        "by_task": {"1.1": 1, "2.1": 1, "2.2": 1},
        "by_kind": {"single": 2, "multiple": 1},
        "by_level": {"recall": 1, "apply": 2, "analyze": 0},
        "by_difficulty": {"easy": 0, "medium": 3, "hard": 0},
        "services": {"glue": 1, "s3": 1},
        "exams": {"demo": 3, "other": 0},
    }
    assert bank("stats", "--questions", "q") == 0
    assert capsys.readouterr().out.startswith("DEMO, Demo Exam: 3 questions\nby domain: 1 1, 2 2\n")


def test_stats_of_the_home_exam_unless_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_exam(tmp_path / "q", exam("another"), question("another-1.1-001"))
    write_exam(tmp_path / "q", exam("mls-c01"))
    bank("stats", "--json", "--questions", "q")
    assert printed(capsys)["total"] == 0
    bank("stats", "--json", "--questions", "q", "--exam", "another")
    assert printed(capsys)["total"] == 1
    with pytest.raises(StartupError, match="There is no exam x; there are another, mls-c01"):
        bank("stats", "--questions", "q", "--exam", "x")


def test_the_folders_of_the_settings_are_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_exam(tmp_path / "more", exam(), question())
    monkeypatch.setenv("QUESTIONS_DIR", str(tmp_path / "more"))
    assert bank("stats", "--json") == 0
    assert {"demo", "mls-c01"} <= set(printed(capsys)["exams"])


def test_the_questions_that_come_with_the_bot_have_no_errors(capsys: pytest.CaptureFixture[str]) -> None:
    bank("lint", "--json", "--questions", str(BUNDLED_QUESTIONS))
    told = printed(capsys)
    assert [finding for finding in told["findings"] if finding["severity"] == "error"] == []
    assert told["errors"] == 0
