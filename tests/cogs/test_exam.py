"""A mock exam in a private thread, as somebody sits it: the card, moving about, submitting."""

from __future__ import annotations

from typing import Any

import discord
import pytest

from bot.domain.exam_clock import GRACE
from bot.storage.tables import items, mocks, picks, quizzes
from tests.sitting import (
    answer,
    archived,
    begin,
    card,
    cards,
    files,
    latest,
    press,
    public,
    sit,
    start,
    submit,
)
from tests.world import World, seen


async def test_a_short_exam_from_begin_to_review(world: World) -> None:
    thread = await start(world)
    rules = card(thread)
    title, bullets, measured = rules.texts
    assert title == "## MLS-C01 short mock 1"
    assert all(line.startswith("- **") for line in bullets.splitlines())
    for fact in (
        "**Time:** 16 questions in 45 minutes. The clock runs from **Begin**",
        "**Moving around:** go back and forth freely",
        "**Scoring:** 100 to 1000, 750 passes.",
        "A blank counts as wrong",
        "may be unscored",
        "saved at once",
    ):
        assert fact in bullets
    assert measured.splitlines() == [
        "### What is measured",
        *(f"{d.id}. {d.name} · {d.weight} %" for d in world.bank.exams["mls-c01"].domains),
    ]
    await press(world, thread, "Begin")
    for position in range(1, 17):
        assert f"question {position} of 16" in card(thread).text
        await answer(world, thread)
        await world.wait(30)
        if position < 16:
            await press(world, thread, "Next")
    assert await world.answers() == []
    await press(world, thread, "Review & submit")
    assert card(thread).texts[1] == "● Everything is answered."
    await press(world, thread, "Back to question 16")
    await submit(world, thread)
    assert card(thread).texts == [
        "## MLS-C01 short mock 1",
        "✅ Submitted.\nThe result is for your eyes only.",
    ]
    assert card(thread).labels == ["Show result"]
    mock = await latest(world)
    assert (mock.outcome, mock.raw, mock.scaled, mock.passed) == ("submitted", 12, 1000, True)
    assert len(await world.answers()) == 16
    assert all(row.milliseconds == 30_000 for row in await world.rows(items))
    assert "1000" not in public(thread), "the thread shows no score"


async def test_a_full_exam_is_one_message_edited_in_place(world: World) -> None:
    thread = await begin(world, length="full")
    await press(world, thread, "Next")
    await press(world, thread, "Previous")
    await press(world, thread, "Navigator")
    (message,) = cards(thread)
    shown = seen(message)
    assert len(shown.menus) == 3
    assert [len(menu["options"]) for menu in shown.menus] == [25, 25, 15]
    assert max(len(menu["options"]) for menu in shown.menus) <= 25
    requests = [r for r in world.env.http_requests if r.method == "PATCH" and "/channels/" in r.path]
    assert requests == [], "no edit costs a REST request of the channel"


@pytest.mark.parametrize(
    ("options", "title", "form", "left"),
    [
        ({"length": "full"}, "mock 1", "65 questions in 3 hours.", "3:00"),
        ({"length": "half"}, "half mock 1", "33 questions in 1 hour 30 minutes.", "1:30"),
        (
            {"length": "short", "extra-time": "x1.5"},
            "short mock 1",
            "16 questions in 1 hour 8 minutes.",
            "1:08",
        ),
        ({"length": "full", "extra-time": "+30"}, "mock 1", "65 questions in 3 hours 30 minutes.", "3:30"),
        ({"length": "full", "extra-time": "x2"}, "mock 1", "65 questions in 6 hours.", "6:00"),
        ({"length": "half", "domain": "3"}, "drill 1: Modeling", "12 questions in 34 minutes.", "0:34"),
    ],
)
async def test_lengths_and_extra_time(
    world: World, options: dict[str, Any], title: str, form: str, left: str
) -> None:
    thread = await start(world, **options)
    assert card(thread).texts[0] == f"## MLS-C01 {title}"
    assert f"**Time:** {form} The clock" in card(thread).text
    await press(world, thread, "Begin")
    mock = await latest(world)
    hours, minutes = map(int, left.split(":"))
    assert (mock.deadline - mock.began_at).total_seconds() == (60 * hours + minutes) * 60
    end = discord.utils.format_dt(mock.deadline, "t")
    assert f"-# MLS-C01 {title} · question 1 of {form.split()[0]}\n-# ⏱️ Ends {end} · {left} left" in (
        card(thread).texts
    )


