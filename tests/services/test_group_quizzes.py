"""Group quizzes on both databases: hidden picks, the clock, steps that can be repeated, and races."""

from __future__ import annotations

import asyncio
import datetime as dt
import random

import pytest

from bot.domain.item import Item
from bot.errors import Refusal
from bot.services import Services
from bot.services.context import Place
from bot.services.group_quizzes import GIVE_UP, GRACE, PAUSE, SETUP
from bot.services.group_values import Finish, Post, Reveal, Wait
from bot.services.requests import QuizRequest
from bot.storage import answers as answer_queries
from bot.storage import quizzes as quiz_queries
from bot.storage.tables import answers, items, picks, quizzes
from tests.house import ALICE, BOB, CAROL, CHANNEL, GUILD, HERE, THREAD, House, make_bank, refusals, without

SECONDS = 60


async def opened(house: House, part: str = "1.1", count: int = 2, place: Place = HERE) -> int:
    """A quiz of Alice's with a thread, no question posted yet."""
    groups = house.services.groups
    quiz = await groups.open(ALICE, QuizRequest("demo", part, count), place, SECONDS, "en")
    await groups.attached(quiz, THREAD + place.channel)
    return quiz


async def post(house: House, quiz: int) -> Post:
    """Post the question that is due; its clock runs from now."""
    step = await house.services.groups.step(quiz)
    assert isinstance(step, Post)
    await house.services.groups.posted(step.item.id, 1000 + step.item.id, house.clock.now, step.seconds)
    return step


async def close(house: House, quiz: int) -> Reveal:
    """Let the time run out; the key is to be shown."""
    house.clock.pass_by(SECONDS + GRACE.total_seconds())
    step = await house.services.groups.step(quiz)
    assert isinstance(step, Reveal)
    return step


async def pick(house: House, person: int, item: int, letters: str = "a", ago: float = 0) -> None:
    at = house.clock.now - dt.timedelta(seconds=ago)
    await house.services.groups.pick(person, item, letters, at)


def letters_of(posted: Post, *, right: bool = True) -> str:
    keys = posted.item.question.keys
    shown = posted.item.shown
    return "".join(letter for letter, option in shown if (option.key in keys) == right)[: len(keys)]


async def test_from_opening_to_the_scoreboard(house: House) -> None:
    groups = house.services.groups
    quiz = await groups.open(ALICE, QuizRequest("demo", "1.1", 2), HERE, SECONDS, "en")
    assert await groups.step(quiz) is None, "nothing to do before there is a thread"
    await groups.attached(quiz, THREAD)

    first = await post(house, quiz)
    assert (first.group.host, first.group.thread, first.seconds) == (ALICE, THREAD, SECONDS)
    wait = await groups.step(quiz)
    assert wait == Wait(house.clock.now + dt.timedelta(seconds=SECONDS) + GRACE)
    await pick(house, ALICE, first.item.id, letters_of(first))
    await pick(house, BOB, first.item.id, letters_of(first, right=False))
    assert await house.rows(answers) == []

    reveal = await close(house, quiz)
    assert (reveal.answered, reveal.right, reveal.shares, reveal.skipped) == (2, (ALICE,), None, False)
    assert reveal.message == 1000 + first.item.id
    assert not reveal.last
    assert await groups.step(quiz) == reveal, "until it is shown, it is due"
    await groups.revealed(quiz, first.item.id)
    assert await groups.step(quiz) == Wait(house.clock.now + PAUSE)

    house.clock.pass_by(PAUSE.total_seconds())
    second = await post(house, quiz)
    assert second.item.question.id != first.item.question.id
    await pick(house, ALICE, second.item.id, letters_of(second))
    last = await close(house, quiz)
    assert last.last
    await groups.revealed(quiz, second.item.id)
    finish = await groups.step(quiz)
    assert isinstance(finish, Finish)
    assert finish.asked == 2
    assert [(s.rank, s.person, s.right) for s in finish.standings] == [(1, ALICE, 2), (2, BOB, 0)]
    await groups.finished(quiz)
    assert await groups.step(quiz) is None
    assert await groups.running() == []
    assert {row.channel_id for row in await house.rows(answers)} == {THREAD}
    await house.assert_counts_are_true()


