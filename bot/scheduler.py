"""Wake-ups in APScheduler. None is ever the only memory of what is due: the database is the schedule.

Whoever asks to be woken looks up what is due when woken, so a wake-up that is lost, late or
doubled does no harm, and all of them are made again after a restart.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)
RETRY = dt.timedelta(seconds=15)

Job = Callable[[], Awaitable[None]]


class Wakeups:
    """One wake-up per name; asking again for a name replaces its time."""

    def __init__(self, clock: Callable[[], dt.datetime]) -> None:
        self._clock = clock
        self._scheduler = AsyncIOScheduler(
            timezone=dt.UTC, job_defaults={"misfire_grace_time": None, "coalesce": True}
        )

    def start(self) -> None:
        if not self._scheduler.running:
            self._scheduler.start()

    def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def at(self, when: dt.datetime, name: str, job: Job) -> None:
        """Run ``job`` at ``when``, or at once if that is past. A failing job is logged and retried."""
        self._scheduler.add_job(
            self._run, "date", run_date=when, args=(name, job), id=name, replace_existing=True
        )

    async def _run(self, name: str, job: Job) -> None:
        try:
            await job()
        except Exception:
            log.exception("wake-up %s failed; again in %s s", name, RETRY.seconds)
            self.at(self._clock() + RETRY, name, job)
