"""Private quizzes on both databases: what is stored once, what is refused, and what two clicks at once do."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from bot.errors import Refusal
from bot.services import Services
from bot.services.mock_values import MockRequest
from bot.services.quizzes import Asked, Finished, Graded
from bot.services.requests import QuizRequest
from bot.storage.tables import answers, items, picks, quizzes, reports
from tests.house import (
    ALICE,
    BOB,
    CHANNEL,
    DIRECT,
    GUILD,
    HERE,
    House,
    make_bank,
    refusals,
    without,
)


async def test_an_answer_is_stored_with_all_that_is_known_of_it(house: House) -> None:
    asked = await house.ask()
    at = house.clock.pass_by(2.5)
    right = asked.item.letters_of(asked.item.question.keys).lower()
    if asked.item.question.choose == 1:
        graded = await house.answer(asked, letter=right)
        assert graded.correct
        assert graded.chosen == asked.item.question.keys
    else:
        for letter in right.split(", "):
            await house.services.quizzes.toggle(ALICE, asked.item.id, letter, at)
        await house.services.quizzes.submit(ALICE, asked.item.id, at, HERE)
    (row,) = await house.rows(answers)
    stored = (row.item_id, row.person_id, row.exam, row.question_id, row.correct, row.first, row.milliseconds)
    assert stored == (asked.item.id, ALICE, "demo", asked.item.question.id, True, True, 2500)
    assert (row.guild_id, row.channel_id, row.answered_at) == (GUILD, CHANNEL, at)
    await house.assert_counts_are_true()


async def test_a_second_answer_is_refused_and_the_first_stays(house: House) -> None:
    asked = await house.ask(part="1.1")
    await house.answer(asked, letter="a")
    for letter in "ab":
        with pytest.raises(Refusal, match=r"quiz\.answered_before"):
            await house.answer(asked, letter=letter)
    (row,) = await house.rows(answers)
    assert row.chosen == asked.item.order[0]
    await house.assert_counts_are_true()


async def test_of_many_answers_at_once_one_wins(house: House) -> None:
    asked = await house.ask(part="1.1")
    outcomes = await asyncio.gather(
        *(house.answer(asked, letter=letter) for letter in "abcd"), return_exceptions=True
    )
    assert refusals(outcomes) == ["quiz.answered_before"] * 3
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, Graded)]
    (row,) = await house.rows(answers)
    assert row.chosen == "".join(won.chosen)
    await house.assert_counts_are_true()


async def test_many_people_answer_at_once(house: House) -> None:
    people = range(1, 13)
    shown = {person: await house.ask(person, "1.1", count=4) for person in people}
    for _ in range(4):
        letters = {person: "abcd"[person % 4] for person in people}
        await asyncio.gather(*(house.answer(shown[person], person, letters[person]) for person in people))
        for person in people:
            following = await house.services.quizzes.show(person, shown[person].item.quiz_id)
            if isinstance(following, Asked):
                shown[person] = following
    rows = await house.rows(answers)
    assert len(rows) == 48
    assert all(row.first for row in rows)
    await house.assert_counts_are_true()


async def test_only_the_first_attempt_at_a_question_counts(house: House) -> None:
    for letter in "ab":
        asked = await house.ask(part="2.1", count=2)
        for _ in range(2):
            await house.answer(asked, letter=letter)
            house.clock.pass_by(1)
            following = await house.services.quizzes.show(ALICE, asked.item.quiz_id)
            if isinstance(following, Asked):
                asked = following
    assert [row.first for row in await house.rows(answers)] == [True, True, False, False]
    await house.assert_counts_are_true()


async def test_marks_made_at_once_all_count(house: House) -> None:
    asked = await house.ask(part="2.2")
    toggle = house.services.quizzes.toggle
    at = house.clock.now
    await asyncio.gather(*(toggle(ALICE, asked.item.id, letter, at) for letter in "abc"))
    await asyncio.gather(*(toggle(ALICE, asked.item.id, "b", at) for _ in range(3)))
    (row,) = await house.rows(picks)
    assert frozenset(row.chosen) == asked.item.keys_of("ac")
    shown = await house.services.quizzes.show(ALICE, asked.item.quiz_id)
    assert isinstance(shown, Asked)
    assert shown.marked == asked.item.keys_of("ac")


async def test_a_mark_is_taken_back_by_a_second_press(house: House) -> None:
    asked = await house.ask(part="2.2")
    marked: list[frozenset[str]] = []
    for letter in "acaa":
        after = await house.services.quizzes.toggle(ALICE, asked.item.id, letter, house.clock.now)
        marked.append(after.marked)
    keys = [asked.item.keys_of(letters) for letters in ("a", "ac", "c", "ac")]
    assert marked == keys


async def test_submit_wants_exactly_as_many_as_asked(house: House) -> None:
    asked = await house.ask(part="2.2")

    async def submit() -> Graded:
        return await house.services.quizzes.submit(ALICE, asked.item.id, house.clock.now, HERE)

    for marked, letter in enumerate("abc", 1):
        if marked != 3:
            with pytest.raises(Refusal) as refused:
                await submit()
            assert (refused.value.key, refused.value.params) == (
                "quiz.choose_exactly",
                {"n": 2, "marked": marked - 1},
            )
        await house.services.quizzes.toggle(ALICE, asked.item.id, letter, house.clock.now)
    with pytest.raises(Refusal, match=r"quiz\.choose_exactly"):
        await submit()
    await house.services.quizzes.toggle(ALICE, asked.item.id, "b", house.clock.now)
    outcomes = await asyncio.gather(submit(), submit(), return_exceptions=True)
    assert refusals(outcomes) == ["quiz.answered_before"]
    (row,) = await house.rows(answers)
    assert frozenset(row.chosen) == asked.item.keys_of("ac")
    with pytest.raises(Refusal, match=r"quiz\.answered_before"):
        await house.services.quizzes.toggle(ALICE, asked.item.id, "a", house.clock.now)


async def test_of_starts_at_once_one_quiz_is_left_running(house: House) -> None:
    outcomes = await asyncio.gather(*(house.ask(count=2) for _ in range(4)), return_exceptions=True)
    assert set(refusals(outcomes)) <= {"quiz.started_twice"}
    running = [row for row in await house.rows(quizzes) if row.ended_at is None]
    assert len(running) == 1
    stored = await house.rows(items)
    assert len(stored) == 2 * len(await house.rows(quizzes)), "a quiz that lost has left nothing"


async def test_a_new_quiz_ends_the_one_before(house: House) -> None:
    first = await house.ask(part="1.1")
    progress = await house.services.quizzes.unfinished(ALICE)
    assert progress is not None
    assert (progress.quiz_id, progress.answered, progress.length) == (first.item.quiz_id, 0, 4)
    await house.answer(first)
    second = await house.ask(part="2.1")
    progress = await house.services.quizzes.unfinished(ALICE)
    assert progress is not None
    assert progress.quiz_id == second.item.quiz_id
    house.clock.pass_by(1)
    for item in await house.rows(items, items.c.quiz_id == first.item.quiz_id, items.c.position == 2):
        with pytest.raises(Refusal, match=r"quiz\.ended"):
            await house.services.quizzes.answer(ALICE, item.id, "a", house.clock.now, HERE)


async def test_a_refused_start_leaves_the_unfinished_quiz_alone(house: House) -> None:
    asked = await house.ask()
    for request, key in (
        (QuizRequest("nonsense"), "exam.unknown"),
        (QuizRequest("demo", "9"), "exam.unknown_part"),
        (QuizRequest("demo", "1.9"), "exam.unknown_part"),
        (QuizRequest("empty"), "exam.no_questions"),
        (QuizRequest("empty", "1"), "exam.no_questions_in_part"),
        (QuizRequest("demo", None, 9), "exam.too_few"),
        (QuizRequest("demo", "2", 5), "exam.too_few_in_part"),
    ):
        with pytest.raises(Refusal, match=rf"'{key}'".replace(".", r"\.")):
            await house.services.quizzes.start(ALICE, request, HERE, "en")
    progress = await house.services.quizzes.unfinished(ALICE)
    assert progress is not None
    assert progress.quiz_id == asked.item.quiz_id


async def test_a_finished_quiz_is_added_up_and_the_missed_come_again(house: House) -> None:
    asked = await house.ask(part="1.1", count=4)
    quiz = asked.item.quiz_id
    missed = set()
    for number in range(4):
        right = asked.item.letters_of(asked.item.question.keys).lower()
        letter = right if number % 2 else next(one for one in "ab" if one != right)
        graded = await house.answer(asked, letter=letter)
        assert (graded.correct, graded.last) == (bool(number % 2), number == 3)
        if not graded.correct:
            missed.add(asked.item.question.id)
        following = await house.services.quizzes.show(ALICE, quiz)
        if isinstance(following, Asked):
            asked = following
    following = await house.services.quizzes.show(ALICE, quiz)
    assert isinstance(following, Finished)
    assert (following.tally.right, following.tally.asked) == (2, 4)
    assert {question.id for question in following.tally.missed} == missed
    assert await house.services.quizzes.unfinished(ALICE) is None
    assert await house.services.quizzes.result(ALICE, quiz) == following

    again = await house.services.quizzes.again(ALICE, quiz, HERE, "en")
    assert again.item.length == 2
    drawn = await house.rows(items, items.c.quiz_id == again.item.quiz_id)
    assert {row.question_id for row in drawn} == missed


async def test_again_after_nothing_missed_is_refused(house: House) -> None:
    asked = await house.ask(part="1.1", count=1)
    right = asked.item.letters_of(asked.item.question.keys).lower()
    await house.answer(asked, letter=right)
    with pytest.raises(Refusal, match=r"quiz\.none_missed"):
        await house.services.quizzes.again(ALICE, asked.item.quiz_id, HERE, "en")


async def test_a_quiz_is_nobody_elses(house: House) -> None:
    asked = await house.ask(part="2.2")
    quiz, item, at = asked.item.quiz_id, asked.item.id, house.clock.now
    service = house.services.quizzes
    for attempt in (
        service.answer(BOB, item, "a", at, HERE),
        service.toggle(BOB, item, "a", at),
        service.submit(BOB, item, at, HERE),
        service.show(BOB, quiz),
        service.result(BOB, quiz),
        service.again(BOB, quiz, HERE, "en"),
    ):
        with pytest.raises(Refusal, match=r"quiz\.not_yours"):
            await attempt
    assert await house.rows(picks) == await house.rows(answers) == []


async def test_what_is_not_there_is_refused(house: House) -> None:
    asked = await house.ask(part="1.1")
    service, at = house.services.quizzes, house.clock.now
    missing = 10**18 - 1
    for attempt in (
        service.answer(ALICE, missing, "a", at, HERE),
        service.answer(ALICE, asked.item.id, "f", at, HERE),
        service.toggle(ALICE, missing, "a", at),
        service.toggle(ALICE, asked.item.id, "f", at),
        service.submit(ALICE, missing, at, HERE),
        service.show(ALICE, missing),
    ):
        with pytest.raises(Refusal, match=r"quiz\.gone"):
            await attempt
    assert await house.rows(picks) == await house.rows(answers) == []


async def test_a_withdrawn_question_is_passed_over_and_not_counted(house: House) -> None:
    asked = await house.ask(part="2.1", count=2)
    later = Services(
        house.services.db, without(make_bank(), asked.item.question.id), house.clock, random.Random(1)
    )
    with pytest.raises(Refusal, match=r"quiz\.withdrawn"):
        await later.quizzes.answer(ALICE, asked.item.id, "a", house.clock.now, HERE)
    following = await later.quizzes.show(ALICE, asked.item.quiz_id)
    assert isinstance(following, Asked)
    assert following.item.question.id != asked.item.question.id
    await later.quizzes.answer(ALICE, following.item.id, "a", house.clock.now, HERE)
    finished = await later.quizzes.show(ALICE, asked.item.quiz_id)
    assert isinstance(finished, Finished)
    assert finished.tally.asked == 1
    assert await later.quizzes.unfinished(ALICE) is None


async def test_shares_are_told_from_five_people_on(house: House) -> None:
    shares = []
    for person in range(1, 7):
        asked = await house.ask(person, "1.1", count=4)
        while asked.item.question.id != "demo-1.1-001":
            await house.answer(asked, person)
            following = await house.services.quizzes.show(person, asked.item.quiz_id)
            assert isinstance(following, Asked)
            asked = following
        right = asked.item.letters_of(asked.item.question.keys).lower()
        graded = await house.answer(asked, person, right if person % 2 else "abcd".replace(right, "")[0])
        shares.append(graded.shares)
    assert shares[:4] == [None] * 4
    assert shares[4] is not None
    assert shares[5] is not None
    assert (shares[4].people, shares[4].percent("a")) == (5, 60)
    assert (shares[5].people, shares[5].percent("a")) == (6, 50)


async def test_questions_not_seen_before_come_first_then_the_oldest(house: House) -> None:
    met = []
    for _ in range(4):
        asked = await house.ask(part="1.1", count=2)
        for _ in range(2):
            met.append(asked.item.question.id)
            await house.answer(asked)
            house.clock.pass_by(60)
            following = await house.services.quizzes.show(ALICE, asked.item.quiz_id)
            if isinstance(following, Asked):
                asked = following
    assert len(set(met[:4])) == 4
    assert [set(met[4:6]), set(met[6:8])] == [set(met[:2]), set(met[2:4])]


async def test_what_was_shown_and_not_answered_counts_as_seen(house: House) -> None:
    met = set()
    for _ in range(4):
        met.add((await house.ask(part="1.1", count=1)).item.question.id)
        house.clock.pass_by(1)
    assert len(met) == 4, "each came once, though none was answered"
    others = await house.ask(BOB, part="1.1", count=1)
    assert others.item.question.id in met


async def test_what_an_exam_showed_comes_later_in_a_quiz(house: House) -> None:
    mocks = house.services.mocks
    mock = await mocks.prepare(ALICE, MockRequest("demo", "short"), HERE, "en")
    sheet = await mocks.begin(ALICE, mock.id, house.clock.now)
    await mocks.abandon(ALICE, mock.id)
    shown = sheet.item.question.id
    asked = await house.ask(count=7)
    assert shown not in {
        row.question_id for row in await house.rows(items, items.c.quiz_id == asked.item.quiz_id)
    }


async def test_a_quiz_that_was_given_up_shows_no_more_questions(house: House) -> None:
    first = await house.ask(part="1.1")
    await house.answer(first)
    await house.ask(part="2.1", count=1)
    with pytest.raises(Refusal, match=r"quiz\.ended"):
        await house.services.quizzes.show(ALICE, first.item.quiz_id)
    result = await house.services.quizzes.result(ALICE, first.item.quiz_id)
    assert result.tally.asked == 4
    shown = [row for row in await house.rows(items, items.c.quiz_id == first.item.quiz_id) if row.shown_at]
    assert len(shown) == 1


@pytest.mark.parametrize("place", [HERE, DIRECT])
async def test_a_question_open_in_a_group_is_kept_back(house: House, place: Any) -> None:
    asked = await house.ask(part="2.1", count=2, place=place)
    groups = house.services.groups
    group = await groups.open(BOB, QuizRequest("demo", "2.1", 2), HERE, 60, "en")
    await groups.attached(group, 500)
    (posted, _) = await house.rows(items, items.c.quiz_id == group)
    while posted.question_id != asked.item.question.id:
        await groups.posted(posted.id, 9, house.clock.now, 60)
        house.clock.pass_by(62)
        await groups.step(group)
        await groups.revealed(group, posted.id)
        (_, posted) = await house.rows(items, items.c.quiz_id == group)
    await groups.posted(posted.id, 9, house.clock.now, 60)

    with pytest.raises(Refusal, match=r"quiz\.open_elsewhere"):
        await house.services.quizzes.answer(ALICE, asked.item.id, "a", house.clock.now, place)
    other = await house.services.quizzes.show(ALICE, asked.item.quiz_id)
    assert isinstance(other, Asked)
    assert other.item.question.id != asked.item.question.id
    await house.services.quizzes.answer(ALICE, other.item.id, "a", house.clock.now, place)
    with pytest.raises(Refusal, match=r"quiz\.open_elsewhere"):
        await house.services.quizzes.show(ALICE, asked.item.quiz_id)
    house.clock.pass_by(62)
    await groups.step(group)
    assert (await house.services.quizzes.answer(ALICE, asked.item.id, "a", house.clock.now, place)).last


async def test_a_report_replaces_the_one_before(house: House) -> None:
    asked = await house.ask()
    keep = house.services.reports.keep
    await asyncio.gather(keep(ALICE, asked.item.id, "typo", " first "), keep(BOB, asked.item.id, "key", ""))
    await keep(ALICE, asked.item.id, "other", "second\n")
    with pytest.raises(Refusal, match=r"report\.choose_reason"):
        await keep(ALICE, asked.item.id, "nonsense", "")
    with pytest.raises(Refusal, match=r"quiz\.gone"):
        await keep(ALICE, 10**18 - 1, "typo", "")
    kept = {(row.person_id, row.reason, row.text, row.question_id) for row in await house.rows(reports)}
    assert kept == {
        (ALICE, "other", "second", asked.item.question.id),
        (BOB, "key", "", asked.item.question.id),
    }
