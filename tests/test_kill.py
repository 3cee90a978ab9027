"""The bot's process is killed at random moments of a running exam: what was acknowledged is there.

A real process works on an SQLite file and says what it has saved; SIGKILL ends it, and the next one
goes on. What was under way at that moment may have been saved or not, but nothing else may change.
"""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import subprocess
import sys
import time
from collections import Counter, deque
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.services import Services
from bot.storage.database import Database
from bot.storage.tables import answers, choice_counts, items, mocks, picks, quizzes
from tests.databases import sqlite_url
from tests.exam_driver import demo_bank, now

ROOT = Path(__file__).parent.parent
LONGEST = 0.2
"""Seconds for which a process may click."""

AHEAD = 2
"""Processes that get ready while another one runs."""

State = dict[tuple[str, int], Any]


def spawn(url: str, seed: int, mode: str = "click") -> subprocess.Popen[str]:
    """A process that is ready to go on with the exam, and waits for a line."""
    command = [sys.executable, "-m", "tests.exam_driver", url, str(seed), mode]
    return subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def run_and_kill(process: subprocess.Popen[str], seconds: float) -> list[dict[str, Any]]:
    """Let a process go on for so long; everything it said."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()  # ready
    process.stdin.write("\n")
    process.stdin.flush()
    time.sleep(seconds)
    process.kill()
    said, complaints = process.communicate()
    assert complaints == ""
    return [json.loads(line) for line in said.splitlines() if line.endswith("}")]


def after(before: State, said: list[dict[str, Any]]) -> tuple[State, tuple[str, int] | None]:
    """What must be saved now, and what was under way and may have been saved as well."""
    state, doing = dict(before), None
    for line in said:
        if "doing" in line:
            doing = line["doing"], line["item"]
        else:
            state[line["saved"], line["item"]], doing = line["value"], None
    return state, doing


async def rows(db: Database, table: Any) -> list[Any]:
    async with db.read() as tx:
        return list((await tx.execute(select(table).order_by(*table.primary_key.columns))).all())


async def stored(db: Database) -> State:
    """The same from the database."""
    state: State = {("mark", row.item_id): row.chosen for row in await rows(db, picks)}
    state = {key: "".join(sorted(chosen)) for key, chosen in state.items()}
    for mock in await rows(db, mocks):
        state["go", 0] = mock.position
        if mock.deadline is not None:
            state["clock", 0] = mock.deadline.isoformat()
    state |= {("flag", row.id): True for row in await rows(db, items) if row.flagged}
    return state


def visible(state: State, but: tuple[str, int] | None = None) -> State:
    """Without what looks the same as nothing (no mark, no flag, the first item), and without one thing."""
    nothing = ("", False)
    return {
        key: value
        for key, value in state.items()
        if key != but and value not in nothing and (key, value) != (("go", 0), 1)
    }


async def kill_often(db: Database, url: str, times: int, rng: random.Random) -> int:
    """Kill the process so often, check after each; how many clicks were acknowledged."""
    known: State = {}
    clicks = 0
    waiting = deque(spawn(url, number) for number in range(AHEAD))
    for number in range(1, times + 1):
        waiting.append(spawn(url, AHEAD + number))
        process = waiting.popleft()
        said = await asyncio.to_thread(run_and_kill, process, rng.uniform(0.02, LONGEST))
        clicks += sum("saved" in line for line in said)
        expected, doing = after(known, said)
        known = await stored(db)
        assert visible(known, but=doing) == visible(expected, but=doing), f"after kill {number}"
    for process in waiting:
        process.kill()
        process.communicate()
    return clicks


async def submit_under_fire(db: Database, url: str, rng: random.Random, before: State) -> int:
    """Kill while the exam is being submitted, until it is; how many kills that took."""
    for number in range(1, 50):
        process = spawn(url, number, "submit")
        said = await asyncio.to_thread(run_and_kill, process, rng.uniform(0.02, 0.1 * number))
        (mock,) = await rows(db, mocks)
        if mock.outcome is not None:
            return number
        assert not any(line.get("saved") == "submit" for line in said)
        assert await rows(db, answers) == await rows(db, choice_counts) == []
        assert visible(await stored(db)) == visible(before)
    raise AssertionError("it was never submitted")


async def check_marking(db: Database) -> None:
    """Every mark has become one answer, and the counts agree."""
    (mock,), (quiz,) = await rows(db, mocks), await rows(db, quizzes)
    assert mock.outcome in ("submitted", "expired")
    assert quiz.ended_at is not None
    assert mock.scaled is not None
    given = {row.item_id: "".join(sorted(row.chosen)) for row in await rows(db, picks) if row.chosen}
    assert {row.item_id: row.chosen for row in await rows(db, answers)} == given
    counted = Counter((row.question_id, row.chosen) for row in await rows(db, answers))
    assert {(row.question_id, row.chosen): row.people for row in await rows(db, choice_counts)} == counted


async def sit_under_fire(folder: Path, template: Path, times: int, seed: int) -> int:
    """A whole exam by processes that are killed; how many clicks were acknowledged."""
    shutil.copy(template, folder / "proctor.sqlite3")
    url, rng = sqlite_url(folder), random.Random(seed)
    db = Database(url)
    try:
        clicks = await kill_often(db, url, times, rng)
        await submit_under_fire(db, url, rng, await stored(db))
        await check_marking(db)
        assert await Services(db, demo_bank(), now, rng).mock_timers.next_due() is not None
    finally:
        await db.close()
    return clicks


async def test_thirty_kills_lose_no_acknowledged_click(tmp_path: Path, migrated_sqlite: Path) -> None:
    assert await sit_under_fire(tmp_path, migrated_sqlite, 30, seed=1) > 100


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 12))
async def test_hundreds_of_kills(tmp_path: Path, migrated_sqlite: Path, seed: int) -> None:
    assert await sit_under_fire(tmp_path, migrated_sqlite, 60, seed) > 200
