"""Group mock exams: arranged by an organizer, taken by three people under one clock."""

from __future__ import annotations

import datetime as dt

import discord
import pytest
import simcord

from bot.domain.exam_clock import GRACE
from bot.storage.tables import events, items, mocks, quizzes
from tests.world import Seen, World, seen


async def arrange(world: World, **options: object) -> Seen:
    """Olga arranges a short group mock in #quiz that starts in half an hour; its card."""
    options = {"when": "30m", "length": "short", **options}
    result = await world.olga.slash(world.quiz, "exam group", **options)
    assert "The invitation is in" in seen(result).text
    return seen(invitation(world))


def invitation(world: World) -> discord.Message:
    return next(message for message in world.quiz.history() if "Group mock exam" in seen(message).text)


async def join(world: World, person: simcord.MemberActor, extra: str | None = None) -> simcord.ChannelHandle:
    """Join, and the private thread that was opened for it."""
    known = {thread.id for thread in world.quiz.threads}
    if extra is None:
        result = await world.click(person, invitation(world), label="Join")
    else:
        result = await person.select(invitation(world), [extra])
    (thread,) = [thread for thread in world.quiz.threads if thread.id not in known]
    (note,) = result.followups
    starts_at = (await world.rows(events))[-1].starts_at
    if world.env.now() < starts_at:
        begin = f"Begin works from {discord.utils.format_dt(starts_at, 'f')}."
    else:
        begin = "The clock is running already: press Begin there."
    assert note.content == f"Your thread is ready: {thread.mention}. {begin}"
    return thread


def told(thread: simcord.ChannelHandle, words: str) -> list[discord.Message]:
    """The messages of a thread that say this."""
    return [message for message in thread.history() if words in seen(message).text]


async def press(
    world: World, person: simcord.MemberActor, thread: simcord.ChannelHandle, label: str
) -> simcord.InteractionResult:
    message = [message for message in thread.history() if seen(message).buttons][-1]
    return await world.click(person, message, label=label)


async def submit(world: World, person: simcord.MemberActor, thread: simcord.ChannelHandle) -> None:
    for label in ("Review & submit", "Submit", "Yes, submit"):
        await press(world, person, thread, label)


async def test_three_people_take_the_same_form_and_get_one_report(world: World) -> None:
    card = await arrange(world)
    (event,) = await world.rows(events)
    at = discord.utils.format_dt(event.starts_at, "F")
    assert "16 questions in 45 minutes" in card.text
    assert "Nobody has joined yet." in card.text
    people = (world.alice, world.bob, world.olga)
    threads = [await join(world, person) for person in people]
    assert "3 have joined" in seen(invitation(world)).text
    forms = [
        [
            (row.question_id, row.option_order, row.scored)
            for row in await world.rows(items, items.c.quiz_id == quiz.id)
        ]
        for quiz in await world.rows(quizzes)
    ]
    assert forms[0] == forms[1] == forms[2]

    (intro,) = [seen(message) for message in threads[0].history() if seen(message).buttons]
    assert f"**Time:** 16 questions in 45 minutes from {at} on. The clock runs for all" in intro.text
    assert "- **Together:** everybody has the same form." in intro.text
    early = await press(world, world.alice, threads[0], "Begin")
    begins = discord.utils.format_dt(event.starts_at, "f")
    assert f"This group mock exam hasn't started. Begin works from {begins}." in seen(early).text
    assert (await world.rows(mocks))[0].began_at is None
    ranked = await press(world, world.alice, threads[0], "Show me in the ranking")
    assert "The report will show your name and score in its ranking." in seen(ranked).text
    assert (
        "won't show your name"
        in seen(await press(world, world.alice, threads[0], "Show me in the ranking")).text
    )
    await press(world, world.alice, threads[0], "Show me in the ranking")
    await world.wait(30 * 60)
    for person, thread in zip(people, threads, strict=True):
        await press(world, person, thread, "Begin")
    (event,) = await world.rows(events)
    assert {(mock.deadline - event.starts_at).total_seconds() for mock in await world.rows(mocks)} == {
        45 * 60
    }

    await submit(world, world.alice, threads[0])
    (submitted,) = told(threads[0], "✅ Submitted.")
    assert seen(submitted).texts[1] == (
        "✅ Submitted.\nResults open for everybody at once, when the last has submitted. I'll say so here."
    )
    refused = await press(world, world.alice, threads[0], "Show result")
    assert "open for everybody at once" in seen(refused).text
    await submit(world, world.bob, threads[1])
    assert not [m for m in world.quiz.history() if "took it" in seen(m).text]
    assert not [thread for thread in threads if told(thread, "are open")]
    await submit(world, world.olga, threads[2])
    for person, thread in zip(people, threads, strict=True):
        (opened,) = told(thread, "are open")
        assert seen(opened).text == (
            f"{person.mention} The results of the group mock exam are open. Yours is for your eyes only."
        )
        assert [user.id for user in opened.mentions] == [person.id]
        assert seen(opened).labels == ["Show result"]
    report, hardest = world.quiz.history()[-2:]
    assert "3 people took it" in seen(report).text
    assert world.alice.mention in seen(report).text
    assert world.bob.mention not in seen(report).text
    assert "median" not in seen(report).text, "no distribution below five people"
    assert "hardest" in seen(hardest).text
    assert "had it right" not in seen(hardest).text
    assert "is over" in seen(invitation(world)).text
    result = await press(world, world.alice, threads[0], "Show result")
    assert "100 ±" in seen(result).text
    await world.restart()
    await world.wait(3600)
    assert len([m for m in world.quiz.history() if "took it" in seen(m).text]) == 1
    assert [len(told(thread, "are open")) for thread in threads] == [1, 1, 1]


