"""Questions that are open to somebody in a shared event or an exam, and so are served nowhere else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bot.errors import Refusal
from bot.services.context import Place
from bot.services.mock_values import MockRequest
from bot.services.quizzes import Asked
from bot.services.requests import QuizRequest
from bot.storage.tables import answers, items
from tests.house import ALICE, BOB, CAROL, CHANNEL, DIRECT, GUILD, HERE, THREAD, House

EVERYTHING = QuizRequest("demo", None, 8)
ELSEWHERE = Place(GUILD + 1, CHANNEL + 1)


async def questions_of(house: House, quiz: int) -> set[str]:
    return {row.question_id for row in await house.rows(items, items.c.quiz_id == quiz)}


async def arrange(house: House) -> int:
    """A short group mock exam of Carol's in this server, in an hour."""
    at = house.clock.now + dt.timedelta(hours=1)
    return (await house.services.mock_events.arrange(CAROL, "demo", "short", at, HERE, "en")).id


async def join(house: House, event: int, person: int = ALICE) -> tuple[int, set[str]]:
    """Somebody's exam in a group mock exam, and what it asks."""
    mock = await house.services.mock_events.join(person, event, "none", HERE, "en")
    return mock.id, await questions_of(house, mock.id)


async def ask_all(house: House, place: Place = HERE) -> dict[str, int]:
    """A private quiz of all questions, of which the first is shown: the items by question."""
    asked = await house.services.quizzes.start(ALICE, EVERYTHING, place, "en")
    return {row.question_id: row.id for row in await house.rows(items, items.c.quiz_id == asked.item.quiz_id)}


async def open_in_group(house: House, place: Place = HERE, part: str = "2.1") -> str:
    """A question that a group quiz asks right now."""
    groups = house.services.groups
    quiz = await groups.open(BOB, QuizRequest("demo", part, 1), place, 60, "en")
    await groups.attached(quiz, THREAD + place.channel)
    (item,) = await house.rows(items, items.c.quiz_id == quiz)
    await groups.posted(item.id, 9, house.clock.now, 60)
    return str(item.question_id)


async def answer(house: House, item: int, place: Place = HERE) -> None:
    await house.services.quizzes.answer(ALICE, item, "a", house.clock.now, place)


async def test_a_group_quiz_asks_nothing_from_the_servers_coming_exam(house: House) -> None:
    event = await arrange(house)
    groups = house.services.groups
    here = await groups.open(BOB, EVERYTHING, HERE, 60, "en")
    there = await groups.open(BOB, EVERYTHING, ELSEWHERE, 60, "en")
    _, form = await join(house, event)
    assert form
    assert await questions_of(house, there) > form
    assert await questions_of(house, here) == await questions_of(house, there) - form


async def test_once_its_results_are_open_an_exam_keeps_nothing_back(house: House) -> None:
    await arrange(house)
    house.clock.pass_by(86400)
    for event in await house.services.mock_events.due(10):
        await house.services.mock_events.open_results(event)
    quiz = await house.services.groups.open(BOB, EVERYTHING, HERE, 60, "en")
    assert len(await questions_of(house, quiz)) == 8


@pytest.mark.parametrize("place", [HERE, DIRECT])
async def test_a_card_from_before_joining_is_not_graded_during_the_exam(house: House, place: Place) -> None:
    asked = await ask_all(house, place)
    mock, form = await join(house, await arrange(house))
    for question in form:
        with pytest.raises(Refusal, match=r"quiz\.in_your_exam"):
            await answer(house, asked[question], place)
    house.clock.pass_by(3601)
    await house.services.mocks.begin(ALICE, mock, house.clock.now)
    await house.services.mocks.submit(ALICE, mock, house.clock.now)
    with pytest.raises(Refusal, match=r"quiz\.in_your_exam"):  # others may not have begun
        await answer(house, asked[form.pop()], place)
    assert await house.rows(answers, answers.c.item_id.in_(asked.values())) == []


