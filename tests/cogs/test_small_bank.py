"""What shows only with few questions: going through all of them, shares, and not leaking to a group."""

from __future__ import annotations

import pytest
import simcord

from bot.domain.bank import Bank
from bot.domain.blueprint import Domain, Task
from bot.storage.tables import items
from tests.builders import exam, question
from tests.world import World, seen

EXAM = "demo"
IDS = [f"demo-1.1-00{number}" for number in range(1, 5)]


@pytest.fixture(scope="module")
def bank() -> Bank:
    """An exam of many tasks with four single-answer questions."""
    tasks = tuple(Task(f"1.{number}", f"Store data {number}") for number in range(1, 31))
    domains = (Domain("1", "Data", 40, tasks), Domain("2", "Models", 60, (Task("2.1", "Train models"),)))
    return Bank([exam(EXAM, domains=domains)], [question(id) for id in IDS])


async def answer(world: World, person: simcord.MemberActor, card: object) -> simcord.InteractionResult:
    (letter,) = await world.letters(card)
    return await world.click(person, card, label=letter)


async def onward(world: World, person: simcord.MemberActor, feedback: object) -> simcord.InteractionResult:
    label = next(label for label in seen(feedback).labels if label in ("Next question", "Show result"))
    return await world.click(person, feedback, label=label)


async def test_one_meets_every_question_before_any_comes_twice(world: World) -> None:
    met = []
    for _ in range(2):
        card = await world.alice.slash(world.quiz, "quiz", count=2)
        for _ in range(2):
            met.append((await world.item(card)).question.id)
            await world.wait(1)
            card = await onward(world, world.alice, await answer(world, world.alice, card))
    assert sorted(met) == IDS
    card = await world.alice.slash(world.quiz, "quiz", count=1)
    assert (await world.item(card)).question.id == met[0], "the one seen longest ago"


async def test_shares_are_shown_once_five_people_have_answered(world: World) -> None:
    texts = []
    for number in range(5):
        person = world.guild.add_member(world.env.create_user(f"person{number}"))
        card = await person.slash(world.quiz, "quiz", count=4)
        while (await world.item(card)).question.id != IDS[0]:
            card = await onward(world, person, await answer(world, person, card))
        texts.append(seen(await answer(world, person, card)).text)
    assert all("Percentages" not in text for text in texts[:4])
    assert "Percentages: what 5 people chose" in texts[4]
    assert "right answer, your choice · 100 %" in texts[4]


async def open_group(world: World) -> simcord.ChannelHandle:
    await world.alice.slash(world.quiz, "quiz", audience="group", count=4)
    (thread,) = world.quiz.threads
    return thread


def latest(thread: simcord.ChannelHandle) -> object:
    return [message for message in thread.history() if message.components][-1]


async def test_a_question_open_in_a_group_is_not_served_elsewhere(world: World) -> None:
    item = await world.item(latest(await open_group(world)))
    await world.bob.slash(world.quiz, "quiz", count=4)
    drawn = {row.question_id for row in await world.rows(items) if row.quiz_id != item.quiz_id}
    assert drawn == set(IDS) - {item.question.id}


async def test_a_private_card_from_before_is_held_back_while_the_group_has_it(world: World) -> None:
    card = await world.bob.slash(world.quiz, "quiz", count=4)
    item = await world.item(card)
    thread = await open_group(world)
    while (await world.item(latest(thread))).question.id != item.question.id:
        await world.click(world.alice, latest(thread), label="Skip")
        await world.click(world.alice, latest(thread), label="Next")
    refused = await world.click(world.bob, card, label="A")
    assert "A group quiz is asking this question right now" in seen(refused).text
    assert await world.answers(world.bob) == []
    await world.click(world.alice, latest(thread), label="Skip")
    assert "right" in seen(await answer(world, world.bob, card)).text
    assert len(await world.answers(world.bob)) == 1


async def test_all_domains_are_suggested_however_many_tasks_there_are(world: World) -> None:
    options = {"exam": EXAM}
    drills = await world.alice.autocomplete(world.quiz, "exam start", "domain", "", **options)
    assert [choice["value"] for choice in drills] == ["1", "2"]
    parts = await world.alice.autocomplete(world.quiz, "quiz", "domain", "", **options)
    assert len(parts) == 25