async def test_of_two_that_open_in_a_channel_at_once_one_wins(house: House) -> None:
    groups = house.services.groups
    outcomes = await asyncio.gather(
        *(groups.open(person, QuizRequest("demo"), HERE, SECONDS, "en") for person in (ALICE, BOB, CAROL)),
        return_exceptions=True,
    )
    assert refusals(outcomes) == ["group.running"] * 2
    lost = next(outcome for outcome in outcomes if isinstance(outcome, Refusal))
    assert lost.params == {"where": f"<#{CHANNEL}>"}, "no thread yet: the channel it will hang on"
    (quiz,) = await house.rows(quizzes)
    assert len(await house.rows(items)) == quiz.length

    await groups.attached(quiz.id, THREAD)
    with pytest.raises(Refusal) as late:
        await groups.open(BOB, QuizRequest("demo"), HERE, SECONDS, "en")
    assert late.value.params == {"where": f"<#{THREAD}>"}
    other = await groups.open(BOB, QuizRequest("demo"), Place(GUILD, CHANNEL + 1), SECONDS, "en")
    assert await groups.running() == [quiz.id, other]


async def test_a_channel_is_free_again_after_a_quiz_that_was_never_set_up(house: House) -> None:
    groups = house.services.groups
    first = await groups.open(ALICE, QuizRequest("demo"), HERE, SECONDS, "en")
    house.clock.pass_by(SETUP.total_seconds())
    with pytest.raises(Refusal, match=r"group\.running"):
        await groups.open(BOB, QuizRequest("demo"), HERE, SECONDS, "en")
    house.clock.pass_by(1)
    second = await groups.open(BOB, QuizRequest("demo"), HERE, SECONDS, "en")
    assert await groups.running() == [second]
    assert first != second


async def test_closing_at_once_counts_once(house: House) -> None:
    quiz = await opened(house)
    posted = await post(house, quiz)
    for person in range(1, 8):
        await pick(house, person, posted.item.id, "abcd"[person % 4])
    house.clock.pass_by(SECONDS + 2)
    steps = await asyncio.gather(*(house.services.groups.step(quiz) for _ in range(3)))
    assert all(isinstance(step, Reveal) and step.answered == 7 for step in steps)
    assert len(await house.rows(answers)) == 7
    await house.assert_counts_are_true()
    shares = next(step.shares for step in steps if isinstance(step, Reveal))
    assert shares is not None
    assert (shares.people, sum(shares.by_key.values())) == (7, 7)


async def test_the_grace_is_for_clicks_on_their_way_only(house: House) -> None:
    quiz = await opened(house)
    posted = await post(house, quiz)
    house.clock.pass_by(SECONDS + 1)
    assert isinstance(await house.services.groups.step(quiz), Wait)
    await pick(house, ALICE, posted.item.id, ago=1)  # pressed in the last moment, arrived late
    with pytest.raises(Refusal, match=r"group\.closed"):
        await pick(house, BOB, posted.item.id, ago=0.999)
    house.clock.pass_by(1)
    assert isinstance(await house.services.groups.step(quiz), Reveal)
    with pytest.raises(Refusal, match=r"group\.closed"):
        await pick(house, BOB, posted.item.id, ago=30)
    assert [row.person_id for row in await house.rows(answers)] == [ALICE]