async def test_the_clock_starts_with_begin_and_can_be_hidden(world: World) -> None:
    thread = await start(world)
    await world.wait(3600)
    assert (await latest(world)).deadline is None
    pressed = world.env.now()
    await press(world, thread, "Begin")
    mock = await latest(world)
    assert abs((mock.began_at - pressed).total_seconds()) < 0.01
    end = discord.utils.format_dt(mock.deadline, "t")
    assert f"Ends {end} · 0:45 left" in card(thread).text
    await world.wait(61)
    assert "0:45 left" in card(thread).text, "as of the last click"
    await press(world, thread, "Next")
    assert "0:43 left" in card(thread).text
    await press(world, thread, "Navigator")
    await press(world, thread, "Hide the clock")
    assert card(thread).texts[0] == "-# MLS-C01 short mock 1", "no clock in the navigator either"
    await press(world, thread, "Review & submit")
    assert card(thread).texts[0] == "## Before you submit"
    await press(world, thread, "Back to question 2")
    assert "Clock hidden. Navigator shows it again." in card(thread).text
    assert end not in card(thread).text
    await press(world, thread, "Navigator")
    await press(world, thread, "Show the clock")
    assert end in card(thread).text


async def test_marks_are_saved_at_once(world: World) -> None:
    thread = await begin(world, domain="3", length="full")
    while (await world.item(card(thread))).question.kind != "single":
        await press(world, thread, "Next")
    await press(world, thread, "B")
    assert card(thread).labels[:3] == ["A", "B ✓", "C"]
    await press(world, thread, "C")
    assert card(thread).labels[:3] == ["A", "B", "C ✓"]
    await press(world, thread, "C ✓")
    assert card(thread).labels[:3] == ["A", "B", "C ✓"], "a double click erases nothing"
    assert [len(row.chosen) for row in await world.rows(picks)] == [1]
    while (await world.item(card(thread))).question.kind != "multiple":
        await press(world, thread, "Next" if "Next" in card(thread).labels else "Previous")
    await press(world, thread, "A")
    await press(world, thread, "D")
    assert card(thread).labels[:5] == ["A ✓", "B", "C", "D ✓", "E"]
    await press(world, thread, "A ✓")
    assert card(thread).labels[:5] == ["A", "B", "C", "D ✓", "E"]
    await world.restart()
    await press(world, thread, "B")
    assert card(thread).labels[:5] == ["A", "B ✓", "C", "D ✓", "E"], "the same card works after a restart"


async def test_too_many_marks_are_told_and_count_as_incomplete(world: World) -> None:
    thread = await begin(world, domain="3", length="full")
    while (await world.item(card(thread))).question.kind != "multiple":
        await press(world, thread, "Next")
    item = await world.item(card(thread))
    for number, letter in enumerate("ABCDE"[: item.question.choose], 1):
        await press(world, thread, letter)
        assert "⚠️" not in card(thread).text, f"{number} of {item.question.choose}"
    most = item.question.choose + 1
    await press(world, thread, "E")
    assert f"⚠️ {most} are chosen: take 1 away." in card(thread).texts
    await press(world, thread, "Navigator")
    (line,) = [line for line in card(thread).text.splitlines() if line.startswith("◐ ")]
    assert line.endswith(f"{item.position}")
    await press(world, thread, "Review & submit")
    (line,) = [line for line in card(thread).text.splitlines() if line.startswith("◐ ")]
    assert "**, or with too many chosen: " in line
    assert line.endswith(f"{item.position}")
    await press(world, thread, f"Back to question {item.position}")
    await press(world, thread, "A ✓")
    assert "⚠️" not in card(thread).text
    await press(world, thread, "Navigator")
    assert f"● **complete** (1): {item.position}" in card(thread).text


async def test_moving_flagging_and_the_navigator(world: World) -> None:
    thread = await begin(world)
    by_label = {button["label"]: button for button in card(thread).buttons}
    assert by_label["Previous"]["disabled"]
    await answer(world, thread)
    await press(world, thread, "Flag")
    assert "🚩" in card(thread).text
    await press(world, thread, "Next")
    await press(world, thread, "Navigator")
    shown = card(thread)
    end = discord.utils.format_dt((await latest(world)).deadline, "t")
    assert shown.texts == [
        f"-# MLS-C01 short mock 1\n-# ⏱️ Ends {end} · 0:45 left",
        "## Navigator\n● **complete** (1): 1\n◐ **incomplete** (1): 2\n○ **unseen** (14): 3–16\n"
        "🚩 **flagged**: 1",
    ]
    labels = [option["label"] for option in shown.menus[0]["options"]]
    assert labels[:3] == ["1 ● complete 🚩", "2 ◐ incomplete", "3 ○ unseen"]
    assert len(labels) == 16
    await world.alice.select(cards(thread)[-1], ["16"])
    assert "question 16 of 16" in card(thread).text
    assert {b["label"]: b for b in card(thread).buttons}["Next"]["disabled"]
    await press(world, thread, "Navigator")
    await press(world, thread, "Back to question 16")
    await press(world, thread, "Navigator")
    await world.alice.select(cards(thread)[-1], ["1"])
    await press(world, thread, "Unflag")
    assert "🚩" not in card(thread).text
    assert [row.flagged for row in await world.rows(items)] == [False] * 16


