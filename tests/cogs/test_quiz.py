"""`/quiz` for oneself, as a member uses it."""

from __future__ import annotations

import simcord

from bot.storage.tables import items, picks, quizzes, reports
from tests.world import World, seen


async def answer(
    world: World, card: simcord.InteractionResult, *, right: bool = True
) -> simcord.InteractionResult:
    """Answer the question on Alice's card, also where several are to be chosen; the feedback."""
    letters = await world.letters(card, right=right)
    if len(letters) == 1:
        return await world.click(world.alice, card, label=letters[0])
    for letter in letters:
        card = await world.click(world.alice, card, label=letter)
    return await world.click(world.alice, card, label=f"Submit ({len(letters)} of {len(letters)})")


async def onward(world: World, feedback: simcord.InteractionResult) -> simcord.InteractionResult:
    label = next(label for label in seen(feedback).labels if label in ("Next question", "Show result"))
    return await world.click(world.alice, feedback, label=label)


async def find_card(world: World, kind: str) -> simcord.InteractionResult:
    """A card of Alice's whose question is of this kind."""
    card = await world.alice.slash(world.quiz, "quiz", count=25)
    while (await world.item(card)).question.kind != kind:
        card = await onward(world, await answer(world, card))
    return card


async def test_a_right_answer_is_explained_and_stored(world: World) -> None:
    card = await world.alice.slash(world.quiz, "quiz", exam="mls-c01", domain="1.1", count=2)
    assert card.ephemeral
    item = await world.item(card)
    await world.wait(7)

    feedback = await answer(world, card)

    assert seen(feedback).id == seen(card).id, "the card is edited in place"
    shown = seen(feedback)
    assert "✅ Correct" in shown.text
    assert item.question.takeaway in shown.text
    assert all(option.why in shown.text for option in item.question.options)
    assert all(reference.url in shown.text for reference in item.question.references)
    (row,) = await world.answers(world.alice)
    assert (row.item_id, row.question_id, row.correct, row.first) == (item.id, item.question.id, True, True)
    assert row.chosen == "".join(sorted(item.question.keys))
    assert row.milliseconds == 7000
    assert (row.guild_id, row.channel_id) == (world.guild.id, world.quiz.id)


async def test_a_wrong_answer_names_the_key_in_words_and_signs(world: World) -> None:
    card = await find_card(world, "single")
    item = await world.item(card)
    (wrong,) = await world.letters(card, right=False)
    shown = seen(await world.click(world.alice, card, label=wrong)).text
    assert f"You chose {wrong}; the answer is {item.letters_of(item.question.keys)}." in shown
    assert "-# wrong, your choice" in shown
    assert "-# right answer" in shown


async def test_choose_n_can_be_submitted_when_exactly_n_are_marked(world: World) -> None:
    def submit() -> dict[str, object]:
        return next(b for b in seen(card).buttons if b["label"].startswith("Submit"))

    card = await find_card(world, "multiple")
    item = await world.item(card)
    wanted = item.question.choose
    assert f"(Select {wanted}.)" in seen(card).text
    before = len(await world.answers())
    for marked, letter in enumerate("ABC"[:wanted], 1):
        card = await world.click(world.alice, card, label=letter)
        assert submit()["disabled"] is (marked != wanted)
        assert f"☑ **{letter}.**" in seen(card).text
    card = await world.click(world.alice, card, label="A ✓")
    assert "☑ **A.**" not in seen(card).text
    assert submit()["disabled"] is True
    refused = await world.press(world.alice, card, f"v1:submit:{item.id}")
    assert f"exactly {wanted}" in seen(refused).text
    card = await world.click(world.alice, card, label="A")
    await world.click(world.alice, card, label=f"Submit ({wanted} of {wanted})")

    row = (await world.answers())[before]
    assert frozenset(row.chosen) == item.keys_of("abc"[:wanted])
    assert row.correct == (frozenset(row.chosen) == item.question.keys)


async def test_two_marks_pressed_at_once_both_count(world: World) -> None:
    card = await find_card(world, "multiple")
    item = seen(card).item_id
    # Both presses come from the same view of the card: neither knows of the other.
    await world.press(world.alice, card, f"v1:mark:{item}:b")
    await world.press(world.alice, card, f"v1:mark:{item}:a")
    (pick,) = await world.rows(picks)
    assert frozenset(pick.chosen) == (await world.item_by_id(item)).keys_of("ab")


