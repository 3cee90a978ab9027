"""The report of a group mock exam fits on its cards."""

from __future__ import annotations

import datetime as dt

import discord

from bot.services.event_report import HARDEST, Hard, Report
from bot.services.mock_events import Event
from bot.ui.card import TEXT_LIMIT
from bot.ui.event_cards import hardest_card
from tests import builders

LONG = "elongated wording " * 60
ROOM_FOR_TRANSLATIONS = 200

EVENT = Event(
    id=1,
    exam=builders.exam(),
    length="full",
    items=12,
    minutes=60,
    host=1,
    guild=5,
    channel=50,
    message=None,
    locale="en",
    starts_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    joined=999,
    opened=True,
)


def test_the_hardest_questions_fit_however_long_they_are() -> None:
    options = tuple(builders.option(key, LONG, correct=key in "ace", why=LONG) for key in "abcdef")
    question = builders.question(kind="multiple", stem=LONG, options=options, takeaway=LONG)
    report = Report(EVENT, 999, None, (Hard(question, 998, 999),) * HARDEST, ())
    card = hardest_card(report)
    assert card is not None
    texts = [item.content for item in card.walk_children() if isinstance(item, discord.ui.TextDisplay)]
    assert sum(map(len, texts)) <= TEXT_LIMIT - ROOM_FOR_TRANSLATIONS
    assert all(text.endswith("had it right.") for text in texts[1:]), "none is cut"