async def test_before_submitting_it_says_what_is_unanswered_and_flagged(world: World) -> None:
    thread = await begin(world)
    await answer(world, thread)
    await press(world, thread, "Flag")
    await press(world, thread, "Next")
    await press(world, thread, "Next")
    await answer(world, thread)
    await press(world, thread, "Review & submit")
    shown = card(thread)
    open_ones = (
        "○ **13 unseen:** 4–16\n"
        "◐ **1 not completely answered**, or with too many chosen: 2\n"
        "🚩 **1 flagged:** 1"
    )
    assert shown.texts[0].startswith("## Before you submit\n-# ⏱️ Ends ")
    assert shown.texts[1] == open_ones
    (menu,) = shown.menus
    assert [option["value"] for option in menu["options"]] == ["1", "2", *map(str, range(4, 17))]
    await press(world, thread, "Submit")
    assert card(thread).texts == [
        "## Submit now?",
        open_ones,
        "You can't change anything afterwards. What is not answered counts as wrong.",
    ]
    assert (await latest(world)).outcome is None
    await press(world, thread, "Back to question 3")
    await press(world, thread, "Review & submit")
    await world.alice.select(cards(thread)[-1], ["2"])
    assert "question 2 of 16" in card(thread).text


async def test_one_left_alone_is_warned_and_submitted_at_its_deadline(world: World) -> None:
    thread = await begin(world, length="full")
    await answer(world, thread)
    await world.wait(180 * 60 - 1)
    for minutes in (30, 15, 5):
        assert public(thread).count(f"**{minutes} minutes left") == 1
    assert (await latest(world)).outcome is None
    await world.wait(1)
    assert (await latest(world)).outcome is None, "clicks on their way may still come in"
    await world.wait(GRACE.total_seconds())
    mock = await latest(world)
    (quiz,) = await world.rows(quizzes)
    assert mock.outcome == "expired"
    assert quiz.ended_at == mock.deadline
    assert "Time is up" in card(thread).text
    assert card(thread).labels == ["Show result"]
    assert len(await world.answers()) == 1
    await world.wait(24 * 3600 - 60)
    assert not archived(world, thread)
    await world.wait(60)
    assert archived(world, thread)


async def test_warnings_come_once_each_also_after_restarts(world: World) -> None:
    thread = await begin(world, length="half")
    for _ in range(9):
        await world.wait(600)
        await world.restart()
    for minutes in (30, 15, 5):
        assert public(thread).count(f"**{minutes} minutes left") == 1


async def test_a_deadline_that_passes_while_the_bot_is_down_still_counts(world: World) -> None:
    thread = await begin(world)
    await answer(world, thread)
    world.stop()
    await world.wait(5 * 3600)
    await world.restart()
    await world.wait(1)
    mock = await latest(world)
    (quiz,) = await world.rows(quizzes)
    assert (mock.outcome, quiz.ended_at) == ("expired", mock.deadline)
    assert public(thread).count("Time is up") == 1
    assert "minutes left" not in public(thread)


async def test_a_click_after_the_deadline_does_not_count(world: World) -> None:
    thread = await begin(world)
    await world.wait(45 * 60 - 1)
    await press(world, thread, "A")
    await world.wait(2)  # in the ten seconds before the bot submits
    late = await press(world, thread, "B")
    assert "Time is up" in seen(late).text
    assert late.ephemeral
    assert len(await world.rows(picks)) == 1
    for label in ("Next", "Flag", "Navigator", "Review & submit"):
        assert "Time is up" in seen(await press(world, thread, label)).text
    (mock,) = await world.rows(mocks)
    assert mock.position == 1


async def test_a_drill_gives_a_percentage(world: World) -> None:
    thread = await start(world, domain="4")
    name = "ML Implementation and Operations"
    title, rules = card(thread).texts
    assert title == f"## MLS-C01 drill 1: {name}"
    assert f"**Scoring:** a drill of one domain, **{name}**: a percentage, no scaled score." in rules
    await press(world, thread, "Begin")
    (quiz,) = await world.rows(quizzes)
    await answer(world, thread)
    await submit(world, thread)
    result = await press(world, thread, "Show result")
    assert f"# {100 // quiz.length} %\n1 of {quiz.length} correct" in seen(result).text
    assert "±" not in seen(result).text
    assert files(result) == ["result.png"]
    assert (await latest(world)).scaled is None


async def test_threads_are_numbered_and_named_after_the_person(world: World) -> None:
    await sit(world, right=0)
    thread = await start(world)
    assert thread.name == "MLS-C01 short mock 2 · alice"
