"""The scoreboard of a group quiz."""

from __future__ import annotations

import discord

from bot.domain.scoreboard import Standing
from bot.services.group_values import Finish, Group
from bot.ui.group_cards import scoreboard_card
from tests import builders


def test_nobody_gets_a_medal_for_nothing() -> None:
    group = Group(id=1, exam=builders.exam(), host=1, thread=2, locale="en", length=3)
    standings = (Standing(1, 10, 2, 3), Standing(2, 11, 0, 3), Standing(2, 12, 0, 1))
    card = scoreboard_card(Finish(group, 3, standings))
    _, ranking, _ = [
        item.content for item in card.walk_children() if isinstance(item, discord.ui.TextDisplay)
    ]
    assert ranking.splitlines() == ["🥇 1. <@10> · 2 of 3", "▫️ 2. <@11> · 0 of 3", "▫️ 2. <@12> · 0 of 3"]