async def test_of_picks_out_of_order_the_later_click_stays(house: House) -> None:
    quiz = await opened(house)
    posted = await post(house, quiz)
    house.clock.pass_by(10)
    await pick(house, ALICE, posted.item.id, "a", ago=5)
    await pick(house, ALICE, posted.item.id, "b", ago=3)
    await pick(house, ALICE, posted.item.id, "c", ago=4)
    (row,) = await house.rows(picks)
    assert frozenset(row.chosen) == posted.item.keys_of("b")
    await asyncio.gather(
        *(
            pick(house, BOB, posted.item.id, letter, ago)
            for letter, ago in zip("abcd", (4, 1, 3, 2), strict=True)
        )
    )
    (row,) = await house.rows(picks, picks.c.person_id == BOB)
    assert frozenset(row.chosen) == posted.item.keys_of("b")
    await close(house, quiz)
    stored = {row.person_id: (frozenset(row.chosen), row.milliseconds) for row in await house.rows(answers)}
    key = posted.item.keys_of("b")
    assert stored == {ALICE: (key, 7000), BOB: (key, 9000)}


async def test_several_are_picked_as_exactly_that_many(house: House) -> None:
    quiz = await opened(house, "2.2", 1)
    posted = await post(house, quiz)
    for letters in ("", "a", "abc", "aa"):
        with pytest.raises(Refusal, match=r"quiz\.choose_exactly"):
            await pick(house, ALICE, posted.item.id, letters)
    with pytest.raises(Refusal, match=r"quiz\.gone"):
        await pick(house, ALICE, posted.item.id, "af")
    await pick(house, ALICE, posted.item.id, letters_of(posted))
    reveal = await close(house, quiz)
    assert reveal.right == (ALICE,)


async def test_picks_elsewhere_are_refused(house: House) -> None:
    quiz = await opened(house)
    posted = await post(house, quiz)
    (_, later) = await house.rows(items)
    private = await house.ask(BOB, "2.1")
    for item, key in (
        (later.id, "group.not_open"),
        (private.item.id, "quiz.gone"),
        (10**18 - 1, "quiz.gone"),
    ):
        with pytest.raises(Refusal) as refused:
            await pick(house, BOB, item)
        assert refused.value.key == key
    with pytest.raises(Refusal, match=r"quiz\.gone"):
        await house.services.quizzes.answer(ALICE, posted.item.id, "a", house.clock.now, HERE)
    await house.services.groups.finished(quiz)
    with pytest.raises(Refusal, match=r"group\.closed"):
        await pick(house, BOB, posted.item.id)


async def test_next_ends_the_clock_and_later_the_pause(house: House) -> None:
    groups = house.services.groups
    quiz = await opened(house)
    posted = await post(house, quiz)
    pressed = house.clock.pass_by(10)
    assert await groups.next(ALICE, posted.item.id, pressed, organizer=False) == quiz
    assert await groups.step(quiz) == Wait(pressed + GRACE)
    house.clock.pass_by(1)
    with pytest.raises(Refusal, match=r"group\.closed"):
        await pick(house, BOB, posted.item.id)
    await pick(house, BOB, posted.item.id, ago=1)
    house.clock.pass_by(1)
    assert isinstance(await groups.step(quiz), Reveal)
    await groups.next(ALICE, posted.item.id, house.clock.now, organizer=False)  # too early: changes nothing
    await groups.revealed(quiz, posted.item.id)
    assert isinstance(await groups.step(quiz), Wait)
    await groups.next(CAROL, posted.item.id, house.clock.now, organizer=True)
    assert isinstance(await groups.step(quiz), Post)


async def test_next_cannot_prolong_a_clock(house: House) -> None:
    quiz = await opened(house)
    posted = await post(house, quiz)
    (before, _) = await house.rows(items)
    late = house.clock.pass_by(SECONDS + 1)
    await house.services.groups.next(ALICE, posted.item.id, late, organizer=False)
    (after, _) = await house.rows(items)
    assert after.closes_at == before.closes_at