async def test_extra_time_lengthens_one_deadline_and_latecomers_get_what_is_left(world: World) -> None:
    await arrange(world)
    first = await join(world, world.alice, "x2")
    await world.wait(40 * 60)
    late = await join(world, world.bob)
    await press(world, world.alice, first, "Begin")
    await press(world, world.bob, late, "Begin")
    (event,) = await world.rows(events)
    left = [(mock.deadline - event.starts_at).total_seconds() / 60 for mock in await world.rows(mocks)]
    assert left == [90, 45]
    await world.wait(35 * 60 + GRACE.total_seconds())
    assert [mock.outcome for mock in await world.rows(mocks)] == [None, "expired"]
    refused = await world.click(world.olga, invitation(world), label="Join")
    assert "is over" in refused.followups[0].content
    await world.wait(45 * 60 + 60)
    assert [mock.outcome for mock in await world.rows(mocks)] == ["expired", "expired"]
    assert "2 people took it" in "".join(seen(m).text for m in world.quiz.history())


async def test_somebody_who_never_begins_holds_nobody_up(world: World) -> None:
    await arrange(world)
    thread = await join(world, world.alice)
    absent = await join(world, world.bob)
    await world.wait(30 * 60)
    await press(world, world.alice, thread, "Begin")
    await submit(world, world.alice, thread)
    assert "took it" not in "".join(seen(m).text for m in world.quiz.history())
    await world.wait(46 * 60)
    assert told(thread, "are open")
    assert not told(absent, "are open"), "who hasn't begun has no result"
    assert "1 person took it" in "".join(seen(m).text for m in world.quiz.history())


async def test_only_organizers_arrange_and_times_must_make_sense(world: World) -> None:
    refused = await world.bob.slash(world.quiz, "exam group", when="30m")
    assert "for organizers" in seen(refused).text
    for when, told in (
        ("soon", "I don't understand"),
        ("90d", "sixty days"),
        ("2020-01-01 10:00", "sixty days"),
    ):
        refused = await world.olga.slash(world.quiz, "exam group", when=when)
        assert told in seen(refused).text
    refused = await world.olga.slash(world.quiz, "exam group", **{"when": "20:00", "time-zone": "Mars/Base"})
    assert "time zone" in seen(refused).text
    assert await world.rows(events) == []


async def test_the_distribution_appears_from_five_people_on(world: World) -> None:
    await arrange(world)
    people = [world.guild.add_member(world.env.create_user(f"person{n}")) for n in range(5)]
    threads = [await join(world, person) for person in people]
    await world.wait(30 * 60)
    for person, thread in zip(people, threads, strict=True):
        await press(world, person, thread, "Begin")
        await submit(world, person, thread)
    told = "".join(seen(m).text for m in world.quiz.history())
    assert "**0 of 5** passed" in told
    assert "**0 of 5** had it right" in told or "0 of 5 had it right" in told


async def test_an_items_question_is_not_served_elsewhere_before_results_open(world: World) -> None:
    await arrange(world)
    await join(world, world.alice)
    form = {row.question_id for row in await world.rows(items)}
    await world.alice.slash(world.quiz, "quiz", count=25)
    drawn = {row.question_id for row in await world.rows(items) if row.quiz_id == 2}
    assert len(drawn) == 25
    assert not drawn & form


