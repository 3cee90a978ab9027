"""Results of mock exams: for their owner's eyes only, reviewed by filters, and shared only on request."""

from __future__ import annotations

import discord
import pytest

from bot.storage.tables import items, mocks, quizzes
from tests.sitting import answer, begin, card, cards, files, latest, moderator, press, public, sit, submit
from tests.world import World, message_of, seen


async def test_the_result_card(world: World) -> None:
    thread = await sit(world, right=12)
    mock = await latest(world)
    result = await press(world, thread, "Show result")
    assert result.ephemeral
    shown = seen(result).text
    error = round(mock.csem)
    low, high = max(100, mock.scaled - error), min(1000, mock.scaled + error)
    assert shown.startswith(
        "## MLS-C01 short mock 1\n"
        f"# {mock.scaled} ± {error} · {'Pass' if mock.passed else 'Not yet'}\n"
        f"-# 750 passes. With this measurement error your score lies between {low} and {high} "
        "two times out of three. Provisional: the questions are not calibrated yet.\n"
    )
    assert f"{mock.raw} of 12 scored questions right; 4 unscored ones don't count." in shown.splitlines()
    assert files(result) == ["result.png"]
    scored = [row for row in await world.rows(items) if row.scored]
    for domain in world.bank.exams["mls-c01"].domains:
        own = [r for r in scored if world.bank.questions[r.question_id].domain == domain.id]
        right = sum(r.position <= 12 for r in own)
        line = next(line for line in shown.splitlines() if f" · Domain {domain.id}: {domain.name} · " in line)
        assert f"**{right} of {len(own)}**" in line
        assert line.endswith(("meets competencies", "needs improvement"))
    assert "### Study next" in shown
    assert "### Your earlier mock exams" not in shown


async def test_the_thread_never_shows_a_score_or_a_key(world: World) -> None:
    thread = await sit(world, right=3)
    mock = await latest(world)
    result = await press(world, thread, "Show result")
    await world.click(world.alice, result, label="Review all")
    await world.alice.slash(thread, "exam result")
    visible = public(thread)
    assert str(mock.scaled) not in visible
    assert "Right:" not in visible
    assert "of 12" not in visible
    assert [seen(message).labels for message in cards(thread)] == [["Show result"]]


async def test_others_are_refused_calmly(world: World) -> None:
    thread = await sit(world)
    quiz = (await latest(world)).quiz_id
    mona = moderator(world)
    for custom_id in (
        f"v1:mock-result:{quiz}",
        f"v1:mock-review:{quiz}:all:1",
        f"v1:mock-share:{quiz}",
        f"v1:mock-share-post:{quiz}",
    ):
        refused = await world.press(mona, cards(thread)[-1], custom_id)
        assert refused.ephemeral
        assert "somebody else's exam" in seen(refused).text
    none = await world.bob.slash(world.quiz, "exam result")
    assert "no finished mock exams" in seen(none).text
    assert [m for m in world.quiz.history() if "shares" in seen(m).text] == []


async def test_the_review_shows_everything_and_filters(world: World) -> None:
    thread = await begin(world)
    for position in range(1, 17):
        if position != 5:
            await answer(world, thread, right=position != 2)
        if position == 3:
            await world.wait(600)
        if position == 4:
            await press(world, thread, "Flag")
        if position < 16:
            await press(world, thread, "Next")
    await submit(world, thread)
    unscored = [row.position for row in await world.rows(items) if not row.scored]
    assert len(unscored) == 4
    result = await press(world, thread, "Show result")
    review = await world.click(world.alice, result, label="Review all")
    for position in range(1, 17):
        item = await world.item(review)
        shown = seen(review).text
        heading = shown.splitlines()[0]
        assert heading.startswith(f"-# MLS-C01 short mock 1 · question {position} of 16 · ")
        assert "(All" not in heading, "its place within all questions is the number it has"
        assert all(option.why in shown for option in item.question.options)
        assert all(page.url in shown for page in item.question.references)
        assert ("unscored question" in shown) is (position in unscored)
        assert ("🚩" in shown) is (position == 4)
        assert ("❌ Not correct" in shown) is (position in (2, 5))
        assert ("You: **nothing**" in shown) is (position == 5)
        assert f"Right: **{item.letters_of(item.question.keys)}**" in shown
        if position < 16:
            review = await world.click(world.alice, review, label="Next")
    shown_as = {
        "all": "All questions",
        "wrong": "Wrong",
        "flagged": "Flagged",
        "slow": "Slow: over 1.5 × the pace",
        "unscored": "Unscored",
    }
    counts = {"all": 16, "wrong": 2, "flagged": 1, "slow": 1, "unscored": 4}
    for name, positions in (("wrong", [2, 5]), ("flagged", [4]), ("slow", [3]), ("unscored", unscored)):
        (menu,) = seen(review).menus
        assert {o["value"]: o["label"] for o in menu["options"]} == {
            filter: f"{label} ({counts[filter]})" for filter, label in shown_as.items()
        }
        review = await world.alice.select(message_of(review).message, [name])
        assert message_of(review).ephemeral
        place = f"· question {positions[0]} of 16 · 1 of {counts[name]} ({shown_as[name]}) ·"
        assert place in seen(review).text.splitlines()[0]
        (menu,) = seen(review).menus
        assert [o["value"] for o in menu["options"] if o.get("default")] == [name]
        for index, position in enumerate(positions[1:], 2):
            review = await world.click(world.alice, review, label="Next")
            place = f"· question {position} of 16 · {index} of {counts[name]} ({shown_as[name]}) ·"
            assert place in seen(review).text.splitlines()[0]
        assert {b["label"]: b for b in seen(review).buttons}["Next"]["disabled"]
    back = await world.click(world.alice, review, label="Show result")
    assert "±" in seen(back).text


