"""Does on Discord what falls due in mock exams: warnings, the end, archiving the thread."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import logging
from typing import TYPE_CHECKING

import discord

from bot.i18n import say
from bot.services.event_report import Report
from bot.services.mock_values import Mock, Notice
from bot.ui.card import Card
from bot.ui.event_cards import event_card, hardest_card, report_card
from bot.ui.mock_cards import ended_card, moved_card, results_open_card, start_card, submitted_card
from bot.ui.reply import FAULTS

if TYPE_CHECKING:
    from bot.scheduler import Wakeups
    from bot.services import Services

log = logging.getLogger(__name__)

AT_ONCE = 50
"""How many exams are dealt with before the next look at what is due."""

BREATH = dt.timedelta(seconds=1)
"""The least time between two wake-ups: APScheduler drops one that is due before the last has ended."""


class MockStage:
    """One wake-up for all exams: at the next time something falls due in any."""

    def __init__(self, client: discord.Client, services: Services, wakeups: Wakeups) -> None:
        self._client, self._services, self._wakeups = client, services, wakeups
        self._scheduling = asyncio.Lock()

    async def schedule(self, not_before: dt.datetime | None = None) -> None:
        """Wake up when the next thing falls due; to be called whenever that may have changed."""
        async with self._scheduling:  # or an older look at the database could have the last word
            dues = (await self._services.mock_timers.next_due(), await self._services.mock_events.next_due())
            if times := [due for due in dues if due is not None]:
                self._wakeups.at(max(min(times), not_before or min(times)), "mock exams", self.run_due)

    async def run_due(self) -> None:
        """Do all that is due, the longest overdue first. What fails is left for its person to resume."""
        while due := await self._services.mock_timers.due(AT_ONCE):
            notices = [await self._act(quiz) for quiz in due]
            # Told side by side: a thread that Discord is slow with holds nobody else up.
            await asyncio.gather(*(self._tell(notice) for notice in notices if notice is not None))
        for event in await self._services.mock_events.due(AT_ONCE):
            await self._report(event)
        await self.schedule(self._services.clock() + BREATH)

    async def _act(self, quiz: int) -> Notice | None:
        """Do what is due in one exam; where that fails, the others don't wait for it."""
        try:
            return await self._services.mock_timers.act(quiz)
        except Exception:
            log.exception("mock exam %s: what was due failed", quiz)
            await self._services.mock_timers.postpone(quiz)
            return None

    async def look_after(self, mock: Mock) -> None:
        """Once an exam has ended: it may have been the last of a group."""
        if mock.event is not None and mock.ended:
            await self._report(mock.event)

    async def _report(self, event_id: int) -> None:
        """Open the results and post the report, if it is time; where that fails, again later."""
        try:
            if await self._services.mock_events.open_results(event_id):
                await self._post_report(await self._services.event_reports.report(event_id))
                for mock in await self._services.mock_events.finished(event_id):
                    await self._tell_results(mock)
                await self._services.mock_events.reported(event_id)
        except Exception:
            log.exception("group mock exam %s: its report failed", event_id)
            await self._services.mock_events.postpone(event_id)

    async def _post_report(self, report: Report) -> None:
        """The report, and what has become of the invitation; either may be out of reach."""
        event = report.event
        channel = self._client.get_partial_messageable(event.channel)
        if event.message is not None:
            with contextlib.suppress(discord.NotFound, discord.Forbidden):
                await channel.get_partial_message(event.message).edit(view=event_card(event))
        try:
            if report.people:
                await channel.send(view=report_card(report), nonce=f"report-{event.id}")
                if (hardest := hardest_card(report)) is not None:
                    await channel.send(view=hardest, nonce=f"hardest-{event.id}")
        except (discord.NotFound, discord.Forbidden) as error:
            log.warning("the report of event %s could not be shown: %s", event.id, error)

    async def _tell_results(self, mock: Mock) -> None:
        if mock.thread is not None:
            with contextlib.suppress(*FAULTS):
                await self._client.get_partial_messageable(mock.thread).send(
                    view=results_open_card(mock, mock.locale),
                    nonce=f"results-{mock.id}",
                    allowed_mentions=discord.AllowedMentions(users=True),
                )

    async def _tell(self, notice: Notice) -> None:
        """Say it in the thread. Where that is gone, the person still has `/exam`."""
        mock = notice.mock
        try:
            if mock.thread is not None:
                await self._show(notice, mock.thread)
        except FAULTS as error:
            log.warning("mock exam %s: %s could not be shown: %s", mock.id, notice.kind, error)
        await self.look_after(mock)

    async def _show(self, notice: Notice, thread: int) -> None:
        mock = notice.mock
        channel = self._client.get_partial_messageable(thread)
        match notice.kind:
            case "start":
                assert notice.ends_at is not None
                card = start_card(mock, notice.ends_at, mock.locale)
                message = await channel.send(view=card, allowed_mentions=discord.AllowedMentions(users=True))
                await self.clear(mock, moved_card(mock, mock.locale))
                await self._services.mocks.shown_on(mock.id, message.id)
            case "warning":
                await channel.send(view=Card(say(mock.locale, "mock.warning", n=notice.minutes)))
            case "expired":
                await channel.send(view=submitted_card(mock, "expired", mock.locale))
                await self.clear(mock, ended_card(mock, mock.locale))
            case "archive":
                await self._archive(thread, direct=mock.guild is None)

    async def clear(self, mock: Mock, card: Card) -> None:
        """Put something else where the current item was: it and its marks are nobody's business any more."""
        if mock.card is not None and mock.thread is not None:
            channel = self._client.get_partial_messageable(mock.thread)
            with contextlib.suppress(*FAULTS):
                await channel.get_partial_message(mock.card).edit(view=card)

    async def _archive(self, thread: int, *, direct: bool) -> None:
        if direct:
            return
        channel = await self._client.fetch_channel(thread)
        if isinstance(channel, discord.Thread):
            await channel.edit(archived=True)
