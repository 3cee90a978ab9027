"""A group quiz, as its host, the players and a latecomer see it."""

from __future__ import annotations

import discord
import pytest
import simcord

from bot.services.group_quizzes import GIVE_UP, GRACE, PAUSE
from bot.storage.tables import picks, quizzes
from tests.world import Seen, World, seen

CLOCK = 60
CLOSED = CLOCK + GRACE.total_seconds()


async def open_quiz(world: World, **options: object) -> simcord.ChannelHandle:
    """Alice starts a group quiz in #quiz; its thread."""
    options = {"exam": "mls-c01", "domain": "4.1", "count": 2, "audience": "group", **options}
    result = await world.alice.slash(world.quiz, "quiz", **options)
    assert result.ephemeral
    (thread,) = world.quiz.threads
    assert thread.mention in seen(result).text
    return thread


def cards(thread: simcord.ChannelHandle, viewer: simcord.MemberActor | None = None) -> list[discord.Message]:
    """The bot's public cards in a thread, oldest first."""
    return [m for m in thread.history(viewer=viewer) if m.components and not m.flags.ephemeral]


def latest(thread: simcord.ChannelHandle) -> Seen:
    return seen(cards(thread)[-1])


async def pick(
    world: World, person: simcord.MemberActor, thread: simcord.ChannelHandle, letters: list[str]
) -> str:
    """Lock in a choice on the newest card; what the bot whispers."""
    card = cards(thread)[-1]
    if seen(card).menus:
        result = await person.select(card, [letter.lower() for letter in letters])
    else:
        result = await world.click(person, card, label=letters[0])
    assert result.ephemeral
    return seen(result).text


async def test_two_people_play_to_the_scoreboard(world: World) -> None:
    thread = await open_quiz(world)
    assert any("Group quiz: MLS-C01" in seen(message).text for message in world.quiz.history())
    for number in (1, 2):
        card = latest(thread)
        assert f"question {number} of 2" in card.text
        right = await world.letters(card)
        wrong = await world.letters(card, right=False)
        assert "🔒" in await pick(world, world.alice, thread, right)
        assert "🔒" in await pick(world, world.bob, thread, right if number == 1 else wrong)
        assert await world.answers() == [] or number == 2, "picks are no answers before the clock ends"
        await world.wait(CLOSED)
        shown = seen(cards(thread)[number - 1]).text
        item = await world.item_by_id(card.item_id)
        assert f"The answer is {item.letters_of(item.question.keys)}" in shown
        assert all(option.why in shown for option in item.question.options)
        assert world.alice.mention in shown
        assert (world.bob.mention in shown) is (number == 1)
        if number == 1:
            await world.wait(PAUSE.total_seconds())
    board = latest(thread).text
    assert f"🥇 1. {world.alice.mention} · 2 of 2" in board
    assert f"🥈 2. {world.bob.mention} · 1 of 2" in board
    assert (await world.rows(quizzes))[0].ended_at is not None
    assert [(a.person_id, a.correct) for a in await world.answers()].count((world.alice.id, True)) == 2
    assert {a.channel_id for a in await world.answers()} == {thread.id}
    again = await open_again(world)
    assert again.id != thread.id


async def open_again(world: World) -> simcord.ChannelHandle:
    known = {thread.id for thread in world.quiz.threads}
    await world.alice.slash(world.quiz, "quiz", exam="mls-c01", count=1, audience="group")
    return next(thread for thread in world.quiz.threads if thread.id not in known)


async def test_picks_stay_hidden_and_may_be_changed(world: World) -> None:
    thread = await open_quiz(world, domain="3.1", count=5)
    await to_kind(world, thread, "single")
    before = seen(cards(thread)[-1])
    (right,) = await world.letters(before)
    (wrong,) = await world.letters(before, right=False)
    await pick(world, world.bob, thread, [wrong])
    assert f"**{right}**" in await pick(world, world.bob, thread, [right])
    assert seen(cards(thread)[-1]) == before, "the shared card shows nothing of it"
    visible = "".join(seen(message).text for message in thread.history(viewer=world.alice))
    assert "Locked in" not in visible
    await world.wait(CLOSED)
    (answer,) = [a for a in await world.answers() if a.item_id == before.item_id]
    assert answer.correct


async def to_kind(world: World, thread: simcord.ChannelHandle, kind: str) -> None:
    """Skip questions until one of this kind is open."""
    while (await world.item(cards(thread)[-1])).question.kind != kind:
        await world.click(world.alice, cards(thread)[-1], label="Skip")
        await world.click(world.alice, cards(thread)[-1], label="Next")


async def test_choose_n_is_one_menu_with_exactly_n(world: World) -> None:
    thread = await open_quiz(world, domain="3.4", count=6)
    await to_kind(world, thread, "multiple")
    card = latest(thread)
    item = await world.item(card)
    (menu,) = card.menus
    assert menu["min_values"] == menu["max_values"] == item.question.choose
    right = await world.letters(card)
    assert f"**{', '.join(right)}**" in await pick(world, world.bob, thread, right)
    await world.wait(CLOSED)
    (answer,) = [a for a in await world.answers() if a.item_id == card.item_id]
    assert answer.correct


