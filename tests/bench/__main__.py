"""Run all benchmarks: prints a table, writes bench.json, and exits with 1 where a target is missed."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench import answers, click, content, memory
from tests.bench.process import ROOT
from tests.bench.row import Row, table

REPORT = ROOT / "bench.json"


@dataclass(frozen=True)
class Effort:
    """How much to measure. Everything is measured in each pass, so that a busy spell spoils no row."""

    passes: int = 8
    clicks: int = 150
    rounds: int = 3
    batch: int = 50
    questions: int = content.QUESTIONS


def measure(folder: Path, effort: Effort) -> list[Row]:
    """All rows; ``folder`` is for the files this takes."""
    clicks, batches, loads, sizes = [], [], [], []
    for number in range(effort.passes):
        here = folder / str(number)
        clicks.append(asyncio.run(click.sample(here / "click", effort.clicks)))
        batches += asyncio.run(answers.sample(here / "answers", effort.rounds, effort.batch))
        loads.append(content.sample(here / "content", effort.questions))
        sizes.append(memory.sample(here / "memory"))
    return [
        click.row(clicks),
        answers.row(batches, effort.batch),
        *content.rows(loads, effort.questions),
        memory.row(sizes),
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), Effort())
    print(table(rows))
    REPORT.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
