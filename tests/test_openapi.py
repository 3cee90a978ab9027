"""What the bot sends is what Discord accepts: a tour through all commands and cards, and every question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import simcord
from simcord.types import HttpLogEntry

from bot.domain.bank import Bank
from bot.domain.item import Item
from bot.domain.question import Question
from bot.domain.shares import Shares
from bot.services.group_quizzes import GRACE, PAUSE
from bot.services.group_values import Group, Post, Reveal
from bot.services.quizzes import Asked, Graded
from bot.storage.tables import mocks
from bot.ui import custom_ids as ids
from bot.ui.card import TEXT_LIMIT, Card
from bot.ui.group_cards import open_card, reveal_card
from bot.ui.quiz_cards import feedback_card, question_card
from tests.discord_limits import DESCRIPTION, OpenApi, message_faults, walk
from tests.world import World, seen

needs_description = pytest.mark.skipif(
    not DESCRIPTION.exists(), reason="Discord's OpenAPI description is not beside the project"
)
PLAYED_AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
EXPECTED = {
    ("PUT", "/applications/{application_id}/commands"),
    ("POST", CALLBACK),
    ("POST", "/channels/{channel_id}/messages"),
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"),
    ("POST", "/channels/{channel_id}/messages/{message_id}/threads"),
    ("PATCH", "/webhooks/{webhook_id}/{webhook_token}/messages/@original"),
    ("POST", "/webhooks/{webhook_id}/{webhook_token}"),
}
"""What the tour must reach, or it has missed something."""


async def tour(world: World) -> list[HttpLogEntry]:
    """Everything a server can make the bot send, and what it sent."""
    await commands(world)
    await private_quiz(world)
    await group_quiz(world)
    await mock_exam(world)
    return [entry for entry in world.env.http_requests if entry.json is not None]


def mixed_task(world: World) -> str:
    """A task with questions of both kinds, the fewest: a quiz of them all shows every card."""
    pools: dict[str, list[Question]] = {}
    for question in world.bank.of("mls-c01"):
        pools.setdefault(question.task, []).append(question)
    mixed = [task for task, pool in pools.items() if len({question.kind for question in pool}) == 2]
    return min(mixed, key=lambda task: len(pools[task]))


async def commands(world: World) -> None:
    for name in ("help", "about", "exam-info"):
        await world.alice.slash(world.quiz, name)
    for exam in world.bank.exams:
        await world.alice.slash(world.quiz, "exam-info", exam=exam)
    await world.alice.slash(world.quiz, "settings")
    await world.olga.slash(world.quiz, "settings")
    await world.olga.slash(
        world.quiz, "settings", **{"default-exam": "mls-c01", "mock-channel": world.lounge}
    )
    await world.alice.autocomplete(world.quiz, "quiz", "exam", "")
    await world.alice.autocomplete(world.quiz, "quiz", "domain", "data")
    await world.alice.slash(world.quiz, "quiz", exam="nonsense")


async def private_quiz(world: World) -> None:
    """A quiz with both kinds of questions to its result, the missed again, and a report."""
    task = mixed_task(world)
    count = len(world.bank.of("mls-c01", task))
    card = await world.alice.slash(world.quiz, "quiz", domain=task, count=count)
    await world.bob.slash(world.quiz, "quiz", count=1)
    await world.press(world.bob, card, ids.ANSWER(item=seen(card).item_id, letter="a"))
    await world.alice.slash(world.quiz, "quiz")  # offers to continue
    for number in range(count):
        feedback = await answer(world, card, right=number % 2 == 0)
        if number == 0:
            form = await world.click(world.alice, feedback, label="Report")
            await world.alice.submit_modal(form, {"reason": ["typo"], "text": "A word is missing."})
        card = await onward(world, feedback)
    assert f"{(count + 1) // 2} of {count} correct" in seen(card).text
    await world.click(world.alice, card, label="The missed ones again")
    info = await world.bob.slash(world.quiz, "exam-info")
    await world.click(world.bob, info, label="Five sample questions")


async def answer(world: World, card: simcord.InteractionResult, *, right: bool) -> simcord.InteractionResult:
    letters = await world.letters(card, right=right)
    for letter in letters:
        card = await world.click(world.alice, card, label=letter)
    if len(letters) > 1:
        card = await world.click(world.alice, card, label=f"Submit ({len(letters)} of {len(letters)})")
    return card


async def onward(world: World, feedback: simcord.InteractionResult) -> simcord.InteractionResult:
    label = next(label for label in seen(feedback).labels if label in ("Next question", "Show result"))
    return await world.click(world.alice, feedback, label=label)


async def group_quiz(world: World) -> None:
    """Two quizzes in one channel: one to the scoreboard, one skipped and stopped; a second is refused."""
    task = mixed_task(world)
    count = len(world.bank.of("mls-c01", task))
    await world.alice.slash(world.quiz, "quiz", domain=task, count=count, audience="group", seconds=30)
    await world.bob.slash(world.quiz, "quiz", audience="group")
    (thread,) = world.quiz.threads
    for _ in range(count):
        card = thread.history()[-1]
        letters = await world.letters(card)
        for person in (world.alice, world.bob):
            if len(letters) > 1:
                await person.select(card, [letter.lower() for letter in letters])
            else:
                await world.click(person, card, label=letters[0])
        await world.click(world.bob, card, custom_id=ids.GROUP_NEXT(item=seen(card).item_id))
        await world.wait(30 + GRACE.total_seconds())
        await world.wait(PAUSE.total_seconds())
    assert f"{count} of {count}" in seen(thread.history()[-1]).text
    await world.alice.slash(world.lounge, "quiz", exam="mls-c01", count=3, audience="group")
    (thread,) = world.lounge.threads
    for action in (ids.GROUP_SKIP, ids.GROUP_NEXT, ids.GROUP_STOP):
        card = thread.history()[-1]
        await world.click(world.alice, card, custom_id=action(item=seen(card).item_id))


async def mock_exam(world: World) -> None:
    """A short mock exam, from the rules to the review, with every card on the way."""
    known = {channel.id for channel in world.channels()}
    await world.alice.slash(world.quiz, "exam start", length="short")
    (thread,) = [channel for channel in world.channels() if channel.id not in known]
    (quiz,) = [row.quiz_id for row in await world.rows(mocks)]

    async def press(custom_id: str) -> simcord.InteractionResult:
        shown = next(message for message in reversed(thread.history()) if custom_id in ids_on(message))
        return await world.click(world.alice, shown, custom_id=custom_id)

    await press(ids.MOCK_BEGIN(quiz=quiz))
    item = seen(thread.history()[-1]).item_id
    await press(ids.MOCK_MARK(item=item, letter="a"))
    await press(ids.MOCK_FLAG(item=item))
    await world.alice.slash(world.quiz, "exam status")
    await world.alice.slash(world.quiz, "exam resume")
    await press(ids.MOCK_NAVIGATOR(quiz=quiz))
    await press(ids.MOCK_BACK(quiz=quiz))
    await press(ids.MOCK_GO(quiz=quiz, position=2))
    for action in (ids.MOCK_CHECK, ids.MOCK_SUBMIT, ids.MOCK_CONFIRM):
        await press(action(quiz=quiz))
    await press(ids.MOCK_RESULT(quiz=quiz))
    await world.alice.slash(world.quiz, "exam history")
    result = await world.alice.slash(world.quiz, "exam result")
    review = next(
        custom_id for custom_id in ids_on(result.response) if ids.MOCK_REVIEW.pattern.fullmatch(custom_id)
    )
    await world.click(world.alice, result, custom_id=review)
    await world.olga.slash(world.quiz, "exam group", when="2026-02-01 10:00", **{"time-zone": "UTC"})


def ids_on(message: Any) -> list[str]:
    shown = seen(message)
    return [component.get("custom_id", "") for component in (*shown.buttons, *shown.menus)]


def messages(entry: HttpLogEntry) -> Iterator[dict[str, Any]]:
    """The message, or the form, that a request carries."""
    if entry.path.endswith("/callback"):
        if entry.json and entry.json.get("data"):
            yield entry.json["data"]
    elif entry.path.endswith("/threads"):
        return
    elif "/messages" in entry.path or "/webhooks/" in entry.path:
        yield entry.json or {}


async def test_no_request_of_a_tour_breaks_a_limit(world: World) -> None:
    sent = await tour(world)
    for entry in sent:
        for message in messages(entry):
            assert message_faults(message) == [], (entry.path, message)
            for component in walk(message.get("components")):
                custom_id = component.get("custom_id")
                readers = [known for known in ids.CustomId.known if known.pattern.fullmatch(custom_id or "")]
                assert len(readers) == 1 or custom_id in (None, "reason", "text"), component
    threads = [entry for entry in sent if entry.path.endswith("/threads")]
    assert len(threads) >= 2
    assert all(1 <= len((entry.json or {})["name"]) <= 100 for entry in threads)
    answers = [entry.json for entry in sent if isinstance(entry.json, dict) and entry.json.get("type") == 8]
    choices = [answer["data"]["choices"] for answer in answers]
    assert len(choices) == 2
    assert all(len(offered) <= 25 for offered in choices)
    assert all(1 <= len(choice["name"]) <= 100 for offered in choices for choice in offered)


@pytest.mark.may_skip
@needs_description
async def test_every_request_of_a_tour_fits_discords_description(world: World) -> None:
    sent = await tour(world)
    description = OpenApi.load()
    assert {(entry.method, description.template(entry.method, entry.path)) for entry in sent} >= EXPECTED
    faults = {fault for entry in sent for fault in description.faults(entry.method, entry.path, entry.json)}
    assert faults == set()


@pytest.mark.may_skip
@needs_description
@pytest.mark.parametrize(
    ("method", "path", "body", "fault"),
    [
        ("POST", "/channels/1/messages", {"content": "x" * 4001}, "too long"),
        ("POST", "/channels/1/messages", {"contents": "x"}, "contents"),
        ("POST", "/channels/1/messages", {"nonce": "x" * 26}, "nonce"),
        ("POST", "/channels/1/messages/2/threads", {"name": "x" * 101}, "too long"),
        ("POST", "/channels/1/messages/2/threads", {"name": "x", "auto_archive_duration": 61}, "not valid"),
        ("POST", "/interactions/1/token/callback", {"data": {}}, "required"),
        ("PATCH", "/webhooks/1/token/messages/@original", {"components": [{"type": 99}]}, "components"),
        ("PUT", "/applications/1/commands", [{"name": "x" * 33, "description": "d"}], "too long"),
    ],
)
def test_a_planted_fault_in_a_request_is_found(method: str, path: str, body: Any, fault: str) -> None:
    found = OpenApi.load().faults(method, path, body)
    assert len(found) == 1
    assert fault in found[0]


BUTTON = {"type": 2, "style": 1, "custom_id": "v1:next:1", "label": "Next"}
OPTION = {"label": "A", "value": "a"}


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ({"components": [{"type": 10, "content": "x"}] * 41}, "41 components"),
        (
            {"components": [{"type": 17, "components": [{"type": 10, "content": "x" * 2001}] * 2}]},
            "4002 characters",
        ),
        ({"components": [{"type": 1, "components": [BUTTON, BUTTON]}]}, "occurs 2 times"),
        ({"components": [{"type": 1, "components": [BUTTON | {"label": "x" * 81}]}]}, "81 characters"),
        ({"components": [{"type": 1, "components": [BUTTON | {"label": ""}]}]}, "neither label"),
        ({"components": [{"type": 1, "components": []}]}, "0 in a row"),
        ({"components": [{"type": 3, "custom_id": "s", "options": [OPTION, OPTION]}]}, "the value a"),
        (
            {"components": [{"type": 3, "custom_id": "s", "max_values": 2, "options": [OPTION]}]},
            "more than it offers",
        ),
        (
            {"components": [{"type": 3, "custom_id": "s", "options": [OPTION | {"description": "x" * 101}]}]},
            "too long",
        ),
        ({"components": [{"type": 10, "content": "x"}], "content": "x"}, "beside components"),
        ({"nonce": "x" * 26}, "too long"),
        (
            {"components": [{"type": 10, "content": "x"}], "attachments": [{"id": 0, "filename": "a.png"}]},
            "nobody sees a.png",
        ),
    ],
)
def test_a_planted_fault_in_a_message_is_found(message: dict[str, Any], fault: str) -> None:
    assert any(fault in found for found in message_faults(message))


def cards_of(bank: Bank, item: Item, locale: str) -> Iterator[Card]:
    """All cards that show a question, with all that may stand on them."""
    exam, keys = bank.exams[item.question.exam], item.question.keys
    everybody = Shares(10**6, dict.fromkeys(item.order, 10**6))
    group = Group(10**17, exam, 10**19, 10**19, locale, item.length)
    yield question_card(Asked(item, frozenset(item.order)), exam.code, locale)
    for chosen in (keys, frozenset(item.order) - keys):
        yield feedback_card(Graded(item, chosen, chosen == keys, everybody, last=True), exam, locale)
    yield open_card(Post(group, item, 120), PLAYED_AT)
    people = tuple(range(10**19, 10**19 + 1000))
    yield reveal_card(Reveal(group, item, 10**19, False, 2000, people, everybody, last=False))


def test_every_question_fits_on_every_card_uncut(bank: Bank) -> None:
    for question in bank.questions.values():
        item = Item(10**17, 10**17, 25, 25, question, "".join(option.key for option in question.options))
        for card in cards_of(bank, item, "en"):
            components = card.to_components()
            assert message_faults({"components": components}) == [], question.id
            texts = [component.get("content", "") for component in walk(components)]
            assert sum(map(len, texts)) < TEXT_LIMIT, f"{question.id} is cut"
