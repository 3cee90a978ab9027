"""Mock exams on both databases: the clock, marks, submitting once, and what is counted."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from dataclasses import replace

import pytest

from bot.domain.bank import Bank
from bot.domain.exam_clock import GRACE, KEPT_OPEN
from bot.errors import Refusal
from bot.services import Services
from bot.services.mock_values import Mock, MockRequest, Sheet
from bot.storage.database import Database
from bot.storage.tables import answers, items, mocks, picks, quizzes, reference_forms
from tests import builders
from tests.house import ALICE, BOB, HERE, Clock, House, refusals, without

HOUR = dt.timedelta(hours=1)
"""The time of the whole demo exam."""

ITEMS = 12


def demo_bank(**changes: object) -> Bank:
    """Ten questions of each task of the demo exam; those of 2.2 are choose-2."""
    several = builders.options(*builders.OPTIONS, key="ac")
    questions = [
        builders.question(f"demo-{task}-{n:03}", **changes) for task in ("1.1", "2.1") for n in range(1, 11)
    ]
    questions += [
        builders.question(f"demo-2.2-{n:03}", kind="multiple", options=several, **changes)
        for n in range(1, 11)
    ]
    return Bank([builders.exam(), builders.exam("empty")], questions)


@pytest.fixture
def house(db: Database) -> House:
    clock = Clock()
    return House(Services(db, demo_bank(), clock, random.Random(7)), clock)


def with_bank(house: House, bank: Bank) -> House:
    """The same bot after a restart with other questions."""
    return House(Services(house.services.db, bank, house.clock, random.Random(8)), house.clock)


async def prepare(house: House, person: int = ALICE, **request: object) -> Mock:
    return await house.services.mocks.prepare(person, MockRequest("demo", **request), HERE, "en")  # type: ignore[arg-type]


async def begin(house: House, person: int = ALICE, **request: object) -> Sheet:
    mock = await prepare(house, person, **request)
    return await house.services.mocks.begin(person, mock.id, house.clock.now)


async def mark(house: House, sheet: Sheet, letters: str, *, after: float = 0) -> Sheet:
    """Press these letters; the click itself was ``after`` seconds from now."""
    at = house.clock.now + dt.timedelta(seconds=after)
    for letter in letters:
        sheet = await house.services.mocks.mark(sheet.mock.person, sheet.item.id, letter, at)
    return sheet


def letters_of(sheet: Sheet, *, right: bool = True) -> str:
    shown = sheet.item.shown
    if right:
        return "".join(letter for letter, option in shown if option.correct)
    return next(letter for letter, option in shown if not option.correct)


async def go(house: House, sheet: Sheet, position: int) -> Sheet:
    return await house.services.mocks.go(sheet.mock.person, sheet.mock.id, position, house.clock.now)


async def answer_all(house: House, sheet: Sheet, *, wrong: int = 0) -> Sheet:
    """Answer every item, the first ``wrong`` of them wrong."""
    for position in range(1, sheet.mock.length + 1):
        sheet = await go(house, sheet, position)
        await mark(house, sheet, letters_of(sheet, right=position > wrong))
    return sheet


async def submit(house: House, sheet: Sheet) -> None:
    await house.services.mocks.submit(sheet.mock.person, sheet.mock.id, house.clock.now)


async def test_the_clock_starts_at_the_click_on_begin(house: House) -> None:
    mock = await prepare(house)
    assert (mock.length, mock.minutes, mock.deadline) == (ITEMS, 60, None)
    pressed = house.clock.now
    house.clock.pass_by(2)
    sheet = await house.services.mocks.begin(ALICE, mock.id, pressed)
    assert sheet.mock.deadline == pressed + HOUR
    again = await house.services.mocks.begin(ALICE, mock.id, house.clock.pass_by(600))
    assert again.mock.deadline == pressed + HOUR, "a second press goes on"
    assert again.left == HOUR - dt.timedelta(seconds=602)


@pytest.mark.parametrize(
    ("request_", "length", "minutes"),
    [
        ({"length": "half"}, 6, 30),
        ({"length": "short"}, 3, 15),
        ({"extra": "+30"}, 12, 90),
        ({"extra": "x1.5"}, 12, 90),
        ({"extra": "x2", "length": "short"}, 3, 30),
        ({"domain": "2"}, 7, 35),
    ],
)
async def test_counts_and_minutes_follow_the_blueprint(
    house: House, request_: dict[str, object], length: int, minutes: int
) -> None:
    mock = await prepare(house, **request_)
    assert (mock.length, mock.minutes) == (length, minutes)


async def test_marking_again_unmarks(house: House) -> None:
    sheet = await begin(house)
    while sheet.item.question.kind != "single":
        sheet = await go(house, sheet, sheet.item.position + 1)
    (key,) = (option.key for letter, option in sheet.item.shown if letter == "b")
    assert (await mark(house, sheet, "b")).marked == {key}
    assert (await mark(house, sheet, "a")).marked != {key}
    assert (await mark(house, sheet, "b")).marked == {key}
    assert (await mark(house, sheet, "b")).marked == set()
    while sheet.item.question.kind != "multiple":
        sheet = await go(house, sheet, sheet.item.position % ITEMS + 1)
    assert len((await mark(house, sheet, "ab")).marked) == 2
    assert len((await mark(house, sheet, "b")).marked) == 1
    await go(house, sheet, 1)
    assert len((await go(house, sheet, sheet.item.position)).marked) == 1


async def test_of_two_clicks_the_later_one_counts_whatever_comes_first(house: House) -> None:
    sheet = await begin(house)
    while sheet.item.question.kind != "single":
        sheet = await go(house, sheet, sheet.item.position + 1)
    latest = (await mark(house, sheet, "c", after=3)).marked
    assert (await mark(house, sheet, "a", after=1)).marked == latest
    assert (await mark(house, sheet, "b", after=2)).marked == latest


async def test_the_navigator_tells_complete_from_incomplete_and_unseen(house: House) -> None:
    sheet = await begin(house)
    while sheet.item.question.kind != "multiple":
        sheet = await go(house, sheet, sheet.item.position + 1)
    await mark(house, sheet, "a")
    await house.services.mocks.flag(ALICE, sheet.item.id, house.clock.now)
    overview = await house.services.mocks.overview(ALICE, sheet.mock.id, house.clock.now)
    here = sheet.item.position
    assert overview.positions("incomplete") == list(range(1, here + 1)), "one of two is incomplete"
    assert overview.positions("unseen") == list(range(here + 1, ITEMS + 1))
    assert overview.flagged == [here]
    await mark(house, sheet, "b")
    await house.services.mocks.flag(ALICE, sheet.item.id, house.clock.now)
    overview = await house.services.mocks.overview(ALICE, sheet.mock.id, house.clock.now)
    assert overview.positions("complete") == [here]
    assert overview.flagged == []


async def test_a_click_is_judged_by_its_own_time(house: House) -> None:
    sheet = await begin(house)
    house.clock.pass_by(HOUR.total_seconds() + 5)
    assert (await mark(house, sheet, "a", after=-6)).marked != set(), "sent in time, processed late"
    assert (await mark(house, sheet, "b", after=-5)).marked != set(), "on the deadline itself"
    with pytest.raises(Refusal, match=r"mock\.time_up"):
        await mark(house, sheet, "c", after=-4.999)
    with pytest.raises(Refusal, match=r"mock\.time_up"):
        await go(house, sheet, 2)
    assert await house.services.mock_timers.due(10) == [sheet.mock.id], "the warnings, by now"
    assert len(await house.rows(picks)) == 1


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


async def test_of_many_that_start_at_once_one_wins(house: House) -> None:
    outcomes = await asyncio.gather(*(prepare(house) for _ in range(5)), return_exceptions=True)
    assert refusals(outcomes) == ["mock.running"] * 4
    (quiz,) = await house.rows(quizzes)
    assert len(await house.rows(items)) == quiz.length
    await prepare(house, BOB)
    with pytest.raises(Refusal) as running:
        await prepare(house, length="short")
    assert running.value.params == {"where": f"<#{HERE.channel}>"}


async def test_a_persons_exams_are_numbered(house: House) -> None:
    for number in (1, 2, 3):
        mock = await prepare(house, length="short")
        assert mock.number == number
        await house.services.mocks.abandon(ALICE, mock.id)


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
    second = await go(house, sheet, 2)
    await mark(house, second, letters_of(second, right=False) * 2)  # marked and unmarked
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


async def test_abandoning_counts_nothing(house: House) -> None:
    sheet = await answer_all(house, await begin(house))
    await house.services.mocks.abandon(ALICE, sheet.mock.id)
    assert await house.rows(answers) == []
    with pytest.raises(Refusal, match=r"mock\.no_score"):
        await house.services.mock_results.result(ALICE, sheet.mock.id)
    with pytest.raises(Refusal, match=r"mock\.no_results"):
        await house.services.mock_results.numbered(ALICE, None)
    with pytest.raises(Refusal, match=r"mock\.ended"):
        await house.services.mocks.abandon(ALICE, sheet.mock.id)
    house.clock.pass_by(2 * 86400)
    notice = await house.services.mock_timers.act(sheet.mock.id)
    assert notice is not None
    assert notice.kind == "archive"
    assert (await begin(house)).mock.number == 2


async def test_an_ended_exam_cannot_be_begun_marked_or_submitted_again(house: House) -> None:
    mock = await prepare(house)
    await house.services.mocks.abandon(ALICE, mock.id)
    with pytest.raises(Refusal, match=r"mock\.ended"):
        await house.services.mocks.begin(ALICE, mock.id, house.clock.now)
    sheet = await begin(house)
    await house.services.mocks.abandon(ALICE, sheet.mock.id)
    with pytest.raises(Refusal, match=r"mock\.ended"):
        await submit(house, sheet)
    sheet = await begin(house)
    await submit(house, sheet)
    await submit(house, sheet)  # pressed twice
    with pytest.raises(Refusal, match=r"mock\.ended"):
        await house.services.mocks.begin(ALICE, sheet.mock.id, house.clock.now)
    with pytest.raises(Refusal, match=r"mock\.ended"):
        await mark(house, sheet, "a")
    assert await house.rows(picks) == []


async def test_a_press_on_begin_after_the_deadline_is_told_so(house: House) -> None:
    sheet = await begin(house)
    house.clock.pass_by(HOUR.total_seconds() + 1)
    with pytest.raises(Refusal, match=r"mock\.time_up"):
        await house.services.mocks.begin(ALICE, sheet.mock.id, house.clock.now)


async def test_undoing_a_preparation_leaves_nothing_but_never_a_running_exam(house: House) -> None:
    mock = await prepare(house)
    await house.services.mocks.cancel(mock.id)
    assert await house.rows(quizzes) == await house.rows(items) == await house.rows(mocks) == []
    sheet = await begin(house)
    await house.services.mocks.cancel(sheet.mock.id)
    assert len(await house.rows(items)) == ITEMS


async def test_exams_are_their_owners_own(house: House) -> None:
    sheet = await begin(house)
    mocks_ = house.services.mocks
    now = house.clock.now
    for call in (
        mocks_.begin(BOB, sheet.mock.id, now),
        mocks_.mark(BOB, sheet.item.id, "a", now),
        mocks_.flag(BOB, sheet.item.id, now),
        mocks_.go(BOB, sheet.mock.id, 2, now),
        mocks_.current(BOB, sheet.mock.id, now),
        mocks_.overview(BOB, sheet.mock.id, now),
        mocks_.hide_clock(BOB, sheet.mock.id, now),
        mocks_.submit(BOB, sheet.mock.id, now),
        mocks_.abandon(BOB, sheet.mock.id),
        house.services.mock_results.result(BOB, sheet.mock.id),
        house.services.mock_results.review(BOB, sheet.mock.id, "all", 1),
    ):
        with pytest.raises(Refusal, match=r"mock\.not_yours"):
            await call
    await submit(house, sheet)
    with pytest.raises(Refusal, match=r"mock\.not_yours"):
        await house.services.mock_results.result(BOB, sheet.mock.id)


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
    with pytest.raises(Refusal, match=r"quiz\.withdrawn"):
        await go(later, sheet, gone.position)
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
    await house.services.mocks.flag(ALICE, shown.item.id, house.clock.now)
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
    with pytest.raises(Refusal, match=r"exam\.unknown_part"):
        await prepare(house, domain="9")
    with pytest.raises(Refusal, match=r"exam\.unknown"):
        await house.services.mocks.prepare(ALICE, MockRequest("nothing"), HERE, "en")


async def test_a_form_that_is_too_big_names_what_is_missing(house: House) -> None:
    few = with_bank(house, without(house.services.bank, *(f"demo-1.1-{n:03}" for n in range(1, 9))))
    with pytest.raises(Refusal) as refused:
        await prepare(few)
    assert refused.value.key == "form.too_few"
    assert {"exam": "DEMO", "domain": "1", "name": "Data"}.items() <= refused.value.params.items()
    assert await few.rows(quizzes) == []


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
    assert replace(result).earlier == ()
    house.clock.pass_by(60)
    again = await begin(house)
    await submit(house, again)
    later = await house.services.mock_results.result(ALICE, again.mock.id)
    assert [score.scaled for score in later.earlier] == [result.score.scaled]
    assert await house.services.mock_results.numbered(ALICE, 2) == sheet.mock.id
    with pytest.raises(Refusal, match=r"mock\.no_such_result"):
        await house.services.mock_results.numbered(ALICE, 3)