async def test_a_skipped_question_is_not_counted(house: House) -> None:
    groups = house.services.groups
    quiz = await opened(house)
    posted = await post(house, quiz)
    await pick(house, BOB, posted.item.id)
    await groups.skip(ALICE, posted.item.id, organizer=False)
    with pytest.raises(Refusal, match=r"group\.closed"):
        await groups.skip(ALICE, posted.item.id, organizer=False)
    reveal = await groups.step(quiz)
    assert isinstance(reveal, Reveal)
    assert (reveal.skipped, reveal.answered) == (True, 0)
    await groups.revealed(quiz, posted.item.id)
    house.clock.pass_by(PAUSE.total_seconds())
    second = await post(house, quiz)
    await pick(house, BOB, second.item.id, letters_of(second))
    await close(house, quiz)
    await groups.revealed(quiz, second.item.id)
    finish = await groups.step(quiz)
    assert isinstance(finish, Finish)
    assert finish.asked == 1
    assert [(s.person, s.right, s.answered) for s in finish.standings] == [(BOB, 1, 1)]


async def test_stop_asks_no_more_and_counts_what_was_closed(house: House) -> None:
    groups = house.services.groups
    quiz = await opened(house, count=4)
    first = await post(house, quiz)
    await pick(house, BOB, first.item.id, letters_of(first))
    await close(house, quiz)
    await groups.revealed(quiz, first.item.id)
    house.clock.pass_by(PAUSE.total_seconds())
    second = await post(house, quiz)
    await pick(house, BOB, second.item.id)
    await groups.stop(ALICE, second.item.id, organizer=False)
    reveal = await groups.step(quiz)
    assert isinstance(reveal, Reveal)
    assert reveal.skipped
    assert reveal.last, "no question comes after a stop"
    await groups.revealed(quiz, second.item.id)
    finish = await groups.step(quiz)
    assert isinstance(finish, Finish)
    assert (finish.asked, [(s.person, s.right) for s in finish.standings]) == (1, [(BOB, 1)])


async def test_what_was_never_shown_cannot_be_skipped(house: House) -> None:
    quiz = await opened(house)
    posted = await post(house, quiz)
    (_, later) = await house.rows(items)
    with pytest.raises(Refusal):
        await house.services.groups.skip(ALICE, later.id, organizer=False)
    await close(house, quiz)
    await house.services.groups.revealed(quiz, posted.item.id)
    house.clock.pass_by(PAUSE.total_seconds())
    assert isinstance(await house.services.groups.step(quiz), Post)


async def test_only_the_host_and_organizers_steer(house: House) -> None:
    groups = house.services.groups
    quiz = await opened(house)
    posted = await post(house, quiz)
    item, at = posted.item.id, house.clock.now
    private = await house.ask(BOB, "2.1")
    for attempt in (
        groups.next(BOB, item, at, organizer=False),
        groups.skip(BOB, item, organizer=False),
        groups.stop(BOB, item, organizer=False),
    ):
        with pytest.raises(Refusal) as refused:
            await attempt
        assert (refused.value.key, refused.value.params) == ("group.host_only", {"host": f"<@{ALICE}>"})
    with pytest.raises(Refusal, match=r"quiz\.gone"):
        await groups.stop(BOB, private.item.id, organizer=True)
    await groups.finished(quiz)
    with pytest.raises(Refusal, match=r"group\.over"):
        await groups.next(ALICE, item, at, organizer=False)


async def test_posting_or_revealing_twice_changes_nothing(house: House) -> None:
    groups = house.services.groups
    quiz = await opened(house)
    posted = await post(house, quiz)
    before = await house.rows(items)
    house.clock.pass_by(30)
    await groups.posted(posted.item.id, 4242, house.clock.now, SECONDS)
    assert await house.rows(items) == before
    await close(house, quiz)
    await groups.revealed(quiz, posted.item.id)
    due = await groups.step(quiz)
    house.clock.pass_by(20)
    await groups.revealed(quiz, posted.item.id)
    assert await groups.step(quiz) == due, "the pause is not prolonged"


