"""Run all benchmarks: prints a table, writes bench.json, and exits with 1 where a target is missed."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench import answers, click, content, exam_click, exam_rows, exam_start, memory
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
    exams: int = exam_start.EXAMS
    forms: int = exam_rows.ROUNDS


def measure(folder: Path, effort: Effort) -> list[Row]:
    """All rows; ``folder`` is for the files this takes."""
    clicks, exam_clicks, batches, loads, sizes = [], [], [], [], []
    many = exam_start.prepare(folder / "many", effort.exams)
    one = exam_start.prepare(folder / "one", 1)
    starts = []
    for number in range(effort.passes):
        here = folder / str(number)
        clicks.append(asyncio.run(click.sample(here / "click", effort.clicks)))
        exam_clicks.append(asyncio.run(exam_click.sample(here / "exam", effort.clicks)))
        batches += asyncio.run(answers.sample(here / "answers", effort.rounds, effort.batch))
        loads.append(content.sample(here / "content", effort.questions))
        sizes.append(memory.sample(here / "memory"))
        starts.append((exam_start.sample(many), exam_start.sample(one)))
    return [
        click.row(clicks),
        exam_click.row(exam_clicks),
        answers.row(batches, effort.batch),
        *content.rows(loads, effort.questions),
        memory.row(sizes),
        *exam_rows.measure(effort.forms),
        *exam_start.rows([s for s, _ in starts], [s for _, s in starts], effort.exams),
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), Effort())
    print(table(rows))
    REPORT.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
