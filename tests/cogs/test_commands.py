"""The other commands, bad options of `/quiz`, and what people are told when something breaks."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import text

from bot import __version__
from bot.storage.tables import servers
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


async def test_help_and_about(world: World) -> None:
    assert "/quiz" in seen(await world.alice.slash(world.quiz, "help")).text
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