async def test_an_empty_filter_says_so(world: World) -> None:
    thread = await sit(world)
    result = await press(world, thread, "Show result")
    refused = await world.click(world.alice, result, label="Review the wrong ones")
    assert "Nothing was wrong" in seen(refused.followups[0] if refused.followups else refused).text
    review = await world.click(world.alice, result, label="Review all")
    (menu,) = seen(review).menus
    assert [option["label"] for option in menu["options"]] == ["All questions (16)", "Unscored (4)"]


async def test_unscored_items_are_named_nowhere_before_the_review(world: World) -> None:
    thread = await begin(world)
    seen_so_far = []
    for position in range(1, 17):
        seen_so_far.append(card(thread).text)
        if position < 16:
            await press(world, thread, "Next")
    for label in ("Navigator", "Review & submit", "Submit", "Yes, submit"):
        await press(world, thread, label)
        seen_so_far.append(card(thread).text)
    assert not any("unscored" in text for text in seen_so_far)
    result = seen(await press(world, thread, "Show result")).text
    (line,) = [line for line in result.splitlines() if "unscored" in line]
    assert line == "0 of 12 scored questions right; 4 unscored ones don't count.", "how many, not which"


async def test_a_result_is_shared_only_on_request(world: World) -> None:
    thread = await sit(world)
    result = await press(world, thread, "Show result")
    before = [seen(message).text for message in world.quiz.history()]
    assert not any("1000" in text for text in before)
    asked = await world.click(world.alice, result, label="Share")
    assert asked.ephemeral
    question, preview = seen(asked).texts
    assert question == f"### Post this in {world.quiz.mention}?"
    assert [seen(message).text for message in world.quiz.history()] == before
    done = await world.click(world.alice, asked, label="Post it")
    assert seen(done).texts == [f"Shared in {world.quiz.mention}."]
    assert seen(done).buttons == []
    assert [seen(message).text for message in world.quiz.history()] == [*before, preview]
    assert preview.startswith(
        f"{world.alice.mention} shares a mock exam result: **MLS-C01 short mock 1**\n# 1000 ± "
    )
    assert "Right:" not in preview
    assert "Domain" not in preview


async def test_a_result_is_shared_once(world: World) -> None:
    thread = await sit(world)
    result = await press(world, thread, "Show result")
    asked = [await world.click(world.alice, result, label="Share") for _ in range(2)]
    preview = seen(asked[0]).texts[1]
    await world.click(world.alice, asked[0], label="Post it")
    refused = await world.click(world.alice, asked[1], label="Post it")
    assert refused.ephemeral
    assert seen(refused).text == "You have shared this result already."
    posted = [seen(message).text for message in world.quiz.history()]
    assert [text for text in posted if "shares a mock exam" in text] == [preview]


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (404, 10003), (503, 0)])
async def test_what_could_not_be_shared_may_be_tried_again(world: World, status: int, code: int) -> None:
    thread = await sit(world)
    asked = await world.click(world.alice, await press(world, thread, "Show result"), label="Share")
    preview = seen(asked).texts[1]
    world.env.inject_error("POST", f"/channels/{world.quiz.id}/messages", status=status, code=code)
    refused = await world.click(world.alice, asked, label="Post it")
    assert f"I may not post in {world.quiz.mention}" in seen(refused).text
    await world.click(world.alice, asked, label="Post it")
    assert seen(world.quiz.last_message).text == preview


async def test_history_and_results_by_number(world: World) -> None:
    await sit(world, right=16)
    await world.wait(3600)
    thread = await sit(world, right=0)
    history = await world.alice.slash(world.quiz, "exam history")
    assert history.ephemeral
    ends = [discord.utils.format_dt(quiz.ended_at, "d") for quiz in await world.rows(quizzes)]
    first_line = f"{ends[0]} · MLS-C01 short mock 1 · 1000 · Pass"
    assert seen(history).texts == [
        "## Your mock exams",
        f"{ends[1]} · MLS-C01 short mock 2 · 100 · Not yet\n{first_line}",
        "-# `/exam result` and the number of a mock shows it, with the review of every question.",
    ]
    newest = await world.alice.slash(world.quiz, "exam result")
    assert newest.ephemeral
    assert "# 100 ±" in seen(newest).text
    assert f"### Your earlier mock exams\n{first_line}" in seen(newest).text
    for number, scaled in ((1, 1000), (2, 100)):
        shown = seen(await world.alice.slash(world.quiz, "exam result", number=number)).text
        assert f"## MLS-C01 short mock {number}\n# {scaled} ±" in shown
    refused = await world.alice.slash(world.quiz, "exam result", number=3)
    assert "You have no finished mock 3." in seen(refused).text
    world.env.backend.delete_channel(thread.id)
    again = await world.alice.user.slash("exam result")
    assert "# 100 ±" in seen(again).text, "also where the thread is gone, and in direct messages"


async def test_no_result_while_it_runs(world: World) -> None:
    thread = await begin(world)
    quiz = (await world.rows(mocks))[0].quiz_id
    for custom_id in (
        f"v1:mock-result:{quiz}",
        f"v1:mock-review:{quiz}:all:1",
        f"v1:mock-share:{quiz}",
        f"v1:mock-share-post:{quiz}",
    ):
        refused = await world.press(world.alice, cards(thread)[-1], custom_id)
        assert "still running" in seen(refused).text
        assert refused.ephemeral