async def test_a_click_counts_by_its_own_time(world: World) -> None:
    thread = await open_quiz(world)
    card = cards(thread)[-1]
    letters = await world.letters(card)
    await world.wait(CLOCK - 1)
    assert "🔒" in await pick(world, world.bob, thread, letters)
    await world.wait(2)  # one second after the end, one before the reveal
    late = await pick(world, world.alice, thread, letters)
    assert "Time is up" in late
    await world.wait(1)
    assert [a.person_id for a in await world.answers()] == [world.bob.id]
    pressed = await world.press(world.alice, card, f"v1:pick:{seen(card).item_id}:a")
    assert "Time is up" in seen(pressed).text


async def test_the_host_and_organizers_steer_and_others_cannot(world: World) -> None:
    thread = await open_quiz(world, count=3)
    for label in ("Reveal now", "Skip", "Stop"):
        refused = await world.click(world.bob, cards(thread)[-1], label=label)
        assert world.alice.mention in seen(refused).text
        assert refused.ephemeral
    first = latest(thread)
    await pick(world, world.bob, thread, await world.letters(first))
    await world.click(world.alice, cards(thread)[-1], label="Reveal now")
    await world.wait(GRACE.total_seconds())
    assert "The answer is" in latest(thread).text
    await world.click(world.olga, cards(thread)[-1], label="Next")
    assert "question 2 of 3" in latest(thread).text
    await pick(world, world.bob, thread, await world.letters(latest(thread)))
    await world.click(world.olga, cards(thread)[-1], label="Skip")
    assert "isn't counted" in latest(thread).text
    await world.click(world.alice, cards(thread)[-1], label="Stop")
    assert f"{world.bob.mention} · 1 of 1" in latest(thread).text
    assert len(await world.answers()) == 1
    over = await world.press(world.alice, cards(thread)[0], f"v1:group-next:{first.item_id}")
    assert "is over" in seen(over).text


async def test_one_group_quiz_per_channel(world: World) -> None:
    thread = await open_quiz(world)
    refused = await world.bob.slash(world.quiz, "quiz", audience="group")
    assert thread.mention in seen(refused).text
    assert refused.ephemeral
    assert len(world.quiz.threads) == 1
    await world.bob.slash(world.lounge, "quiz", audience="group")
    assert len(world.lounge.threads) == 1


async def test_the_clock_goes_on_after_a_restart(world: World) -> None:
    thread = await open_quiz(world)
    letters = await world.letters(latest(thread))
    await pick(world, world.bob, thread, letters)
    await world.restart()
    await pick(world, world.alice, thread, letters)
    await world.wait(CLOSED)
    shown = latest(thread).text
    assert world.alice.mention in shown
    assert world.bob.mention in shown
    await world.restart()
    await world.wait(PAUSE.total_seconds())
    assert "question 2 of 2" in latest(thread).text
    assert len(cards(thread)) == 2, "nothing is posted twice"


async def test_a_clock_that_ended_while_the_bot_was_down_is_caught_up(world: World) -> None:
    thread = await open_quiz(world, count=1)
    await pick(world, world.bob, thread, await world.letters(latest(thread)))
    world.stop()
    await world.wait(10 * CLOCK)
    await world.restart()
    await world.wait(1)
    texts = [seen(card).text for card in cards(thread)]
    assert "The answer is" in texts[0]
    assert f"{world.bob.mention} · 1 of 1" in texts[1]


async def test_a_deleted_card_is_revealed_in_a_new_message(world: World) -> None:
    thread = await open_quiz(world, count=1)
    await pick(world, world.bob, thread, await world.letters(latest(thread)))
    await world.olga.delete(cards(thread)[-1])
    await world.wait(CLOSED)
    assert "The answer is" in seen(cards(thread)[0]).text


async def test_a_deleted_thread_ends_the_quiz(world: World) -> None:
    thread = await open_quiz(world)
    world.env.backend.delete_channel(thread.id)
    await world.wait(CLOSED)
    assert (await world.rows(quizzes))[0].ended_at is not None
    await world.alice.slash(world.quiz, "quiz", audience="group")
    assert len(world.quiz.threads) == 1


@pytest.mark.parametrize(("status", "code"), [(400, 50083), (403, 50001), (404, 10008)])
async def test_a_card_that_cannot_be_changed_is_revealed_in_a_new_message(
    world: World, status: int, code: int
) -> None:
    """As in a thread that was archived: a new message wakes it up, a change of an old one doesn't."""
    thread = await open_quiz(world, count=1)
    await pick(world, world.bob, thread, await world.letters(latest(thread)))
    world.env.inject_error("PATCH", f"/channels/{thread.id}/messages/*", status=status, code=code, times=None)
    await world.wait(CLOSED)
    texts = [seen(card).text for card in cards(thread)]
    assert "The answer is" in texts[1]
    assert f"{world.bob.mention} · 1 of 1" in texts[2]


