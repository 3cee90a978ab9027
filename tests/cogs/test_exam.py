"""Mock exams in private threads, as somebody sits one."""

from __future__ import annotations

import datetime as dt

import simcord

from bot.domain.exam_clock import GRACE
from bot.storage.tables import items, mocks, quizzes
from tests.world import Seen, World, seen


async def start(world: World, **options: object) -> simcord.ChannelHandle:
    """Alice's exam, prepared; its thread."""
    options = {"length": "short", **options}
    known = {thread.id for thread in world.quiz.threads}
    result = await world.alice.slash(world.quiz, "exam start", **options)
    assert result.ephemeral
    (thread,) = [thread for thread in world.quiz.threads if thread.id not in known]
    assert thread.mention in seen(result).text
    return thread


def card(thread: simcord.ChannelHandle) -> Seen:
    """The exam's card: the last message with buttons."""
    return [shown for shown in map(seen, thread.history()) if shown.buttons][-1]


async def press(
    world: World, thread: simcord.ChannelHandle, label: str, person: simcord.MemberActor | None = None
) -> simcord.InteractionResult:
    message = [message for message in thread.history() if seen(message).buttons][-1]
    return await world.click(person or world.alice, message, label=label)


async def begin(world: World, **options: object) -> simcord.ChannelHandle:
    thread = await start(world, **options)
    await press(world, thread, "Begin")
    return thread


async def test_a_short_exam_from_begin_to_review(world: World) -> None:
    thread = await start(world)
    rules = card(thread)
    assert "16 questions in 0:45 hours" in rules.text
    assert "**36 %** · 3 Modeling" in rules.text
    await press(world, thread, "Begin")
    (mock,) = await world.rows(mocks)
    for position in range(1, mock.quiz_id and 17):
        shown = card(thread)
        assert f"question {position} of 16" in shown.text
        item = await world.item(shown)
        for letter, option in item.shown:
            if option.correct:
                await press(world, thread, letter.upper())
        await world.wait(30)
        if position < 16:
            await press(world, thread, "Next")
    await press(world, thread, "Review & submit")
    assert "Everything is answered" in card(thread).text
    await press(world, thread, "Submit")
    assert "Submit now?" in card(thread).text
    assert await world.answers() == []
    await press(world, thread, "Yes, submit")
    assert "Submitted" in card(thread).text
    assert "1000" not in card(thread).text, "the thread shows no score"
    (mock,) = await world.rows(mocks)
    assert (mock.outcome, mock.raw, mock.scaled, mock.passed) == ("submitted", 12, 1000, True)
    assert len(await world.answers()) == 16
    assert all(row.milliseconds == 30_000 for row in await world.rows(items))

    result = await press(world, thread, "Show result")
    assert result.ephemeral
    assert "1000 ±" in seen(result).text
    assert "pass" in seen(result).text
    assert "Provisional" in seen(result).text
    assert [file.filename for file in result.response.attachments] == ["result.png"]
    review = await world.click(world.alice, result, label="Review all")
    assert "✅ Correct" in seen(review).text
    refused = (
        await world.click(world.alice, result, label="Review the wrong ones")
        if "Review the wrong ones" in seen(result).labels
        else None
    )
    assert refused is None


async def test_one_left_alone_is_submitted_at_its_deadline(world: World) -> None:
    thread = await begin(world, length="full")
    await press(world, thread, "A")
    await world.wait(180 * 60 - 1)
    told = "\n".join(seen(message).text for message in thread.history())
    for minutes in (30, 15, 5):
        assert told.count(f"**{minutes} minutes left") == 1
    (mock,) = await world.rows(mocks)
    assert mock.outcome is None
    await world.wait(1 + GRACE.total_seconds())
    (mock,) = await world.rows(mocks)
    (quiz,) = await world.rows(quizzes)
    assert mock.outcome == "expired"
    assert quiz.ended_at == mock.deadline
    assert "Time is up" in card(thread).text
    assert len(await world.answers()) == 1
    await world.wait(24 * 3600)
    assert world.env.backend.channels[thread.id].thread_metadata.archived
