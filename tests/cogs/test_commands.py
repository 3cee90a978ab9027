"""The other commands, bad options of `/quiz`, and what people are told when something breaks."""

from __future__ import annotations

import asyncio
import logging

import aiohttp
import discord
import pytest
from sqlalchemy import text

from bot import __version__
from bot.storage.tables import servers
from bot.ui import reply
from tests.world import World, seen


async def test_exam_info_tells_the_facts_the_retirement_and_the_counts(world: World) -> None:
    card = seen(await world.alice.slash(world.quiz, "exam-info", exam="mls-c01"))
    exam = world.bank.exams["mls-c01"]
    facts = exam.facts
    assert exam.name in card.text
    for fact in (facts.audience, facts.experience, facts.fee, facts.delivery, facts.validity, facts.retake):
        assert fact in card.text
    assert all(language in card.text for language in facts.languages)
    assert all(name in card.text for name in facts.out_of_scope)
    assert "65 questions in 180 minutes: 50 scored, 15 unscored" in card.text
    assert "100 to 1000, pass 750" in card.text
    assert "Retired on March 31, 2026" in card.text
    assert exam.retirement is not None
    assert exam.retirement.successor in card.text
    for domain in exam.domains:
        count = len(world.bank.of("mls-c01", domain.id))
        assert f"{domain.id}. **{domain.name}** · {domain.weight} % · {count} questions" in card.text


async def test_exam_info_offers_five_sample_questions(world: World) -> None:
    card = await world.alice.slash(world.quiz, "exam-info")
    sample = await world.click(world.alice, card, label="Five sample questions")
    assert sample.ephemeral
    assert "question 1 of 5" in seen(sample).text


async def test_an_exam_without_questions_says_so(world: World) -> None:
    card = await world.alice.slash(world.quiz, "exam-info", exam="aif-c01")
    assert "no questions for AIF-C01 yet" in seen(card).text
    (sample,) = seen(card).buttons
    assert sample["disabled"] is True
    refused = await world.alice.slash(world.quiz, "quiz", exam="aif-c01")
    assert "AIF-C01 has no questions in the bank yet" in seen(refused).text
    refused = await world.alice.slash(world.quiz, "quiz", exam="aif-c01", audience="group")
    assert "AIF-C01 has no questions in the bank yet" in seen(refused).text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"exam": "xyz"}, "I don't know the exam “xyz”"),
        ({"exam": "XYZ"}, "I don't know the exam “XYZ”"),
        ({"exam": "mls-c01", "domain": "9"}, "MLS-C01 has no domain or task “9”"),
        ({"exam": "mls-c01", "domain": "4.1", "count": 25}, "Ask for"),
        ({"seconds": 60}, "a private quiz has none"),
    ],
)
async def test_bad_options_get_the_next_step(world: World, options: dict[str, object], told: str) -> None:
    refused = await world.alice.slash(world.quiz, "quiz", **options)
    assert refused.ephemeral
    assert told in seen(refused).text


async def test_names_are_suggested_while_typing(world: World) -> None:
    exams = await world.alice.autocomplete(world.quiz, "quiz", "exam", "machine learning spec")
    assert [choice["value"] for choice in exams] == ["mls-c01"]
    parts = await world.alice.autocomplete(world.quiz, "quiz", "domain", "model", exam="mls-c01")
    assert {"name": "3 · Modeling (36 %)", "value": "3"} in parts
    assert all("odel" in choice["name"] for choice in parts)
    everything = await world.alice.autocomplete(world.quiz, "quiz", "domain", "")
    assert len(everything) == 19
    none = await world.alice.autocomplete(world.quiz, "quiz", "domain", "x", exam="nonsense")
    assert none == []


async def test_organizers_change_settings_and_others_cannot(world: World) -> None:
    refused = await world.bob.slash(world.quiz, "settings", **{"default-exam": "mls-c01"})
    assert "for organizers" in seen(refused).text
    assert await world.rows(servers) == []

    role = world.guild.create_role("Study leads")
    saved = await world.olga.slash(
        world.quiz,
        "settings",
        **{"organizer-role": role, "mock-channel": world.lounge, "default-exam": "mls-c01"},
    )
    assert saved.ephemeral
    shown = seen(saved).text
    assert all(value in shown for value in ("Saved", role.mention, world.lounge.mention, "MLS-C01"))
    (row,) = await world.rows(servers)
    assert (row.id, row.organizer_role_id, row.mock_channel_id) == (world.guild.id, role.id, world.lounge.id)

    refused = await world.bob.slash(world.quiz, "settings")
    assert role.mention in seen(refused).text
    lead = world.guild.add_member(world.env.create_user("lead"), roles=[role])
    shown = seen(await lead.slash(world.quiz, "settings", reset="mock_channel_id")).text
    assert world.lounge.mention not in shown
    assert "wherever a mock exam is started" in shown
    refused = await world.olga.slash(world.quiz, "settings", **{"default-exam": "nonsense"})
    assert "I don't know the exam" in seen(refused).text


