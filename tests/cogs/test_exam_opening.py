"""Where a mock exam takes place: its thread, the permissions for that, direct messages, and going on."""

from __future__ import annotations

import discord
import pytest

from bot.storage.tables import mocks, quizzes
from tests.sitting import (
    answer,
    archived,
    begin,
    card,
    cards,
    latest,
    press,
    public,
    restart_without,
    start,
    submit,
)
from tests.world import World, message_of, seen

NO_LINE = "I can't keep you from inviting"


async def test_the_thread_is_private_and_hers_alone(world: World) -> None:
    thread = await start(world)
    stored = world.env.backend.channels[thread.id]
    assert stored.type == discord.ChannelType.private_thread.value
    assert stored.parent_id == world.quiz.id
    assert set(stored.thread_members) == {world.alice.id, world.env.backend.bot_user.id}
    assert stored.thread_metadata is not None
    assert stored.thread_metadata.auto_archive_duration == 1440
    assert thread.name == "MLS-C01 short mock 1 · alice"
    assert "- **Privacy:** only you and members with Manage Threads see this thread." in card(thread).text


@pytest.mark.parametrize("may_manage", [True, False])
async def test_it_is_closed_to_invitations_or_says_that_it_is_not(world: World, may_manage: bool) -> None:
    if not may_manage:
        world.forbid(world.quiz, "manage_threads")
    thread = await start(world)
    (asked,) = [r.json for r in world.env.http_requests if r.path == f"/channels/{world.quiz.id}/threads"]
    assert asked is not None
    assert asked["invitable"] is not may_manage
    assert (NO_LINE in card(thread).text) is not may_manage
    await world.alice.slash(world.quiz, "exam resume")
    assert (NO_LINE in card(thread).text) is not may_manage
    world.env.backend.delete_channel(thread.id)
    await world.alice.slash(world.quiz, "exam resume")
    (again,) = world.quiz.threads
    assert (NO_LINE in card(again).text) is not may_manage


async def test_it_opens_in_the_mock_channel_or_here_or_says_where(world: World) -> None:
    voice = world.guild.create_voice_channel("Voice")
    refused = await world.alice.slash(voice, "exam start")
    assert "opens in a text channel" in seen(refused).text
    news = world.guild.create_news_channel("news")
    refused = await world.alice.slash(news, "exam start")
    assert "opens in a text channel" in seen(refused).text
    assert await world.rows(quizzes) == []
    await world.olga.slash(world.quiz, "settings", **{"mock-channel": world.lounge})
    opened = await world.alice.slash(voice, "exam start", length="short")
    (thread,) = world.lounge.threads
    assert thread.mention in seen(opened).text
    (quiz,) = await world.rows(quizzes)
    assert (quiz.channel_id, quiz.thread_id) == (world.lounge.id, thread.id)


async def test_from_inside_a_thread_it_opens_beside_it(world: World) -> None:
    inside = await start(world)
    asked = await world.alice.slash(inside, "exam abandon")
    await world.click(world.alice, asked, label="Give it up")
    await world.alice.slash(inside, "exam start", length="short")
    assert len(world.quiz.threads) == 2


@pytest.mark.parametrize(
    ("permission", "name"),
    [
        ("create_private_threads", "Create Private Threads"),
        ("send_messages_in_threads", "Send Messages in Threads"),
    ],
)
async def test_a_missing_permission_is_named_and_direct_messages_offered(
    world: World, permission: str, name: str
) -> None:
    world.forbid(world.quiz, permission)
    offered = await world.alice.slash(world.quiz, "exam start", length="short", domain="2")
    assert offered.ephemeral
    assert name in seen(offered).text
    assert world.quiz.mention in seen(offered).text
    assert await world.rows(quizzes) == []
    taken = await world.click(world.alice, offered, label="Take it in direct messages")
    assert "ready in our direct messages" in seen(taken.followups[0]).text
    direct = world.alice.user.dm_channel
    assert card(direct).texts[0] == "## MLS-C01 drill 1: Exploratory Data Analysis"
    assert "a drill of one domain, **Exploratory Data Analysis**" in card(direct).text
    assert "Manage Threads" not in card(direct).text
    await world.alice.user.click(cards(direct)[-1], label="Begin")
    assert "question 1 of" in card(direct).text