async def test_a_question_asked_in_this_server_long_ago_comes_last(house: House) -> None:
    met = []
    for _ in range(2):
        quiz = await opened(house, count=2)
        for _ in range(2):
            posted = await post(house, quiz)
            met.append(posted.item.question.id)
            await close(house, quiz)
            await house.services.groups.revealed(quiz, posted.item.id)
            house.clock.pass_by(PAUSE.total_seconds())
        await house.services.groups.finished(quiz)
    assert len(set(met)) == 4
    again = await opened(house, count=2)
    drawn = {row.question_id for row in await house.rows(items, items.c.quiz_id == again)}
    assert drawn == set(met[:2])


async def test_what_a_group_mock_exam_asked_here_comes_later(house: House) -> None:
    at = house.clock.now + dt.timedelta(hours=1)
    event = await house.services.mock_events.arrange(ALICE, "demo", "short", at, HERE, "en")
    mock = await house.services.mock_events.join(BOB, event.id, "none", HERE, "en")
    form = {row.question_id for row in await house.rows(items, items.c.quiz_id == mock.id)}
    house.clock.pass_by(86400)
    assert await house.services.mock_events.open_results(event.id)
    request = QuizRequest("demo", None, 8 - len(form))
    here = await house.services.groups.open(ALICE, request, HERE, SECONDS, "en")
    drawn = {row.question_id for row in await house.rows(items, items.c.quiz_id == here)}
    assert not drawn & form


async def test_a_pick_waits_for_a_close_under_way_and_is_then_told(house: House) -> None:
    """Or somebody would read "locked in" while the picks have been counted already."""
    quiz = await opened(house)
    posted = await post(house, quiz)
    async with house.services.db.begin() as tx:
        assert await quiz_queries.claim_item(tx, posted.item.id, "closed_at", closed_at=house.clock.now)
        assert not await answer_queries.picks_of(tx, posted.item.id)
        late = asyncio.create_task(pick(house, BOB, posted.item.id))
        await asyncio.sleep(0.1)
        assert not late.done()
    with pytest.raises(Refusal, match=r"group\.closed"):
        await late
    assert await house.rows(picks) == []


async def test_a_close_waits_for_a_pick_under_way_and_counts_it(house: House) -> None:
    quiz = await opened(house)
    posted = await post(house, quiz)
    house.clock.pass_by(SECONDS + GRACE.total_seconds())
    async with house.services.db.begin() as tx:
        row = await quiz_queries.item(tx, posted.item.id, lock=True)
        assert row is not None
        assert row.closed_at is None
        closing = asyncio.create_task(house.services.groups.step(quiz))
        await asyncio.sleep(0.1)
        assert not closing.done()
        await answer_queries.pick(tx, posted.item.id, BOB, "a", row.closes_at)
    reveal = await closing
    assert isinstance(reveal, Reveal)
    assert reveal.answered == 1


async def test_people_pick_side_by_side(house: House) -> None:
    quiz = await opened(house)
    posted = await post(house, quiz)
    async with house.services.db.read() as tx:
        await quiz_queries.item(tx, posted.item.id, lock=True)
        await pick(house, BOB, posted.item.id)
    assert len(await house.rows(picks)) == 1


async def test_a_first_question_that_cannot_be_posted_gives_the_channel_back(house: House) -> None:
    quiz = await opened(house)
    house.clock.pass_by(GIVE_UP.total_seconds())
    assert isinstance(await house.services.groups.step(quiz), Post)
    house.clock.pass_by(1)
    assert await house.services.groups.step(quiz) is None
    assert await house.services.groups.running() == []
    again = await opened(house)
    posted = await post(house, again)
    await house.services.groups.skip(ALICE, posted.item.id, organizer=False)
    await house.services.groups.revealed(again, posted.item.id)
    house.clock.pass_by(2 * GIVE_UP.total_seconds())
    assert isinstance(await house.services.groups.step(again), Post), "later ones are tried for longer"


async def test_a_question_open_in_one_group_is_not_drawn_for_another(house: House) -> None:
    quiz = await opened(house, "2.1", 2)
    posted = await post(house, quiz)
    other = await opened(house, "2.1", 2, Place(GUILD, CHANNEL + 1))
    drawn = [row.question_id for row in await house.rows(items, items.c.quiz_id == other)]
    assert posted.item.question.id not in drawn
    assert len(drawn) == 1