async def test_exams_are_named_by_their_codes_in_any_case(world: World) -> None:
    for exam in ("MLS-C01", "mls-c01", "Mls-C01"):
        assert (
            world.bank.exams["mls-c01"].name
            in seen(await world.alice.slash(world.quiz, "exam-info", exam=exam)).text
        )
    card = await world.alice.slash(world.quiz, "quiz", exam="MLS-C01", count=1)
    assert "-# MLS-C01 · question 1 of 1" in seen(card).text
    parts = await world.alice.autocomplete(world.quiz, "quiz", "domain", "3 modeling", exam="MLS-C01")
    assert {"name": "3 · Modeling (36 %)", "value": "3"} in parts
    await world.olga.slash(world.quiz, "settings", **{"default-exam": "AIF-C01"})
    (row,) = await world.rows(servers)
    assert row.default_exam == "aif-c01"


async def test_settings_are_a_servers(world: World) -> None:
    refused = await world.olga.user.slash("settings")
    assert refused.ephemeral
    assert seen(refused).text == "This works in a server, not in direct messages."


async def test_an_announcement_channel_is_no_mock_channel(world: World) -> None:
    news = world.guild.create_news_channel("news")
    refused = await world.olga.slash(world.quiz, "settings", **{"mock-channel": news, "language": "en"})
    assert refused.ephemeral
    assert seen(refused).text == (
        f"{news.mention} is an announcement channel, where there are no private threads. "
        "Choose a text channel for mock exams."
    )
    assert await world.rows(servers) == [], "nothing of it is stored"


async def test_help_and_about(world: World) -> None:
    told = seen(await world.alice.slash(world.quiz, "help")).text
    for command in ("/quiz", "/exam start", "/exam group", "/exam-info", "/settings"):
        assert f"`{command}`" in told
    about = seen(await world.alice.slash(world.quiz, "about")).text
    assert __version__ in about
    assert "not affiliated" in about


async def test_a_fault_is_logged_and_told_with_the_same_reference(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    card = await world.alice.slash(world.quiz, "quiz", domain="1.1", count=1)
    async with world.db.begin() as tx:
        await tx.execute(text("DROP TABLE choice_counts"))
    item = await world.item(card)
    custom_id = f"v1:answer:{item.id}:a" if item.question.choose == 1 else f"v1:mark:{item.id}:a"
    if item.question.choose == 1:
        told = seen(await world.press(world.alice, card, custom_id)).text
    else:
        for letter in await world.letters(card):
            card = await world.click(world.alice, card, label=letter)
        told = seen(await world.press(world.alice, card, f"v1:submit:{item.id}")).text
    assert "Nothing you answered is lost" in told
    (record,) = [record for record in caplog.records if record.levelno == logging.ERROR]
    reference = told.rsplit("`", 2)[1]
    assert reference in record.getMessage()
    assert await world.answers() == [], "the transaction was rolled back as a whole"


async def test_a_card_that_is_gone_is_told_after_a_press_and_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    card = await world.alice.slash(world.quiz, "quiz", domain="1.1", count=1)
    world.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10008)
    told = await world.click(world.alice, card, label="A")
    assert "What you pressed is saved" in seen(told).text
    (record,) = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert "10008" in record.getMessage()


async def test_a_command_pressed_nothing_so_its_fault_gets_a_reference(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10003)
    told = await world.alice.slash(world.quiz, "about")
    assert "tell an organizer this reference" in seen(told).text
    assert [record.levelno for record in caplog.records].count(logging.ERROR) == 1
    caplog.clear()


async def test_a_broken_connection_while_telling_an_error_is_logged(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(discord.InteractionResponse, "send_message", _disconnected)
        await world.alice.slash(world.quiz, "exam resume")
    assert "could not tell interaction" in caplog.text
    assert "Traceback" not in caplog.text


async def test_a_broken_connection_while_deferring_is_logged(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    unfinished = world.bot.services.quizzes.unfinished

    async def slowly(person: int) -> object:
        await asyncio.sleep(2.5)
        return await unfinished(person)

    with monkeypatch.context() as patched:
        patched.setattr(world.bot.services.quizzes, "unfinished", slowly)
        patched.setattr(discord.InteractionResponse, "defer", _disconnected)
        result = await world.alice.slash(world.quiz, "quiz", domain="1.1", count=1)
        await world.wait(2.5)
    assert "could not defer interaction" in caplog.text
    assert "question 1 of 1" in seen(result).text


async def test_a_slow_answer_is_acknowledged_in_time_and_edited_in_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord gives up after three seconds; the bot loses patience before that, and defers."""
    card = await world.alice.slash(world.quiz, "quiz", domain="1.1", count=5)
    while len(await world.letters(card)) > 1:
        card = await world.alice.slash(world.quiz, "quiz", domain="1.1", count=5)
        card = await world.click(world.alice, card, label="Start new")
    answer = world.bot.services.quizzes.answer

    async def slowly(*arguments: object) -> object:
        await asyncio.sleep(0.5)
        return await answer(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(reply, "PATIENCE", 0.2)
    monkeypatch.setattr(world.bot.services.quizzes, "answer", slowly)
    before = len(world.env.http_requests)
    await world.click(world.alice, card, label="A")
    deferred, edited = world.env.http_requests[before:]
    assert deferred.json == {"type": discord.InteractionResponseType.deferred_message_update.value}
    assert edited.method == "PATCH"
    assert "orrect" in str(edited.json)
    assert len(await world.answers(world.alice)) == 1


async def _disconnected(*args: object, **options: object) -> None:
    raise aiohttp.ServerDisconnectedError
