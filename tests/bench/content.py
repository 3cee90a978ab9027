"""How long it takes to get at the questions when the bot starts, with a bank of full size.

Each measurement is the first load in a process of its own, as at a real start.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

from bot.config import BUNDLED_QUESTIONS
from tests.bench.process import printed
from tests.bench.row import Row, quiet, value_at_most

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


def project(folder: Path, total: int) -> Path:
    """The files of an exam with its real questions repeated under new numbers up to ``total``."""
    exam = BUNDLED_QUESTIONS / "mls-c01"
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


def sample(folder: Path, total: int) -> tuple[float, float]:
    """Seconds for a load that reads and checks all YAML, and for one that finds a snapshot."""
    questions, cache = project(folder / "questions", total), folder / "cache"
    return _load(questions, cache, total), _load(questions, cache, total)


def rows(samples: Sequence[tuple[float, float]], total: int) -> list[Row]:
    cold, warm = map(quiet, zip(*samples, strict=True))
    return [
        value_at_most(0.4, f"load and check {total} questions", cold, "s"),
        value_at_most(0.05, f"load {total} questions, nothing changed", warm, "s"),
    ]


def _load(questions: Path, cache: Path, total: int) -> float:
    seconds, count = printed("-c", LOAD, questions, cache).split()
    assert int(count) == total
    return float(seconds)
