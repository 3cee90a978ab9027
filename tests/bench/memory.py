"""How much memory the bot takes while nothing happens."""

from __future__ import annotations

import asyncio
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.bench.offline import detach
from tests.bench.process import printed
from tests.bench.quiz import open_offline_bot
from tests.bench.row import Row, value_at_most

IDLE_SECONDS = 0.5
STATUS = Path("/proc/self/status")


def sample(folder: Path) -> float:
    """Megabytes of a process that has started the whole bot, with a new database and no snapshot."""
    return float(printed("-m", __name__, folder))


def row(samples: Sequence[float]) -> Row:
    return value_at_most(150, "idle process, resident", median(samples), "MB")


async def idle(folder: Path) -> None:
    """Start as `python -m bot run` does, except that nothing is sent to Discord; then print the size."""

    async def accept(application: int, payload: list[Any]) -> list[Any]:
        return []

    async with open_offline_bot(folder) as bot, bot:
        detach(bot)
        bot.http.bulk_upsert_global_commands = accept  # type: ignore[assignment]
        await bot.setup_hook()
        await bot.on_ready()
        await asyncio.sleep(IDLE_SECONDS)
        print(resident() / 1e6)


def resident() -> int:
    """Bytes of this process in memory; where the system has no /proc, the most it ever had."""
    if STATUS.exists():
        line = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    asyncio.run(idle(Path(sys.argv[1])))