async def test_a_quiz_goes_on_with_what_is_not_in_the_exam(house: House) -> None:
    asked = await ask_all(house)
    _, form = await join(house, await arrange(house))
    (quiz,) = {row.quiz_id for row in await house.rows(items, items.c.id == asked[form.copy().pop()])}
    several = {id for id in asked if "-2.2-" in id}
    for _ in range(8 - len(form)):
        shown = await house.services.quizzes.show(ALICE, quiz)
        assert isinstance(shown, Asked)
        assert shown.item.question.id not in form
        if shown.item.question.id in several:
            for letter in "ab":
                await house.services.quizzes.toggle(ALICE, shown.item.id, letter, house.clock.now)
            await house.services.quizzes.submit(ALICE, shown.item.id, house.clock.now, HERE)
        else:
            await answer(house, shown.item.id)
    with pytest.raises(Refusal, match=r"quiz\.in_your_exam"):
        await house.services.quizzes.show(ALICE, quiz)
    assert len(await house.rows(answers)) == 8 - len(form)


@pytest.mark.parametrize("begun", [False, True])
async def test_ones_own_exam_and_a_quiz_share_no_question(house: House, begun: bool) -> None:
    asked = await ask_all(house)
    mocks = house.services.mocks
    mock = await mocks.prepare(ALICE, MockRequest("demo", "short"), HERE, "en")
    if begun:
        await mocks.begin(ALICE, mock.id, house.clock.now)
    form = await questions_of(house, mock.id)
    for question in form:
        with pytest.raises(Refusal, match=r"quiz\.in_your_exam"):
            await answer(house, asked[question])
    quiz = (await house.services.quizzes.start(ALICE, EVERYTHING, HERE, "en")).item.quiz_id
    assert await questions_of(house, quiz) == set(asked) - form
    others = await house.services.quizzes.start(BOB, EVERYTHING, HERE, "en")
    assert len(await questions_of(house, others.item.quiz_id)) == 8
    await mocks.abandon(ALICE, mock.id)
    quiz = (await house.services.quizzes.start(ALICE, EVERYTHING, HERE, "en")).item.quiz_id
    assert await questions_of(house, quiz) == set(asked)


async def test_a_second_exam_is_refused_as_such_even_where_the_first_took_all_questions(house: House) -> None:
    await house.services.mocks.prepare(ALICE, MockRequest("demo", "short"), HERE, "en")
    with pytest.raises(Refusal, match=r"mock\.running"):
        await house.services.mocks.prepare(ALICE, MockRequest("demo", "short", domain="1"), HERE, "en")
    drawn = await house.rows(items)
    with pytest.raises(Refusal, match=r"mock\.running"):
        await house.services.mocks.prepare(ALICE, MockRequest("demo", "half"), HERE, "en")
    assert await house.rows(items) == drawn


@pytest.mark.parametrize(
    ("mine", "kept"), [(HERE, True), (Place(GUILD, CHANNEL + 7), True), (DIRECT, True), (ELSEWHERE, False)]
)
async def test_one_rule_for_the_draw_and_for_the_answer(house: House, mine: Place, kept: bool) -> None:
    """A group quiz keeps its question from its own server and from direct messages."""
    before = await ask_all(house, mine)
    question = await open_in_group(house)
    if kept:
        with pytest.raises(Refusal, match=r"quiz\.open_elsewhere"):
            await answer(house, before[question], mine)
    else:
        await answer(house, before[question], mine)
    assert (question in await ask_all(house, mine)) is not kept


async def test_two_servers_may_ask_the_same_question(house: House) -> None:
    first = await open_in_group(house)
    quiz = await house.services.groups.open(BOB, EVERYTHING, ELSEWHERE, 60, "en")
    assert first in await questions_of(house, quiz)


async def test_the_missed_ones_that_are_in_an_exam_wait(house: House) -> None:
    asked = await house.ask(part="1.1", count=4)
    quiz: Any = asked.item.quiz_id
    for row in await house.rows(items, items.c.quiz_id == quiz):
        wrong = next(letter for letter, key in zip("abcd", row.option_order, strict=True) if key != "a")
        await house.services.quizzes.answer(ALICE, row.id, wrong, house.clock.now, HERE)
    _, form = await join(house, await arrange(house))
    again = await house.services.quizzes.again(ALICE, quiz, HERE, "en")
    drawn = await questions_of(house, again.item.quiz_id)
    assert drawn
    assert not drawn & form
