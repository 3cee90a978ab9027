"""Taking mock exams, on both databases: the clock, marks, moving about, and whose they are."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.domain.bank import Bank
from bot.errors import Refusal
from bot.services.mock_values import MockRequest
from bot.storage.database import Database
from bot.storage.tables import answers, items, mocks, picks, quizzes
from tests import builders
from tests.house import ALICE, BOB, HERE, House, refusals, without
from tests.sheets import (
    HOUR,
    ITEMS,
    answer_all,
    begin,
    go,
    mark,
    open_house,
    prepare,
    submit,
    to_kind,
    with_bank,
)


@pytest.fixture
def house(db: Database) -> House:
    return open_house(db)


async def test_the_clock_starts_at_the_click_on_begin(house: House) -> None:
    mock = await prepare(house)
    assert (mock.length, mock.minutes, mock.deadline) == (ITEMS, 60, None)
    pressed = house.clock.now
    house.clock.pass_by(2)
    sheet = await house.services.mocks.begin(ALICE, mock.id, pressed)
    assert sheet.mock.deadline == pressed + HOUR
    again = await house.services.mocks.begin(ALICE, mock.id, house.clock.pass_by(600))
    assert again.mock.deadline == pressed + HOUR, "a second press goes on"


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
    house: House, request_: dict[str, Any], length: int, minutes: int
) -> None:
    mock = await prepare(house, **request_)
    assert (mock.length, mock.minutes) == (length, minutes)


async def test_a_single_answer_stays_marked_and_one_of_several_is_unmarked(house: House) -> None:
    sheet = await to_kind(house, await begin(house), "single")
    (key,) = (option.key for letter, option in sheet.item.shown if letter == "b")
    assert (await mark(house, sheet, "b")).marked == {key}
    assert (await mark(house, sheet, "a")).marked != {key}
    assert (await mark(house, sheet, "bb")).marked == {key}, "a double click is one click"
    sheet = await to_kind(house, sheet, "multiple")
    assert len((await mark(house, sheet, "ab")).marked) == 2
    assert len((await mark(house, sheet, "b")).marked) == 1
    await go(house, sheet, 1)
    assert len((await go(house, sheet, sheet.item.position)).marked) == 1


async def test_of_two_clicks_the_later_one_counts_whatever_comes_first(house: House) -> None:
    sheet = await to_kind(house, await begin(house), "single")
    latest = (await mark(house, sheet, "c", after=3)).marked
    assert (await mark(house, sheet, "a", after=1)).marked == latest
    assert (await mark(house, sheet, "b", after=2)).marked == latest


async def test_a_withdrawn_question_is_said_to_be_and_holds_up_nothing(house: House) -> None:
    mock = await prepare(house)
    gone = (await house.rows(items))[0]
    later = with_bank(house, without(house.services.bank, gone.question_id))
    mocks_, at = later.services.mocks, house.clock.now
    sheet = await mocks_.begin(ALICE, mock.id, at)
    assert (sheet.position, sheet.asked) == (1, None)
    assert (await mocks_.current(ALICE, mock.id, at)).asked is None
    for press in (mocks_.mark(ALICE, gone.id, "a", at), mocks_.flag(ALICE, gone.id, at)):
        assert (await press).asked is None, "its card was up when the bot was restarted"
    assert await house.rows(picks) == []
    sheet = await go(later, sheet, 2)
    assert sheet.item.position == 2
    await answer_all(later, sheet)
    overview = await mocks_.overview(ALICE, mock.id, at)
    assert overview.positions("withdrawn") == [1]
    assert overview.positions("complete") == list(range(2, ITEMS + 1))
    assert overview.flagged == []
    await submit(later, sheet)
    result = await later.services.mock_results.result(ALICE, mock.id)
    assert result.raw == result.asked


async def test_the_navigator_tells_complete_from_incomplete_and_unseen(house: House) -> None:
    sheet = await to_kind(house, await begin(house), "multiple")
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


async def test_abandoning_counts_nothing(house: House) -> None:
    sheet = await answer_all(house, await begin(house))
    await house.services.mocks.abandon(ALICE, sheet.mock.id)
    assert await house.rows(answers) == []
    with pytest.raises(Refusal, match=r"mock\.no_score"):
        await house.services.mock_results.result(ALICE, sheet.mock.id)
    with pytest.raises(Refusal, match=r"mock\.no_results"):
        await house.services.mock_results.numbered(ALICE, None)
    with pytest.raises(Refusal, match=r"mock\.no_score"):
        await house.services.mocks.abandon(ALICE, sheet.mock.id)
    house.clock.pass_by(2 * 86400)
    notice = await house.services.mock_timers.act(sheet.mock.id)
    assert notice is not None
    assert notice.kind == "archive"
    assert (await begin(house)).mock.number == 2


async def test_an_ended_exam_cannot_be_begun_marked_or_submitted_again(house: House) -> None:
    mock = await prepare(house)
    await house.services.mocks.abandon(ALICE, mock.id)
    with pytest.raises(Refusal, match=r"mock\.no_score"):
        await house.services.mocks.begin(ALICE, mock.id, house.clock.now)
    sheet = await begin(house)
    await house.services.mocks.abandon(ALICE, sheet.mock.id)
    with pytest.raises(Refusal, match=r"mock\.no_score"):
        await submit(house, sheet)
    with pytest.raises(Refusal, match=r"mock\.no_score"):
        await mark(house, sheet, "a")
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
        mocks_.share(BOB, sheet.mock.id, done=True),
        house.services.mock_results.review(BOB, sheet.mock.id, "all", 1),
    ):
        with pytest.raises(Refusal, match=r"mock\.not_yours"):
            await call
    await submit(house, sheet)
    with pytest.raises(Refusal, match=r"mock\.not_yours"):
        await house.services.mock_results.result(BOB, sheet.mock.id)


async def test_a_form_that_is_too_big_names_what_is_missing(house: House) -> None:
    few = with_bank(house, without(house.services.bank, *(f"demo-1.1-{n:03}" for n in range(1, 9))))
    with pytest.raises(Refusal) as refused:
        await prepare(few)
    assert refused.value.key == "form.too_few"
    assert {"exam": "DEMO", "domain": "1", "name": "Data"}.items() <= refused.value.params.items()
    assert await few.rows(quizzes) == []


async def test_what_there_is_not_is_refused(house: House) -> None:
    for part in ("9", "2.1"):  # a task is no domain
        with pytest.raises(Refusal) as refused:
            await prepare(house, domain=part)
        assert (refused.value.key, refused.value.params) == (
            "mock.drill_domain",
            {"exam": "DEMO", "part": part},
        )
    with pytest.raises(Refusal, match=r"exam\.unknown"):
        await house.services.mocks.prepare(ALICE, MockRequest("nothing"), HERE, "en")
    bare = with_bank(house, Bank([builders.exam()], []))
    with pytest.raises(Refusal) as refused:
        await prepare(bare)
    assert (refused.value.key, refused.value.params) == ("exam.no_questions", {"exam": "DEMO"})
    later = house.clock.now + HOUR
    with pytest.raises(Refusal, match=r"exam\.no_questions"):
        await bare.services.mock_events.arrange(ALICE, "demo", "full", later, HERE, "en")


async def test_sharing_is_noted_once_unless_it_failed(house: House) -> None:
    sheet = await begin(house)
    await submit(house, sheet)
    share, quiz = house.services.mocks.share, sheet.mock.id
    outcomes = await asyncio.gather(
        *(share(ALICE, quiz, done=True) for _ in range(3)), return_exceptions=True
    )
    assert refusals(outcomes) == ["mock.shared_before"] * 2
    await share(ALICE, quiz, done=False)
    await share(ALICE, quiz, done=True)
    with pytest.raises(Refusal, match=r"mock\.shared_before"):
        await share(ALICE, quiz, done=True)