async def test_a_whole_quiz_ends_with_score_domains_and_the_missed_ones_again(world: World) -> None:
    card = await world.alice.slash(world.quiz, "quiz")
    missed = set()
    for right in (True, False, True, False, True):
        if not right:
            missed.add((await world.item(card)).question.id)
        card = await onward(world, await answer(world, card, right=right))
    result = seen(card).text
    assert "3 of 5 correct" in result
    assert "Domain 3: Modeling" in result
    assert result.count("❌") == 2
    assert (await world.rows(quizzes))[0].ended_at is not None

    card = await world.click(world.alice, card, label="The missed ones again")
    again = set()
    for _ in missed:
        again.add((await world.item(card)).question.id)
        card = await onward(world, await answer(world, card))
    assert again == missed
    assert "Nothing missed" in seen(card).text
    assert [row.first for row in await world.answers()] == [True] * 5 + [False] * 2


async def test_a_second_press_changes_nothing_and_says_so(world: World) -> None:
    card = await find_card(world, "single")
    before = len(await world.answers())
    item = await world.item(card)
    await world.click(world.alice, card, label="A")
    late = await world.press(world.alice, card, f"v1:answer:{item.id}:b")
    assert late.ephemeral
    assert "answered this one already" in seen(late).text
    rows = await world.answers()
    assert len(rows) == before + 1
    assert frozenset(rows[-1].chosen) == item.keys_of("a")


async def test_somebody_elses_private_card_is_refused(world: World) -> None:
    card = await world.alice.slash(world.quiz, "quiz", count=1)
    item = seen(card).item_id
    for custom_id in (f"v1:answer:{item}:a", f"v1:mark:{item}:a", f"v1:submit:{item}", "v1:next:1"):
        refused = await world.press(world.bob, card, custom_id)
        assert "somebody else's quiz" in seen(refused).text
        assert refused.ephemeral
    assert await world.answers() == []
    assert await world.rows(picks) == []


async def test_unknown_and_forged_presses_are_answered_calmly(world: World) -> None:
    card = await world.alice.slash(world.quiz, "quiz", count=1)
    for custom_id in (
        "v0:answer:1:a",
        "v1:answer:1:g",
        "nonsense",
        f"v1:answer:{10**30}:a",
        "v1:answer:999:a",
    ):
        refused = await world.press(world.alice, card, custom_id)
        assert refused.ephemeral
        assert "don't know" in seen(refused).text
    assert await world.answers() == []


async def test_cards_survive_a_restart_of_the_bot(world: World) -> None:
    card = await find_card(world, "multiple")
    letters = await world.letters(card)
    card = await world.click(world.alice, card, label=letters[0])
    await world.restart()
    for letter in letters[1:]:
        card = await world.click(world.alice, card, label=letter)
    feedback = await world.click(world.alice, card, label=f"Submit ({len(letters)} of {len(letters)})")
    assert "✅ Correct" in seen(feedback).text
    await world.restart()
    assert "question" in seen(await onward(world, feedback)).text


async def test_a_lost_card_can_be_continued_or_given_up(world: World) -> None:
    card = await world.alice.slash(world.quiz, "quiz", count=3)
    await onward(world, await answer(world, card))
    await world.restart()
    offer = await world.alice.slash(world.quiz, "quiz", domain="2", count=2)
    assert "1 of 3 answered" in seen(offer).text
    card = await world.click(world.alice, offer, label="Continue")
    assert "question 2 of 3" in seen(card).text

    offer = await world.alice.slash(world.quiz, "quiz", domain="2", count=2)
    fresh = await world.click(world.alice, offer, label="Start new")
    assert "question 1 of 2" in seen(fresh).text
    assert (await world.item(fresh)).question.domain == "2"
    late = await world.press(world.alice, card, f"v1:answer:{seen(card).item_id}:a")
    assert "has ended" in seen(late).text
    assert len(await world.answers()) == 1


async def test_a_report_is_kept(world: World) -> None:
    card = await world.alice.slash(world.quiz, "quiz", domain="1.1", count=1)
    feedback = await answer(world, card)
    form = await world.click(world.alice, feedback, label="Report")
    await world.restart()  # discord.py forgets its forms; ours don't depend on its memory
    thanks = await world.alice.submit_modal(form, {"reason": ["outdated"], "text": "The limit was raised."})
    assert "Thank you" in seen(thanks).text
    assert thanks.ephemeral
    (report,) = await world.rows(reports)
    assert (report.reason, report.text, report.person_id) == (
        "outdated",
        "The limit was raised.",
        world.alice.id,
    )
    assert report.question_id == (await world.rows(items))[0].question_id
