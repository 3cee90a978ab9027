"""A process that sits a mock exam until it is killed, and says what has been saved: see test_kill.py.

    python -m tests.exam_driver URL SEED click|submit

It starts at a line on its input, once it is ready. Each line it prints is JSON: what it is about to do, or
what was saved.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import random
import sys
from typing import Any

from bot.domain.bank import Bank
from bot.services import Services
from bot.services.context import Place
from bot.services.mock_values import MockRequest, Sheet
from bot.storage.database import Database
from tests import builders

TASKS = ("1.1", "2.1", "2.2")
LETTERS = "abcd"
ALICE, HERE = 10**18, Place(5, 50)  # not from tests.house: that imports pytest, and there are many starts


def demo_bank(**changes: Any) -> Bank:
    """Ten questions of each task of the demo exam; those of 2.2 are choose-2."""
    several = {"kind": "multiple", "options": builders.options(*builders.OPTIONS, key="ac")}
    questions = [
        builders.question(f"demo-{task}-{n:03}", **changes, **(several if task == "2.2" else {}))
        for task in TASKS
        for n in range(1, 11)
    ]
    return Bank([builders.exam()], questions)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)  # noqa: TID251


def tell(**what: Any) -> None:
    print(json.dumps(what), flush=True)


class Sitting:
    """One process's part of an exam."""

    def __init__(self, services: Services, rng: random.Random) -> None:
        self._mocks, self._rng = services.mocks, rng

    async def resume(self) -> Sheet:
        """The exam that is running, begun if it isn't there yet."""
        running = await self._mocks.running(ALICE)
        mock = running[0] if running else await self._mocks.prepare(ALICE, MockRequest("demo"), HERE, "en")
        if mock.deadline is None:
            return await self._mocks.begin(ALICE, mock.id, now())
        return await self._mocks.current(ALICE, mock.id, now())

    async def click(self, sheet: Sheet) -> Sheet:
        """Any click on the card."""
        match self._rng.choice(("mark", "mark", "mark", "go", "flag")):
            case "mark":
                tell(doing="mark", item=sheet.item.id)
                sheet = await self._mocks.mark(ALICE, sheet.item.id, self._rng.choice(LETTERS), now())
                tell(saved="mark", item=sheet.item.id, value="".join(sorted(sheet.marked)))
            case "flag":
                tell(doing="flag", item=sheet.item.id)
                sheet = await self._mocks.flag(ALICE, sheet.item.id, now())
                tell(saved="flag", item=sheet.item.id, value=sheet.flagged)
            case "go":
                tell(doing="go", item=0)
                position = self._rng.randint(1, sheet.mock.length)
                sheet = await self._mocks.go(ALICE, sheet.mock.id, position, now())
                tell(saved="go", item=0, value=position)
        return sheet


async def main(url: str, seed: int, mode: str) -> None:
    rng = random.Random(seed)
    db = Database(url)
    services = Services(db, demo_bank(), now, rng)
    tell(ready=True)
    sys.stdin.readline()
    sitting = Sitting(services, rng)
    sheet = await sitting.resume()
    deadline = sheet.mock.deadline
    assert deadline is not None
    tell(saved="clock", item=0, value=deadline.isoformat())
    while mode == "click":
        sheet = await sitting.click(sheet)
    await services.mocks.submit(ALICE, sheet.mock.id, now())
    tell(saved="submit", item=0, value=True)
    await db.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