async def test_a_locked_thread_ends_the_quiz(world: World) -> None:
    thread = await open_quiz(world)
    await pick(world, world.bob, thread, await world.letters(latest(thread)))
    world.env.inject_error("*", f"/channels/{thread.id}/messages*", status=400, code=50083, times=None)
    await world.wait(CLOSED)
    assert (await world.rows(quizzes))[0].ended_at is not None
    assert len(await world.answers()) == 1
    await world.alice.slash(world.quiz, "quiz", audience="group")
    assert len(world.quiz.threads) == 2


async def test_a_locked_thread_ends_the_quiz_before_a_question_too(world: World) -> None:
    thread = await open_quiz(world)
    await world.wait(CLOSED)
    world.env.inject_error("POST", f"/channels/{thread.id}/messages", status=400, code=50083, times=None)
    await world.wait(PAUSE.total_seconds())
    assert (await world.rows(quizzes))[0].ended_at is not None


async def open_inside(world: World) -> simcord.ChannelHandle:
    """A thread in which a group quiz can be started, with no message in it."""
    await world.alice.slash(world.lounge, "quiz", audience="group", count=1)
    (thread,) = world.lounge.threads
    await world.click(world.alice, cards(thread)[-1], label="Stop")
    for message in thread.history():
        world.env.backend.delete_message(thread.id, message.id)
    return thread


async def test_a_first_question_that_could_not_be_posted_comes_a_little_later(world: World) -> None:
    thread = await open_inside(world)
    world.env.inject_error("POST", f"/channels/{thread.id}/messages", status=503, times=2)
    told = await world.alice.slash(thread, "quiz", audience="group")
    assert "The group quiz is in" in seen(told).text
    assert cards(thread) == []
    await world.wait(60)
    assert "question 1 of 5" in latest(thread).text


async def test_a_first_question_that_is_never_posted_blocks_the_channel_for_ten_minutes(world: World) -> None:
    thread = await open_inside(world)
    world.env.inject_error("POST", f"/channels/{thread.id}/messages", status=503, times=None)
    await world.alice.slash(thread, "quiz", audience="group")
    refused = await world.bob.slash(thread, "quiz", audience="group")
    assert "is running in this channel" in seen(refused).text
    await world.wait(GIVE_UP.total_seconds() + 60)
    assert [quiz.ended_at for quiz in await world.rows(quizzes)].count(None) == 0
    world.env.backend.faults.clear()
    await world.bob.slash(thread, "quiz", audience="group", count=1)
    assert "question 1 of 1" in latest(thread).text


async def test_a_quiz_goes_on_where_its_host_could_not_be_told(world: World) -> None:
    world.env.inject_error("*", "/webhooks/*", status=404, code=10062, times=None)
    await world.alice.slash(world.quiz, "quiz", audience="group", count=1)
    (thread,) = world.quiz.threads
    assert "question 1 of 1" in latest(thread).text
    await world.wait(CLOSED)
    assert "The answer is" in seen(cards(thread)[0]).text


async def test_missing_permissions_are_named(world: World) -> None:
    world.forbid(world.quiz, "create_public_threads")
    refused = await world.alice.slash(world.quiz, "quiz", audience="group")
    assert "Create Public Threads" in seen(refused).text
    assert world.quiz.mention in seen(refused).text
    assert await world.rows(quizzes) == []


async def test_it_runs_in_an_existing_thread_and_nowhere_odd(world: World) -> None:
    thread = await open_quiz(world, count=1)
    await world.click(world.alice, cards(thread)[-1], label="Stop")
    inside = await world.alice.slash(thread, "quiz", audience="group", count=1)
    assert thread.mention in seen(inside).text
    assert "question 1 of 1" in latest(thread).text
    voice = world.guild.create_voice_channel("Voice")
    refused = await world.alice.slash(voice, "quiz", audience="group")
    assert "text channel" in seen(refused).text
    refused = await world.alice.slash(voice, "quiz")
    assert "direct messages" in seen(refused).text
    direct = await world.alice.user.slash("quiz", audience="group")
    assert "text channel" in seen(direct).text
    direct = await world.alice.user.slash("quiz", count=1)
    assert "question 1 of 1" in seen(direct).text


async def test_shares_appear_from_five_answers_on(world: World) -> None:
    thread = await open_quiz(world, domain="3.1", count=5)
    await to_kind(world, thread, "single")
    letters = await world.letters(latest(thread))
    people = [world.guild.add_member(world.env.create_user(f"person{n}")) for n in range(5)]
    for person in people:
        await pick(world, person, thread, letters)
    await world.wait(CLOSED)
    assert "right answer · 100 %" in latest(thread).text
    assert await world.rows(picks) != []