async def test_a_permission_lost_a_moment_ago_is_named_too(world: World) -> None:
    world.env.inject_error("POST", f"/channels/{world.quiz.id}/threads", status=403, code=50013)
    offered = await world.alice.slash(world.quiz, "exam start", length="short")
    assert "Create Private Threads" in seen(offered).text
    assert "Take it in direct messages" in seen(offered).labels
    assert await world.rows(quizzes) == []


async def test_closed_direct_messages_are_told(world: World) -> None:
    world.forbid(world.quiz, "create_private_threads")
    offered = await world.alice.slash(world.quiz, "exam start", length="short")
    direct = world.alice.user.dm_channel
    world.env.inject_error("POST", f"/channels/{direct.id}/messages", status=403, code=50007)
    refused = await world.click(world.alice, offered, label="Take it in direct messages")
    assert "Your direct messages are closed to me as well" in seen(refused.followups[0]).text
    assert await world.rows(quizzes) == await world.rows(mocks) == []


async def test_bad_names_are_refused_before_anything_else(world: World) -> None:
    world.forbid(world.quiz, "create_private_threads")
    for options, told in (
        ({"exam": "No such exam!"}, "I don't know the exam “No such exam!”."),
        ({"domain": "Domain 9?"}, "MLS-C01 has no domain “Domain 9?”."),
        ({"domain": "4.1"}, "for one task use `/quiz` with `domain`."),
        ({"exam": "AIF-C01"}, "AIF-C01 has no questions in the bank yet."),
    ):
        refused = await world.alice.slash(world.quiz, "exam start", **options)
        assert refused.ephemeral
        assert told in seen(refused).text
    assert await world.rows(quizzes) == []


async def test_an_exam_is_named_by_its_code_in_any_case(world: World) -> None:
    thread = await begin(world, exam="Mls-c01")
    for exam in ("MLS-C01", "mls-c01"):
        status = await world.alice.slash(world.quiz, "exam status", exam=exam)
        assert thread.mention in seen(status).text
    other = await world.alice.slash(world.quiz, "exam status", exam="AIF-C01")
    assert "no mock exam running" in seen(other).text


async def test_a_whole_exam_in_direct_messages(world: World) -> None:
    alice = world.alice.user
    ready = await alice.slash("exam start", length="short")
    assert "direct messages" in seen(ready).text
    direct = alice.dm_channel
    for label in ("Begin", "Review & submit", "Submit", "Yes, submit"):
        await alice.click(cards(direct)[-1], label=label)
    result = await alice.click(cards(direct)[-1], label="Show result")
    assert "100 ±" in seen(result).text
    shared = await alice.click(message_of(result).message, label="Share")
    assert "no channel to share it in" in seen(shared).text
    await world.wait(25 * 3600)
    assert (await latest(world)).due_at is None


async def test_an_exam_that_is_too_big_names_what_is_missing(world: World) -> None:
    *gone, _, _ = [question.id for question in world.bank.of("mls-c01", "1")]
    await restart_without(world, *gone)
    refused = await world.alice.slash(world.quiz, "exam start")
    assert "MLS-C01 has too few questions for this form" in seen(refused).text
    assert "11 more are needed in domain 1 (Data Engineering)" in seen(refused).text
    assert world.quiz.threads == []
    assert await world.rows(quizzes) == []


async def test_one_running_exam_per_person_and_exam(world: World) -> None:
    thread = await begin(world)
    refused = await world.alice.slash(world.lounge, "exam start")
    assert thread.mention in seen(refused).text
    assert "/exam resume" in seen(refused).text
    assert world.lounge.threads == []
    other = await begin(world, world.bob)
    assert other.id != thread.id


async def test_resume_shows_the_card_again_where_it_was(world: World) -> None:
    thread = await begin(world)
    await press(world, thread, "Next")
    await press(world, thread, "Flag")
    await world.wait(600)
    await world.restart()
    (old,) = cards(thread)
    resumed = await world.alice.slash(world.lounge, "exam resume")
    assert resumed.ephemeral
    assert thread.mention in seen(resumed).text
    (new,) = cards(thread)
    assert new.id != old.id
    (moved,) = [message for message in thread.history() if message.id == old.id]
    assert seen(moved).texts == ["-# MLS-C01 short mock 1", "This exam goes on further down."]
    for text in ("question 2 of 16", "🚩", "0:35 left"):
        assert text in card(thread).text
    await press(world, thread, "Next")
    assert "question 3 of 16" in card(thread).text
    await world.alice.slash(world.lounge, "exam resume")
    assert public(thread).count("This exam goes on further down.") == 2
    assert len(cards(thread)) == 1