async def test_a_withdrawn_question_is_passed_over(house: House) -> None:
    quiz = await opened(house, "2.1", 2)
    posted = await post(house, quiz)
    bank = without(make_bank(), posted.item.question.id)
    later = Services(house.services.db, bank, house.clock, random.Random(1))
    with pytest.raises(Refusal, match=r"quiz\.withdrawn"):
        await later.groups.pick(BOB, posted.item.id, "a", house.clock.now)
    step = await later.groups.step(quiz)
    assert isinstance(step, Post)
    assert step.item.question.id != posted.item.question.id


async def two_servers_on_the_same_question(house: House, channel: int) -> list[tuple[int, Item]]:
    """Two quizzes of one question each, the same, in two servers, both open."""
    both = []
    for guild in (GUILD, GUILD + 1):
        quiz = await opened(house, "1.1", 4, Place(guild, channel + guild))
        async with house.services.db.begin() as tx:
            others = items.c.question_id != "demo-1.1-001"
            await tx.execute(items.delete().where(items.c.quiz_id == quiz, others))
        both.append(quiz)
    return [(quiz, (await post(house, quiz)).item) for quiz in both]


async def close_at_once(house: House, both: list[tuple[int, Item]]) -> None:
    house.clock.pass_by(SECONDS + 2)
    await asyncio.gather(*(house.services.groups.step(quiz) for quiz, _ in both))
    for quiz, _ in both:
        await house.services.groups.finished(quiz)


async def test_two_groups_that_close_at_once_count_a_person_first_once(house: House) -> None:
    """The same person, the same question, two servers, one moment."""
    for round in range(3):
        both = await two_servers_on_the_same_question(house, 100 * round)
        for letter, (_, item) in zip("ab", both, strict=True):
            await pick(house, ALICE + round, item.id, letter)
        await close_at_once(house, both)
        given = await house.rows(answers, answers.c.person_id == ALICE + round)
        assert sorted(row.first for row in given) == [False, True]
        await house.assert_counts_are_true()


async def test_two_groups_that_close_at_once_do_not_block_each_other(house: House) -> None:
    """Whatever the order of the clicks: PostgreSQL would end one of two that wait for each other."""
    for round in range(3):
        both = await two_servers_on_the_same_question(house, 100 * round)
        for server, (keys, (_, item)) in enumerate(zip(("abcd", "dcba"), both, strict=True)):
            for number, key in enumerate(keys * 2):
                person = 1000 * round + 100 * server + number
                await pick(house, person, item.id, "abcd"[item.order.index(key)])
        await close_at_once(house, both)
        await house.assert_counts_are_true()
    assert len(await house.rows(answers)) == 3 * 16


async def test_a_first_attempt_that_another_transaction_is_making_is_waited_for(house: House) -> None:
    """Two items with one question: the second answer finds the first only once that is committed."""
    asked = await house.ask(part="2.1", count=2)
    (one, two) = await house.rows(items)
    answer = {
        "item_id": one.id,
        "person_id": ALICE,
        "exam": "demo",
        "question_id": asked.item.question.id,
        "chosen": "a",
        "correct": True,
        "milliseconds": 1,
        "guild_id": GUILD,
        "channel_id": CHANNEL,
        "answered_at": house.clock.now,
    }

    async def second() -> bool:
        async with house.services.db.begin() as tx:
            stored = await answer_queries.record(tx, answer | {"item_id": two.id, "chosen": "b"})
            assert stored is not None
            return bool(stored.first)

    async with house.services.db.begin() as tx:
        stored = await answer_queries.record(tx, answer)
        assert stored is not None
        assert stored.first
        racing = asyncio.create_task(second())
        await asyncio.sleep(0.05)  # it gets as far as it can: to the row that isn't committed yet
        assert not racing.done()
    assert await racing is False
    await house.assert_counts_are_true()
