"""Mock exams when things break: lost messages and threads, refused requests, forged presses, a busy file."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.domain.exam_clock import GRACE
from bot.storage.tables import items, mocks, picks, quizzes
from tests.sitting import (
    answer,
    archived,
    begin,
    card,
    cards,
    latest,
    moderator,
    press,
    public,
    restart_without,
    sit,
    start,
    submit,
)
from tests.world import World, seen

TIME = 45 * 60
ENDED = TIME + GRACE.total_seconds()


async def test_a_deleted_card_comes_back_with_resume(world: World) -> None:
    thread = await begin(world)
    await answer(world, thread)
    world.env.backend.delete_message(thread.id, cards(thread)[-1].id)
    assert cards(thread) == []
    await world.alice.slash(world.quiz, "exam resume")
    assert any(label.endswith("✓") for label in card(thread).labels)


async def test_a_deleted_thread_is_replaced_by_resume(world: World) -> None:
    thread = await begin(world)
    await answer(world, thread)
    deadline = (await latest(world)).deadline
    world.env.backend.delete_channel(thread.id)
    await world.wait(600)
    resumed = await world.alice.slash(world.quiz, "exam resume")
    (again,) = world.quiz.threads
    assert again.mention in seen(resumed).text
    assert world.alice.id in world.env.backend.channels[again.id].thread_members
    assert any(label.endswith("✓") for label in card(again).labels)
    assert (await latest(world)).deadline == deadline
    await world.wait(ENDED)
    assert "Time is up" in public(again)


async def test_an_exam_whose_thread_is_gone_ends_all_the_same(world: World) -> None:
    thread = await begin(world)
    await answer(world, thread)
    world.env.backend.delete_channel(thread.id)
    await world.wait(ENDED)
    assert (await latest(world)).outcome == "expired"
    result = await world.alice.slash(world.quiz, "exam result")
    assert "±" in seen(result).text
    await world.wait(25 * 3600)
    assert (await latest(world)).due_at is None


@pytest.mark.parametrize(("status", "code"), [(400, 50083), (403, 50001), (403, 50013), (404, 10003)])
async def test_a_thread_that_is_locked_or_out_of_reach_is_replaced(
    world: World, status: int, code: int
) -> None:
    thread = await begin(world)
    world.env.inject_error("POST", f"/channels/{thread.id}/messages", status=status, code=code, times=None)
    resumed = await world.alice.slash(world.quiz, "exam resume")
    again = next(channel for channel in world.quiz.threads if channel.id != thread.id)
    assert again.mention in seen(resumed).text
    await press(world, again, "Next")
    assert "question 2 of 16" in card(again).text


async def test_resume_without_a_permission_names_it(world: World) -> None:
    thread = await begin(world)
    world.env.backend.delete_channel(thread.id)
    world.forbid(world.quiz, "create_private_threads")
    refused = await world.alice.slash(world.quiz, "exam resume")
    assert "Create Private Threads" in seen(refused).text
    direct = await world.alice.user.slash("exam resume")
    assert "direct messages" in seen(direct).text
    assert "question 1 of 16" in card(world.alice.user.dm_channel).text


async def test_somebody_who_left_comes_back_into_the_thread(world: World) -> None:
    thread = await begin(world)
    await answer(world, thread)
    user = world.alice.user
    world.guild.remove_member(world.alice)
    await world.wait(600)
    assert world.alice.id not in world.env.backend.channels[thread.id].thread_members
    world.alice = world.guild.add_member(user)
    await world.alice.slash(world.quiz, "exam resume")
    assert world.alice.id in world.env.backend.channels[thread.id].thread_members
    assert any(label.endswith("✓") for label in card(thread).labels)


async def test_somebody_who_stays_away_is_submitted_at_the_deadline(world: World) -> None:
    thread = await begin(world)
    await answer(world, thread)
    user = world.alice.user
    world.guild.remove_member(world.alice)
    await world.wait(ENDED)
    assert (await latest(world)).outcome == "expired"
    assert "±" in seen(await user.slash("exam result")).text


async def test_the_bot_removed_from_the_server_loses_nothing(world: World) -> None:
    thread = await begin(world)
    await answer(world, thread)
    world.env.backend.remove_guild(world.guild.id)
    await world.alice.user.slash("exam resume")
    direct = world.alice.user.dm_channel
    assert "question 1 of 16" in card(direct).text
    await world.wait(ENDED)
    assert (await latest(world)).outcome == "expired"
    assert len(await world.answers()) == 1
    assert "Time is up" in card(direct).text


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, 10003), (404, 10008), (404, 10062), (403, 50001), (403, 50013), (500, 0), (503, 0)],
)
async def test_a_click_counts_even_if_its_answer_fails(
    world: World, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    thread = await start(world)
    world.env.inject_error("POST", "/interactions/*/*/callback", status=status, code=code)
    await press(world, thread, "Begin")
    mock = await latest(world)
    assert mock.deadline is not None
    await world.alice.slash(world.quiz, "exam resume")
    world.env.inject_error("POST", "/interactions/*/*/callback", status=status, code=code)
    await press(world, thread, "A")
    (pick,) = await world.rows(picks)
    assert pick.chosen != ""
    world.env.inject_error("*", f"/channels/{thread.id}/messages", status=status, code=code, times=None)
    await world.wait(ENDED)
    assert (await latest(world)).outcome == "expired", "the clock ran although Begin was never answered"
    assert len(await world.answers()) == 1
    caplog.clear()


async def test_an_unanswered_submission_is_archived_in_time(world: World) -> None:
    thread = await begin(world)
    await press(world, thread, "Review & submit")
    await press(world, thread, "Submit")
    world.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062)
    await press(world, thread, "Yes, submit")
    assert (await latest(world)).outcome == "submitted"
    again = await press(world, thread, "Yes, submit")
    assert again.acknowledged
    assert card(thread).labels == ["Show result"]
    await world.wait(24 * 3600)
    assert archived(world, thread)


@pytest.mark.parametrize("path", ["/channels/*/thread-members/*", "/channels/*/messages"])
@pytest.mark.parametrize(("status", "code"), [(500, 0), (403, 50001)])
async def test_a_thread_that_can_not_be_finished_is_taken_back(
    world: World, path: str, status: int, code: int
) -> None:
    world.env.inject_error("*", path, status=status, code=code)
    told = await world.alice.slash(world.quiz, "exam start", length="short")
    assert told.acknowledged
    assert await world.rows(quizzes) == await world.rows(items) == []
    assert world.quiz.threads == []
    thread = await start(world)
    assert (await latest(world)).number == 1
    assert card(thread).labels == ["Begin"]


async def test_one_exam_that_fails_does_not_hold_up_the_others(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first = await begin(world)
    second = await begin(world, world.bob)
    broken, _ = await world.rows(mocks)
    act = world.bot.services.mock_timers.act

    async def fail_once(quiz: int) -> object:
        if quiz == broken.quiz_id:
            raise ValueError("a planted fault")
        return await act(quiz)

    with monkeypatch.context() as patched:
        patched.setattr(world.bot.services.mock_timers, "act", fail_once)
        await world.wait(ENDED)
        assert "Time is up" in public(second)
        assert "Time is up" not in public(first)
    assert "a planted fault" in caplog.text
    caplog.clear()
    await world.wait(120)
    assert "Time is up" in public(first)
    assert {quiz.ended_at for quiz in await world.rows(quizzes)} == {
        mock.deadline for mock in await world.rows(mocks)
    }


async def test_presses_of_others_and_forged_ones_change_nothing(world: World) -> None:
    thread = await begin(world)
    while len((await world.item(card(thread))).shown) == 6:
        await press(world, thread, "Next")
    mona, message = moderator(world), cards(thread)[-1]
    for label in ("A", "Next", "Flag", "Navigator", "Review & submit"):
        refused = await press(world, thread, label, mona)
        assert refused.ephemeral
        assert "somebody else's exam" in seen(refused).text
    quiz, item = (await latest(world)).quiz_id, card(thread).item_id
    for custom_id in (
        f"v1:mock-mark:{item}:f",
        "v1:mock-mark:999999:a",
        "v1:mock-begin:999999",
        "v1:mock-go:999999:1",
        "v1:mock-confirm:999999",
        "v1:mock-nonsense:1",
        f"v1:mock-filter:{quiz}",
        f"v2:mock-go:{quiz}:1",
    ):
        refused = await world.press(world.alice, message, custom_id)
        assert refused.ephemeral
        assert "reference" not in seen(refused).text, custom_id
    await world.press(world.alice, message, f"v1:mock-go:{quiz}:999")
    assert "question 16 of 16" in card(thread).text
    await world.press(world.alice, message, f"v1:mock-jump:{quiz}:26")
    assert "question 16 of 16" in card(thread).text
    assert await world.rows(picks) == []
    assert [row.flagged for row in await world.rows(items)] == [False] * 16


async def test_clicks_after_the_end_are_refused_calmly(world: World) -> None:
    thread = await begin(world)
    item, quiz = card(thread).item_id, (await latest(world)).quiz_id
    await submit(world, thread)
    message = cards(thread)[-1]
    for custom_id in (
        f"v1:mock-mark:{item}:a",
        f"v1:mock-flag:{item}",
        f"v1:mock-go:{quiz}:2",
        f"v1:mock-begin:{quiz}",
        f"v1:mock-check:{quiz}",
        f"v1:mock-submit:{quiz}",
        f"v1:mock-clock:{quiz}",
        f"v1:mock-abandon:{quiz}",
    ):
        refused = await world.press(world.alice, message, custom_id)
        assert refused.ephemeral
        assert "has ended" in seen(refused).text, custom_id
    assert "Submitted" in card(thread).text
    assert await world.rows(picks) == []


async def test_a_withdrawn_question_can_be_passed_and_the_rest_submitted(world: World) -> None:
    thread = await start(world)
    first, second, *_ = await world.rows(items)
    await restart_without(world, first.question_id)
    await press(world, thread, "Begin")
    shown = card(thread)
    assert "question 1 of 16" in shown.text
    assert "withdrawn" in shown.text
    assert shown.labels == ["Previous", "Next", "Navigator", "Review & submit"]
    await press(world, thread, "Next")
    assert card(thread).item_id == second.id
    await answer(world, thread)
    await press(world, thread, "Navigator")
    shown = card(thread)
    assert "✕ **withdrawn** (1): 1" in shown.text
    assert shown.menus[0]["options"][0]["label"] == "1 ✕ withdrawn"
    await world.alice.select(cards(thread)[-1], ["1"])
    assert "withdrawn" in card(thread).text
    await world.alice.slash(world.quiz, "exam resume")
    assert "withdrawn" in card(thread).text
    await press(world, thread, "Review & submit")
    assert "**14 unseen:** 3–16" in card(thread).text
    await press(world, thread, "Submit")
    await press(world, thread, "Yes, submit")
    assert (await latest(world)).outcome == "submitted"


async def test_a_review_never_appears_in_the_thread(world: World) -> None:
    thread = await sit(world)
    quiz = (await latest(world)).quiz_id
    shown = await world.press(world.alice, cards(thread)[-1], f"v1:mock-review:{quiz}:all:1")
    assert shown.ephemeral
    assert "Right:" not in public(thread)


async def test_a_file_that_is_locked_for_five_seconds_delays_a_click_and_loses_none(world: World) -> None:
    thread = await begin(world)
    world.env.settle_timeout = 12
    path = Path(str(make_url(world.db.url).database))
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = asyncio.get_running_loop().run_in_executor(None, _release_after, 5, other)
    pressed = await press(world, thread, "A")
    await release
    assert pressed.acknowledged
    assert len(await world.rows(picks)) == 1
    assert "A ✓" in card(thread).labels


def _release_after(seconds: float, connection: sqlite3.Connection) -> None:
    import time

    time.sleep(seconds)
    connection.execute("COMMIT")
    connection.close()
