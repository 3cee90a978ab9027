"""A published conversion from raw to scaled scores in a blueprint: read, and checked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import ContentError, load_bank
from tests.builders import exam, write_exam

TABLE = (100, 190, 280, 370, 460, 560, 650, 760, 840, 920, 1000)
"""For the demo exam: ten scored items, passed with seven."""


@pytest.fixture(autouse=True)
def _in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(folder: Path, table: object) -> None:
    path = write_exam(folder) / "exam.yaml"
    path.write_text(path.read_text().replace("  cut: 7\n", f"  cut: 7\n  table: {table}\n"))


def test_it_is_read(tmp_path: Path) -> None:
    write(tmp_path, list(TABLE))
    value = exam()
    loaded = load_bank([tmp_path]).exams["demo"]
    assert loaded == replace(value, scale=replace(value.scale, table=TABLE))


def test_it_survives_the_snapshot(tmp_path: Path) -> None:
    write(tmp_path, list(TABLE))
    first, second = (load_bank([tmp_path], tmp_path / "cache").exams["demo"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (TABLE[1:], "`table` needs 11 entries, one for each raw score from 0 to 10, but has 10"),
        ([], "`table` needs 11 entries, one for each raw score from 0 to 10, but has 0"),
        ((100, 90, *TABLE[2:]), "`table` must not fall from one raw score to the next"),
        ((*TABLE[:10], 990), "`table` must go from 100 to 1000, the ends of the scale"),
        ((*TABLE[:6], 750, *TABLE[7:]), "`table` must reach 750 at the raw score 7, and not before"),
        ((*TABLE[:7], 749, *TABLE[8:]), "`table` must reach 750 at the raw score 7, and not before"),
        ((1.5, *TABLE[1:]), "entry 1 of `table` must be a whole number, but is 1.5"),
    ],
)
def test_faults_are_told(tmp_path: Path, table: tuple[float, ...], message: str) -> None:
    write(tmp_path, list(table))
    with pytest.raises(ContentError) as caught:
        load_bank([tmp_path])
    (problem,) = caught.value.problems
    assert str(problem) == f"demo/exam.yaml:12: {message}"
