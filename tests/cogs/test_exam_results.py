"""Results of mock exams: for their owner's eyes only, reviewed by filters, and shared only on request."""

from __future__ import annotations

from bot.storage.tables import items, mocks
from tests.sitting import answer, begin, card, cards, files, latest, moderator, press, public, sit, submit
from tests.world import World, message_of, seen


async def test_the_result_card(world: World) -> None:
    thread = await sit(world, right=12)
    mock = await latest(world)
    result = await press(world, thread, "Show result")
    assert result.ephemeral
    shown = seen(result).text
    assert f"# {mock.scaled} ± {round(mock.csem)} · {'pass' if mock.passed else 'not yet'}" in shown
    assert "750 to pass" in shown
    assert "Provisional: the questions are not calibrated yet." in shown
    assert files(result) == ["result.png"]
    scored = [row for row in await world.rows(items) if row.scored]
    for domain in world.bank.exams["mls-c01"].domains:
        own = [r for r in scored if world.bank.questions[r.question_id].domain == domain.id]
        right = sum(r.position <= 12 for r in own)
        line = next(line for line in shown.splitlines() if f" · {domain.id} {domain.name} · " in line)
        assert f"**{right} of {len(own)}**" in line
        assert line.endswith(("meets competencies", "needs improvement"))
    assert "### Study next" in shown
    assert "### Before" not in shown


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
        assert f"· {position}/16" in shown
        assert all(option.why in shown for option in item.question.options)
        assert all(page.url in shown for page in item.question.references)
        assert ("unscored question" in shown) is (position in unscored)
        assert ("🚩" in shown) is (position == 4)
        assert ("❌ Not correct" in shown) is (position in (2, 5))
        assert ("You: **nothing**" in shown) is (position == 5)
        assert f"Right: **{item.letters_of(item.question.keys)}**" in shown
        if position < 16:
            review = await world.click(world.alice, review, label="Next")
    for name, positions in (("wrong", [2, 5]), ("flagged", [4]), ("slow", [3]), ("unscored", unscored)):
        (menu,) = seen(review).menus
        review = await world.alice.select(message_of(review).message, [name])
        assert message_of(review).ephemeral
        assert f"· {positions[0]}/16" in seen(review).text
        (menu,) = seen(review).menus
        assert [o["value"] for o in menu["options"] if o.get("default")] == [name]
        for position in positions[1:]:
            review = await world.click(world.alice, review, label="Next")
            assert f"· {position}/16" in seen(review).text
        assert {b["label"]: b for b in seen(review).buttons}["Next"]["disabled"]
    back = await world.click(world.alice, review, label="Show result")
    assert "±" in seen(back).text


async def test_an_empty_filter_says_so(world: World) -> None:
    thread = await sit(world)
    result = await press(world, thread, "Show result")
    refused = await world.click(world.alice, result, label="Review the wrong ones")
    assert "Nothing was wrong" in seen(refused.followups[0] if refused.followups else refused).text


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
    seen_so_far.append(seen(await press(world, thread, "Show result")).text)
    assert not any("unscored" in text for text in seen_so_far)


async def test_a_result_is_shared_only_on_request(world: World) -> None:
    thread = await sit(world)
    result = await press(world, thread, "Show result")
    before = [seen(message).text for message in world.quiz.history()]
    assert not any("1000" in text for text in before)
    shared = await world.click(world.alice, result, label="Share")
    assert f"Shared in {world.quiz.mention}" in seen(shared).text
    posted = seen(world.quiz.last_message).text
    assert world.alice.mention in posted
    assert "MLS-C01" in posted
    assert "1000 ±" in posted
    assert "Right:" not in posted
    world.forbid(world.quiz, "send_messages")
    refused = await world.click(world.alice, result, label="Share")
    assert f"I may not post in {world.quiz.mention}" in seen(refused).text


async def test_history_and_results_by_number(world: World) -> None:
    await sit(world, right=16)
    await world.wait(3600)
    thread = await sit(world, right=0)
    history = await world.alice.slash(world.quiz, "exam history")
    assert history.ephemeral
    lines = seen(history).text.splitlines()
    assert "MLS-C01 mock 2 · 100 · not yet" in next(line for line in lines if line.startswith("1. "))
    assert "MLS-C01 mock 1 · 1000 · pass" in next(line for line in lines if line.startswith("2. "))
    newest = await world.alice.slash(world.quiz, "exam result")
    assert newest.ephemeral
    assert "# 100 ±" in seen(newest).text
    assert "### Before" in seen(newest).text
    assert "MLS-C01 mock 1 · 1000 · pass" in seen(newest).text
    first = await world.alice.slash(world.quiz, "exam result", number=2)
    assert "# 1000 ±" in seen(first).text
    refused = await world.alice.slash(world.quiz, "exam result", number=3)
    assert "from 1 to 2" in seen(refused).text
    world.env.backend.delete_channel(thread.id)
    again = await world.alice.user.slash("exam result")
    assert "# 100 ±" in seen(again).text, "also where the thread is gone, and in direct messages"


async def test_no_result_while_it_runs(world: World) -> None:
    thread = await begin(world)
    quiz = (await world.rows(mocks))[0].quiz_id
    for custom_id in (f"v1:mock-result:{quiz}", f"v1:mock-review:{quiz}:all:1", f"v1:mock-share:{quiz}"):
        refused = await world.press(world.alice, cards(thread)[-1], custom_id)
        assert "still running" in seen(refused).text
        assert refused.ephemeral
