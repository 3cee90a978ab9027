"""Run all benchmarks: prints a table, writes bench.json, and exits with 1 where a target is missed."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench import answers, click, content, memory
from tests.bench.row import Row, table

REPORT = Path(__file__).parent.parent.parent / "bench.json"


@dataclass(frozen=True)
class Effort:
    """How often to measure."""

    clicks: int = 500
    rounds: int = 9
    batch: int = 100
    processes: int = 5
    questions: int = content.QUESTIONS


def measure(folder: Path, effort: Effort) -> list[Row]:
    """All rows; ``folder`` is for the files this takes."""
    return [
        asyncio.run(click.measure(folder / "click", effort.clicks)),
        asyncio.run(answers.measure(folder / "answers", effort.rounds, effort.batch)),
        *content.measure(folder / "content", effort.processes, effort.questions),
        memory.measure(folder / "memory", effort.processes),
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Path(folder), Effort())
    print(table(rows))
    REPORT.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
