"""Use cases: one public method is one transaction and returns frozen values."""

from __future__ import annotations

from random import Random

from bot.domain.bank import Bank
from bot.services.context import Clock
from bot.services.event_report import EventReports
from bot.services.group_quizzes import GroupQuizzes
from bot.services.mock_events import MockEvents
from bot.services.mock_results import MockResults
from bot.services.mock_timers import MockTimers
from bot.services.mocks import Mocks
from bot.services.quizzes import Quizzes
from bot.services.reports import Reports
from bot.services.servers import Servers
from bot.storage.database import Database


class Services:
    """Everything the bot can do, built once and handed to the client."""

    def __init__(self, db: Database, bank: Bank, clock: Clock, rng: Random) -> None:
        self.db, self.bank, self.clock = db, bank, clock
        self.quizzes = Quizzes(db, bank, clock, rng)
        self.groups = GroupQuizzes(db, bank, clock, rng)
        self.mocks = Mocks(db, bank, clock, rng)
        self.mock_timers = MockTimers(db, bank, clock)
        self.mock_events = MockEvents(db, bank, clock, rng)
        self.event_reports = EventReports(db, bank, self.mock_events)
        self.mock_results = MockResults(db, bank)
        self.servers = Servers(db, bank)
        self.reports = Reports(db, clock)