async def test_resume_in_direct_messages_replaces_the_old_card_too(world: World) -> None:
    alice = world.alice.user
    await alice.slash("exam start", length="short")
    direct = alice.dm_channel
    await alice.slash("exam resume")
    assert card(direct).labels == ["Begin"]
    assert len(cards(direct)) == 1
    await alice.click(cards(direct)[-1], label="Begin")
    await alice.slash("exam resume")
    assert "question 1 of 16" in card(direct).text
    assert len(cards(direct)) == 1
    assert public(direct).count("This exam goes on further down.") == 2
    await world.wait(46 * 60)
    assert public(direct).count("This exam has ended.") == 1
    assert card(direct).labels == ["Show result"]


async def test_an_exam_given_up_before_begin_leaves_no_begin_button(world: World) -> None:
    thread = await start(world)
    asked = await world.alice.slash(world.quiz, "exam abandon")
    await world.click(world.alice, asked, label="Give it up")
    assert cards(thread) == []
    assert "This exam was given up." in public(thread)
    alice = world.alice.user
    await alice.slash("exam start", length="short")
    asked = await alice.slash("exam abandon")
    await alice.click(message_of(asked).message, label="Give it up")
    assert cards(alice.dm_channel) == []
    assert "This exam was given up." in public(alice.dm_channel)


async def test_resume_before_begin_and_without_an_exam(world: World) -> None:
    none = await world.alice.slash(world.quiz, "exam resume")
    assert "no mock exam running" in seen(none).text
    thread = await start(world)
    await world.alice.slash(world.quiz, "exam resume")
    assert card(thread).labels == ["Begin"]
    intro, _ = [message for message in thread.history() if not message.flags.ephemeral]
    assert "This exam goes on further down." in seen(intro).text
    await press(world, thread, "Begin")
    assert "question 1 of 16" in card(thread).text
    quiz = (await latest(world)).quiz_id
    again = await world.press(world.alice, intro, f"v1:mock-begin:{quiz}")
    assert again.acknowledged
    assert "question 1 of 16" in card(thread).text


async def test_status_and_abandon(world: World) -> None:
    thread = await start(world)
    waiting = await world.alice.slash(world.quiz, "exam status")
    assert "Not begun yet" in seen(waiting).text
    await press(world, thread, "Begin")
    await answer(world, thread)
    await press(world, thread, "Flag")
    await world.wait(60)
    status = await world.alice.slash(world.quiz, "exam status")
    assert status.ephemeral
    for text in ("**1 of 16** answered, 1 flagged", "0:44 left", thread.mention):
        assert text in seen(status).text
    item = card(thread).item_id
    (sheet,) = cards(thread)
    asked = await world.alice.slash(world.quiz, "exam abandon")
    assert "Give this exam up?" in seen(asked).text
    assert (await latest(world)).outcome is None
    await world.click(world.alice, asked, label="Give it up")
    assert (await latest(world)).outcome == "abandoned"
    assert await world.answers() == []
    assert cards(thread) == []
    (sheet,) = [message for message in thread.history() if message.id == sheet.id]
    assert seen(sheet).texts == ["## MLS-C01 short mock 1", "This exam was given up. It has no score."]
    for custom_id in (f"v1:mock-mark:{item}:a", f"v1:mock-flag:{item}"):
        refused = await world.press(world.alice, sheet, custom_id)
        assert refused.ephemeral
        assert "This exam was given up, so it has no result." in seen(refused).text
    assert "no finished mock exams" in seen(await world.alice.slash(world.quiz, "exam history")).text
    assert "no finished mock exams" in seen(await world.alice.slash(world.quiz, "exam result")).text
    await world.wait(24 * 3600)
    assert archived(world, thread)
    again = await begin(world)
    await submit(world, again)
    assert "Submitted" in public(again)
