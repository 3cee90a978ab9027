"""What organizers set, on both databases."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.bank import Bank
from bot.errors import Refusal
from bot.services.servers import Servers, ServerSettings
from bot.storage.tables import servers
from tests import builders
from tests.house import GUILD, House


async def test_settings_change_one_by_one_and_go_back(house: House) -> None:
    service = house.services.servers
    assert await service.settings(GUILD) == ServerSettings()
    assert await service.change(GUILD) == ServerSettings()
    assert await house.rows(servers) == [], "looking stores nothing"
    role = 2**63 - 1
    await service.change(GUILD, organizer_role_id=role, language="en")
    changed = await service.change(GUILD, default_exam="demo")
    assert changed == ServerSettings(organizer_role_id=role, default_exam="demo", language="en")
    assert await service.settings(GUILD) == changed
    assert await service.settings(GUILD + 1) == await service.settings(None) == ServerSettings()
    reset = await service.change(GUILD, organizer_role_id=None, mock_channel_id=7)
    assert reset == ServerSettings(default_exam="demo", mock_channel_id=7, language="en")


async def test_changes_at_once_all_count(house: House) -> None:
    change = house.services.servers.change
    await asyncio.gather(
        change(GUILD, organizer_role_id=1), change(GUILD, default_exam="demo"), change(GUILD, language="en")
    )
    settings = await house.services.servers.settings(GUILD)
    assert settings == ServerSettings(organizer_role_id=1, default_exam="demo", language="en")


async def test_an_unknown_exam_is_refused_and_nothing_stored(house: House) -> None:
    with pytest.raises(Refusal) as refused:
        await house.services.servers.change(GUILD, default_exam="nonsense", language="en")
    assert (refused.value.key, refused.value.params) == ("exam.unknown", {"exam": "nonsense"})
    assert await house.rows(servers) == []


async def test_the_default_exam_is_the_chosen_one_else_the_fullest(house: House) -> None:
    service = house.services.servers
    assert await service.exam_meant(GUILD) == await service.exam_meant(None) == "demo"
    await service.change(GUILD, default_exam="empty")
    assert await service.exam_meant(GUILD) == "empty"
    assert await service.exam_meant(GUILD, "") == "empty"
    bank = house.services.bank
    smaller = Bank([bank.exams["demo"]], bank.questions.values())
    assert await Servers(house.services.db, smaller).exam_meant(GUILD) == "demo", (
        "the chosen one has left the bank"
    )
    with pytest.raises(Refusal, match=r"exam\.none"):
        await Servers(house.services.db, Bank([], [])).exam_meant(GUILD)


@pytest.mark.parametrize(
    "typed", ["mls-c01", "MLS-C01", "Mls-c01", "  mls-C01 ", "ml-specialty", "ML-Specialty"]
)
async def test_an_exam_is_meant_by_its_id_or_code_in_any_case(house: House, typed: str) -> None:
    bank = Bank([builders.exam("ml-specialty", code="MLS-C01"), builders.exam()], [])
    assert bank.named(typed) == "ml-specialty"
    service = Servers(house.services.db, bank)
    await service.change(GUILD, default_exam="DEMO")
    assert (await service.settings(GUILD)).default_exam == "demo"
    assert await service.exam_meant(GUILD, typed) == "ml-specialty"
    assert (await service.change(GUILD, default_exam=typed)).default_exam == "ml-specialty"


async def test_an_unknown_name_stays_as_it_was_typed(house: House) -> None:
    assert house.services.bank.named(" Nonsense") == " Nonsense"
    assert await house.services.servers.exam_meant(GUILD, "Nonsense") == "Nonsense"
