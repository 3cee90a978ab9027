"""What mock exams end with, on both databases: the deadline, what is counted once, the frozen scale."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from bot.domain.bank import Bank
from bot.domain.exam_clock import GRACE, KEPT_OPEN
from bot.errors import Refusal
from bot.services.mock_values import Mock, Sheet
from bot.storage.database import Database
from bot.storage.tables import answers, items, mocks, quizzes, reference_forms
from tests import builders
from tests.exam_driver import demo_bank
from tests.house import ALICE, BOB, HERE, House, refusals, without
from tests.sheets import (
    HOUR,
    ITEMS,
    answer_all,
    begin,
    go,
    letters_of,
    mark,
    open_house,
    submit,
    to_kind,
    with_bank,
)


@pytest.fixture
def house(db: Database) -> House:
    return open_house(db)


async def test_one_left_alone_ends_at_its_deadline_however_late_that_is_noticed(house: House) -> None:
    timers = house.services.mock_timers
    sheet = await begin(house)
    deadline = house.clock.now + HOUR
    await mark(house, sheet, letters_of(sheet))
    house.clock.pass_by(86400)
    notice = await timers.act(sheet.mock.id)
    assert notice is not None
    assert notice.kind == "expired", "no warnings after the end"
    (quiz,) = await house.rows(quizzes)
    (mock,) = await house.rows(mocks)
    assert (quiz.ended_at, mock.outcome) == (deadline, "expired")
    assert mock.due_at == house.clock.now + KEPT_OPEN, "the thread stays open after the news of it"
    assert {row.answered_at for row in await house.rows(answers)} == {deadline}
    first = next(row for row in await house.rows(items) if row.position == 1)
    assert first.milliseconds == HOUR.total_seconds() * 1000
    assert await timers.due(10) == []
    house.clock.pass_by(KEPT_OPEN.total_seconds())
    archive = await timers.act(sheet.mock.id)
    assert archive is not None
    assert archive.kind == "archive"
    assert await timers.next_due() is None


async def test_warnings_come_once_each_and_tell_the_minutes_left(house: House) -> None:
    timers = house.services.mock_timers
    sheet = await begin(house)
    told: list[tuple[str, int]] = []
    for _ in range(62 * 6):
        house.clock.pass_by(10)
        for quiz in await timers.due(10):
            notice = await timers.act(quiz)
            assert notice is not None
            told.append((notice.kind, notice.minutes))
            assert await timers.act(quiz) is None, "done once"
    assert told == [("warning", 30), ("warning", 15), ("warning", 5), ("expired", 0)]
    assert sheet.mock.deadline is not None


async def test_a_warning_that_comes_late_tells_what_is_left_then(house: House) -> None:
    sheet = await begin(house)
    house.clock.pass_by(60 * 52.5)
    notice = await house.services.mock_timers.act(sheet.mock.id)
    assert notice is not None
    assert (notice.kind, notice.minutes) == ("warning", 8)
    house.clock.pass_by(60)
    assert await house.services.mock_timers.act(sheet.mock.id) is None
    house.clock.pass_by(60 * 1.5)
    notice = await house.services.mock_timers.act(sheet.mock.id)
    assert notice is not None
    assert notice.minutes == 5


async def test_submitting_and_expiring_at_once_counts_once(house: House) -> None:
    sheet = await answer_all(house, await begin(house), wrong=3)
    house.clock.pass_by(HOUR.total_seconds() + GRACE.total_seconds())
    at = sheet.at
    outcomes = await asyncio.gather(
        *(house.services.mocks.submit(ALICE, sheet.mock.id, at) for _ in range(3)),
        *(house.services.mock_timers.act(sheet.mock.id) for _ in range(3)),
        return_exceptions=True,
    )
    assert set(refusals(outcomes)) <= {"mock.ended"}
    assert len(await house.rows(answers)) == ITEMS
    await house.assert_counts_are_true()
    (mock,) = await house.rows(mocks)
    right = {row.question_id for row in await house.rows(answers) if row.correct}
    scored = [row for row in await house.rows(items) if row.scored]
    assert mock.raw == sum(row.question_id in right for row in scored)
    total = sum(row.milliseconds for row in await house.rows(items))
    assert total <= HOUR.total_seconds() * 1000, "the last item's time is added once"


async def test_people_who_submit_at_once_do_not_block_each_other(house: House) -> None:
    people = range(1, 9)
    sheets = [await answer_all(house, await begin(house, person), wrong=6) for person in people]
    await asyncio.gather(*(submit(house, sheet) for sheet in sheets))
    assert len(await house.rows(answers)) == ITEMS * len(people)
    assert len(await house.rows(reference_forms)) == 1
    await house.assert_counts_are_true()


async def test_every_click_that_was_acknowledged_is_scored(house: House) -> None:
    sheet = await begin(house)
    sheets = [await go(house, sheet, position) for position in range(1, ITEMS + 1)]

    async def press(sheet: Sheet) -> frozenset[str]:
        return (await mark(house, sheet, "a")).marked

    *pressed, ended = await asyncio.gather(
        *(press(sheet) for sheet in sheets[:6]),
        asyncio.sleep(0.002),
        *(press(sheet) for sheet in sheets[6:]),
        house.services.mocks.submit(ALICE, sheet.mock.id, house.clock.now),
        return_exceptions=True,
    )
    assert isinstance(ended, Mock)
    saved = {sheets[n].item.id for n, marked in enumerate(pressed[:6]) if isinstance(marked, frozenset)}
    saved |= {sheets[n].item.id for n, marked in enumerate(pressed[7:], 6) if isinstance(marked, frozenset)}
    assert set(refusals(pressed)) <= {"mock.ended"}
    assert {row.item_id for row in await house.rows(answers)} == saved


async def test_blanks_are_wrong_for_the_score_and_no_attempts(house: House) -> None:
    sheet = await begin(house)
    await mark(house, sheet, letters_of(sheet))
    second = await to_kind(house, await go(house, sheet, 2), "multiple")
    await mark(house, second, "aa")  # marked and unmarked
    await submit(house, sheet)
    (answer,) = await house.rows(answers)
    assert answer.correct
    await house.assert_counts_are_true()
    result = await house.services.mock_results.result(ALICE, sheet.mock.id)
    assert result.asked == 10
    assert result.raw <= 1


async def test_unscored_items_change_nothing_but_are_answered(house: House) -> None:
    sheet = await begin(house)
    for row in await house.rows(items):
        if not row.scored:
            shown = await go(house, sheet, row.position)
            await mark(house, shown, letters_of(shown))
    await submit(house, sheet)
    (mock,) = await house.rows(mocks)
    assert (mock.raw, mock.scaled) == (0, 100)
    assert [row.correct for row in await house.rows(answers)] == [True, True]


async def test_the_scale_is_frozen_by_the_first_exam_that_is_scored(house: House) -> None:
    sheet = await answer_all(house, await begin(house), wrong=4)
    await submit(house, sheet)
    (reference,) = await house.rows(reference_forms)
    (before,) = await house.rows(mocks)
    assert before.provisional

    harder = with_bank(house, demo_bank(difficulty="hard"))
    assert await harder.rows(reference_forms) == [reference]
    result = await harder.services.mock_results.result(ALICE, sheet.mock.id)
    assert (result.score.scaled, result.csem, result.raw) == (before.scaled, before.csem, before.raw)
    raw = {}
    for position in range(1, 3):
        again = await answer_all(harder, await begin(harder, BOB), wrong=4)
        await submit(harder, again)
        *_, after = await harder.rows(mocks)
        raw[position] = after.raw
        if after.raw == before.raw:
            assert after.scaled > before.scaled, "as many right on a harder form is worth more"
    assert await harder.rows(reference_forms) == [reference]
    assert (await harder.rows(mocks))[0] == before


async def test_questions_withdrawn_during_an_exam_are_skipped(house: House) -> None:
    sheet = await answer_all(house, await begin(house))
    gone = next(row for row in await house.rows(items) if row.scored)
    later = with_bank(house, without(house.services.bank, gone.question_id))
    assert (await go(later, sheet, gone.position)).asked is None
    await submit(later, sheet)
    (mock,) = await later.rows(mocks)
    assert mock.scaled == 1000, "all that could be answered is right"
    result = await later.services.mock_results.result(ALICE, sheet.mock.id)
    assert (result.raw, result.asked) == (9, 9)


async def test_an_exam_whose_content_is_missing_waits_and_holds_up_nobody(house: House) -> None:
    alice, bob = await begin(house), await begin(house, BOB)
    await mark(house, alice, "a")
    house.clock.pass_by(2 * HOUR.total_seconds())
    other = Bank([builders.exam("empty")], [])
    bare = with_bank(house, other)
    assert await bare.services.mock_timers.act(alice.mock.id) is None
    assert alice.mock.id not in await bare.services.mock_timers.due(10), "or it would be tried for ever"
    assert await bare.services.mock_results.history(ALICE) == []
    assert await bare.services.mocks.running(ALICE) == []
    house.clock.pass_by(86400)
    assert sorted(await house.services.mock_timers.due(10)) == [alice.mock.id, bob.mock.id]
    notice = await house.services.mock_timers.act(alice.mock.id)
    assert notice is not None
    assert notice.kind == "expired"
    assert len(await house.rows(answers)) == 1


async def test_the_review_filters_by_what_happened(house: House) -> None:
    results = house.services.mock_results
    sheet = await begin(house)
    for position in range(1, ITEMS + 1):
        shown = await go(house, sheet, position)
        await mark(house, shown, letters_of(shown, right=position != 2))
        house.clock.pass_by(600 if position == 3 else 60)
    last = await house.services.mocks.current(ALICE, sheet.mock.id, house.clock.now)
    await house.services.mocks.flag(ALICE, last.item.id, house.clock.now)
    await submit(house, sheet)
    quiz = sheet.mock.id
    unscored = [row.position for row in await house.rows(items) if not row.scored]
    found = {
        name: [
            (await results.review(ALICE, quiz, name, n)).item.position
            for n in range(1, (await results.review(ALICE, quiz, name, 1)).count + 1)
        ]
        for name in ("all", "wrong", "flagged", "slow", "unscored")
    }
    assert found == {
        "all": list(range(1, ITEMS + 1)),
        "wrong": [2],
        "flagged": [ITEMS],
        "slow": [3],
        "unscored": unscored,
    }
    assert (await results.review(ALICE, quiz, "all", 99)).index == ITEMS


async def test_study_next_is_where_most_weight_was_lost(house: House) -> None:
    sheet = await begin(house)
    for position in range(1, ITEMS + 1):
        shown = await go(house, sheet, position)
        await mark(house, shown, letters_of(shown, right=shown.item.question.task != "2.2"))
    await submit(house, sheet)
    result = await house.services.mock_results.result(ALICE, sheet.mock.id)
    assert [task.id for task in result.study] == ["2.2"]
    competent = {domain.domain.id: domain.competent for domain in result.domains}
    assert competent["1"]
    assert sum(domain.right for domain in result.domains) == result.raw
    assert sum(domain.asked for domain in result.domains) == result.asked == 10
    assert result.earlier == ()
    house.clock.pass_by(60)
    again = await begin(house)
    await submit(house, again)
    later = await house.services.mock_results.result(ALICE, again.mock.id)
    assert [score.scaled for score in later.earlier] == [result.score.scaled]
    numbered = house.services.mock_results.numbered
    assert [await numbered(ALICE, n) for n in (1, 2, None)] == [sheet.mock.id, *[again.mock.id] * 2]
    third = await begin(house)
    await house.services.mocks.abandon(ALICE, third.mock.id)
    for number in (0, 3, 4):
        with pytest.raises(Refusal) as refused:
            await numbered(ALICE, number)
        assert (refused.value.key, refused.value.params) == ("mock.no_such_result", {"number": number})


async def test_study_next_weighs_tasks_and_lets_single_questions_decide_little(house: House) -> None:
    counts, wrong = {"1.1": 5, "2.1": 1, "2.2": 6}, {"1.1": 3, "2.1": 1, "2.2": 5}
    questions = [
        builders.question(f"demo-{task}-{n:03}") for task, count in counts.items() for n in range(count)
    ]
    house = with_bank(house, Bank([builders.exam()], questions))  # just enough: each is on every form
    sheet = await begin(house)
    left = dict(wrong)
    for position in range(1, ITEMS + 1):
        shown = await go(house, sheet, position)
        task = shown.item.question.task
        left[task] -= 1
        await mark(house, shown, letters_of(shown, right=left[task] < 0))
    await submit(house, sheet)
    # Domain 1 has 40 % for one task, domain 2 has 60 % for two: 40, 30 and 30 %. Of these is lost
    #   1.1: (3 + ½) / (5 + 1) × 40 = 23.3      2.1: (1 + ½) / (1 + 1) × 30 = 22.5
    #   2.2: (5 + ½) / (6 + 1) × 30 = 23.6
    # By the plain shares it would be 2.1 (30), 2.2 (25), 1.1 (24); by the domains' weights 1.1 comes last.
    result = await house.services.mock_results.result(ALICE, sheet.mock.id)
    assert [task.id for task in result.study] == ["2.2", "1.1", "2.1"]


async def test_a_group_result_is_no_earlier_result_before_it_opens(house: House) -> None:
    starts_at = house.clock.now + dt.timedelta(minutes=5)
    event = await house.services.mock_events.arrange(BOB, "demo", "full", starts_at, HERE, "en")
    joined = await house.services.mock_events.join(ALICE, event.id, "none", HERE, "en")
    await house.services.mock_events.join(BOB, event.id, "none", HERE, "en")
    house.clock.pass_by(300)
    sheet = await house.services.mocks.begin(ALICE, joined.id, house.clock.now)
    await submit(house, sheet)
    own = await begin(house)
    await submit(house, own)
    result = await house.services.mock_results.result(ALICE, own.mock.id)
    assert result.earlier == ()
    _, hidden = await house.services.mock_results.history(ALICE)
    assert hidden.scaled is None