async def test_the_start_is_announced_in_each_thread(world: World) -> None:
    await arrange(world)
    thread = await join(world, world.alice)
    await world.wait(29 * 60)
    assert len([m for m in thread.history() if "Begin" in seen(m).labels]) == 1
    extra = await join(world, world.olga, "x2")
    assert not told(thread, "has begun")
    await world.wait(60)
    (event,) = await world.rows(events)
    for person, where, minutes in ((world.alice, thread, 45), (world.olga, extra, 90)):
        (begun,) = told(where, "has begun")
        end = discord.utils.format_dt(event.starts_at + dt.timedelta(minutes=minutes), "t")
        assert seen(begun).text == (f"{person.mention} The group mock exam has begun. You have until {end}.")
        assert [user.id for user in begun.mentions] == [person.id]
        assert seen(begun).labels == ["Begin", "Show me in the ranking"]
        assert len([m for m in where.history() if "Begin" in seen(m).labels]) == 1, "the intro has made way"
    late = await join(world, world.bob)
    await world.wait(60)
    assert len([m for m in late.history() if "Begin" in seen(m).labels]) == 1
    assert not told(late, "has begun")
    await press(world, world.alice, thread, "Begin")
    assert "question 1 of 16" in seen(told(thread, "question")[-1]).text


async def test_one_minute_ahead_is_early_enough(world: World) -> None:
    asked = world.env.now()
    await arrange(world, when="1m")
    (event,) = await world.rows(events)
    assert dt.timedelta(seconds=59) < event.starts_at - asked < dt.timedelta(seconds=61)
    thread = await join(world, world.alice)
    await world.wait(60)
    await press(world, world.alice, thread, "Begin")
    assert "question 1 of 16" in seen(told(thread, "question")[-1]).text


async def test_a_group_mock_is_arranged_in_a_server_and_of_an_exam_with_questions(world: World) -> None:
    refused = await world.olga.user.slash("exam group", when="30m")
    assert refused.ephemeral
    assert seen(refused).text == "This works in a server, not in direct messages."
    refused = await world.olga.slash(world.quiz, "exam group", when="30m", exam="AIF-C01")
    assert "AIF-C01 has no questions in the bank yet." in seen(refused).text
    assert await world.rows(events) == []
    await arrange(world, exam="MLS-C01")
    (event,) = await world.rows(events)
    assert event.exam == "mls-c01"


async def test_a_deleted_invitation_does_not_take_the_report_with_it(world: World) -> None:
    await arrange(world)
    thread = await join(world, world.alice)
    await world.wait(30 * 60)
    await press(world, world.alice, thread, "Begin")
    await world.olga.delete(invitation(world))
    await submit(world, world.alice, thread)
    assert "1 person took it" in "".join(seen(m).text for m in world.quiz.history())


async def test_a_report_that_fails_comes_a_little_later_and_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await arrange(world)
    thread = await join(world, world.alice)
    await world.wait(30 * 60)
    await press(world, world.alice, thread, "Begin")
    world.env.inject_error("POST", f"/channels/{world.quiz.id}/messages", status=500)
    await submit(world, world.alice, thread)
    assert "took it" not in "".join(seen(m).text for m in world.quiz.history())
    assert "its report failed" in caplog.text
    await world.wait(61)
    assert "".join(seen(m).text for m in world.quiz.history()).count("1 person took it") == 1


async def test_extra_time_may_be_asked_for_until_one_begins(world: World) -> None:
    await arrange(world)
    await join(world, world.alice)
    await world.alice.select(invitation(world), ["x2"])
    assert [mock.minutes for mock in await world.rows(mocks)] == [90]
    assert len(world.quiz.threads) == 1


async def test_one_exam_runs_at_a_time(world: World) -> None:
    await arrange(world)
    together = await join(world, world.alice)
    await world.alice.slash(world.lounge, "exam start", length="short")
    (alone,) = world.lounge.threads
    await press(world, world.alice, alone, "Begin")
    await world.wait(30 * 60)
    refused = await press(world, world.alice, together, "Begin")
    assert alone.mention in seen(refused).text
    status = await world.alice.slash(world.quiz, "exam status")
    assert alone.mention in seen(status).text
    await submit(world, world.alice, alone)
    await press(world, world.alice, together, "Begin")
    assert (await world.rows(mocks))[0].began_at is not None


async def test_joining_without_threads_goes_to_direct_messages(world: World) -> None:
    await arrange(world)
    world.forbid(world.quiz, "create_private_threads")
    told = await world.click(world.alice, invitation(world), label="Join")
    (offer,) = told.followups
    assert "Create Private Threads" in seen(offer).text
    assert await world.rows(mocks) == []
    ready = await world.click(world.alice, offer, label="Take it in direct messages")
    assert "direct messages" in "".join(seen(m).text for m in ready.followups)
    (intro,) = world.alice.user.dm_channel.history()
    assert "Begin" in seen(intro).labels
