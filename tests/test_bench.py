"""The benchmarks still run and tell what they should; how fast, `make bench` says."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from tests.bench.__main__ import Effort, measure
from tests.bench.row import quiet, ratio_at_least, ratio_at_most, table, value_at_most

KEYS = ["name", "value", "unit", "baseline", "ratio", "target", "ok"]
SMALL = Effort(passes=1, clicks=2, rounds=1, batch=2, questions=30, exams=3)


def test_every_benchmark_gives_its_rows(tmp_path: Path) -> None:
    rows = [json.loads(json.dumps(asdict(row))) for row in measure(tmp_path, SMALL)]

    assert len({row["name"] for row in rows}) == len(rows) == 10
    for row in rows:
        assert list(row) == KEYS
        assert row["value"] >= 0
        assert (row["baseline"] is None) == (row["ratio"] is None)
        assert row["target"].startswith("value " if row["ratio"] is None else "ratio ")
        assert isinstance(row["ok"], bool)


def test_a_busy_spell_counts_for_little() -> None:
    assert quiet([2, 9, 1, 8]) == 1.5
    assert quiet([3, 1, 2]) == 1.5
    assert quiet([4]) == 4


def test_a_row_is_ok_within_its_target() -> None:
    assert value_at_most(2, "load", 2, "s").ok
    assert not value_at_most(2, "load", 2.1, "s").ok
    assert ratio_at_most(12, "click", 24, 2, "ms").ok
    assert not ratio_at_most(12, "click", 25, 2, "ms").ok
    assert ratio_at_least(0.5, "answers", 5, 10, "1/s").ok
    assert not ratio_at_least(0.5, "answers", 4, 10, "1/s").ok


def test_the_table_says_what_is_missed() -> None:
    printed = table([value_at_most(2, "load", 3, "s"), ratio_at_most(12, "click", 1234, 200, "ms")])

    assert printed.splitlines() == [
        "       value  unit  baseline  ratio  target",
        "load       3  s                      value <= 2   MISSED",
        "click   1234  ms         200   6.17  ratio <= 12  ok",
    ]
