"""Real time for the simulator, whose own clock stands still until a test moves it."""

from __future__ import annotations

import datetime as dt


class RealClock:
    """Takes the place of simcord's clock: the same three members, but it only shows the time.

    So the simulated Discord, the bot and APScheduler all read one clock. Timers fire by
    themselves; waits that simcord leaves to ``advance_time`` need a call of it now and then.
    """

    def __init__(self, epoch: dt.datetime) -> None:
        self._epoch = epoch
        self._latest = 0.0

    @property
    def elapsed(self) -> float:
        """Seconds since the epoch. It never goes back, also when the computer's clock is set back."""
        now = dt.datetime.now(dt.UTC)  # noqa: TID251 (this is where the page's clock is built)
        self._latest = max(self._latest, (now - self._epoch).total_seconds())
        return self._latest

    def now(self) -> dt.datetime:
        return self._epoch + dt.timedelta(seconds=self.elapsed)

    def advance(self, seconds: float) -> None:
        """simcord moves its clock by this. Ours moves by itself."""
