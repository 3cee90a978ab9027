"""How long it takes to get at the questions when the bot starts, with a bank of full size.

Each measurement is the first load in a process of its own, as at a real start.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from bot.config import BUNDLED_QUESTIONS
from tests.bench.row import Row, value_at_most

QUESTIONS = 860
ITEM = re.compile(r"^  - id: (\S+)\d{3}$", re.MULTILINE)

LOAD = """
import pathlib, sys, time
from bot.content import load_bank
folder, cache = map(pathlib.Path, sys.argv[1:])
start = time.perf_counter()
bank = load_bank([folder], cache)
print(time.perf_counter() - start, len(bank.questions))
"""


def project(folder: Path, exam: Path = BUNDLED_QUESTIONS / "mls-c01", total: int = QUESTIONS) -> Path:
    """The files of an exam with its real questions repeated under new numbers up to ``total``."""
    target = folder / exam.name
    target.mkdir(parents=True)
    files = [path for path in sorted(exam.glob("*.yaml")) if path.name != "exam.yaml"]
    (target / "exam.yaml").write_bytes((exam / "exam.yaml").read_bytes())
    for number, path in enumerate(files):
        wanted = total * (number + 1) // len(files) - total * number // len(files)
        (target / path.name).write_text(_repeated(path.read_text("utf-8"), wanted), "utf-8")
    return folder


def _repeated(text: str, wanted: int) -> str:
    starts = [match.start() for match in ITEM.finditer(text)]
    items = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    numbered = (
        ITEM.sub(rf"  - id: \g<1>{number:03}", item)
        for number, item in enumerate(islice(cycle(items), wanted), 1)
    )
    return text[: starts[0]] + "".join(numbered)


def measure(folder: Path, rounds: int, total: int = QUESTIONS) -> list[Row]:
    """Medians of a load that reads and checks all YAML, and of one that finds a snapshot."""
    questions, caches = project(folder / "questions", total=total), folder / "caches"
    cold, warm = [], []
    for number in range(rounds):
        cache = caches / str(number)
        cold.append(_load(questions, cache, total))
        warm.append(_load(questions, cache, total))
    return [
        value_at_most(0.4, f"load and check {total} questions", median(cold), "s"),
        value_at_most(0.05, f"load {total} questions, nothing changed", median(warm), "s"),
    ]


def _load(questions: Path, cache: Path, total: int) -> float:
    command: Sequence[str] = [sys.executable, "-c", LOAD, str(questions), str(cache)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, count = printed.split()
    assert int(count) == total
    return float(seconds)
