"""The try-out page in a real browser: the real bot, people in tabs, restarts.

Questions are those of a small exam, so that the tests know them. The group quiz is opened first and
its clock runs out (30 seconds) while other tests use the page, and a later one looks at it.
"""

from __future__ import annotations

import contextlib
import re
import signal
import socket
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import ARGUMENTS, chromium_path
from tests.builders import OPTIONS, exam, options, question, write_exam
from tests.play.driving import Server, Tab

RIGHT, WRONG = OPTIONS[0], OPTIONS[1]
LENGTH = "Which length of key should the team use? A port has forty berths and each has one number a day. "
RIGHTS = ("Short keys", "Keys with dates")
WRONGS = ("Long keys", "Keys with names", "Keys with hashes")
NEXT = re.compile("Next question|Show result")


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Domain 1 has one question with a single answer, domain 2 has one of each kind."""
    folder = tmp_path_factory.mktemp("questions")
    several = question(
        "demo-2.2-001",
        kind="multiple",
        stem=LENGTH + "Which keys meet these requirements?",
        options=options(*RIGHTS, *WRONGS, key="ab"),
    )
    write_exam(folder, exam(), question(), question("demo-2.1-001"), several)
    return str(folder)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, questions: str) -> Iterator[Server]:
    """One server for the tests that need no restart."""
    folder = tmp_path_factory.mktemp("server")
    with Server(folder, "--data", str(folder), QUESTIONS_DIR=questions) as server:
        yield server


@dataclass(frozen=True)
class Round:
    """A group quiz in which Amara, the host, chose a wrong answer and Ben the right one."""

    amara: Tab
    ben: Tab
    letters: tuple[str, str]


@pytest.fixture(scope="module")
def group(browser: Browser, server: Server) -> Round:
    amara, ben = Tab(browser, server.url, "Amara"), Tab(browser, server.url, "Ben")
    amara.command("quiz", exam="DEMO", domain="1 · Data", count="1", audience="group", seconds="30")
    amara.sees("The group quiz is in")
    amara.messages.get_by_text("#DEMO group quiz").click()  # the bot's mention of the thread
    amara.at("DEMO group quiz")
    ben.go("DEMO group quiz")
    letters = amara.letter("question 1 of 1", WRONG), ben.letter("question 1 of 1", RIGHT)
    amara.press("question 1 of 1", letters[0])
    ben.press("question 1 of 1", letters[1])
    return Round(amara, ben, letters)


def test_it_says_where_it_is_and_how_to_stop_it(server: Server) -> None:
    assert "try-out page: http://127.0.0.1:" in server.printed
    assert "Stop it with Ctrl-C" in server.printed
    assert len(server.printed.splitlines()) == 2


def test_a_group_keeps_its_choices_to_itself(group: Round) -> None:
    wrong, right = group.letters
    for tab, own, other in ((group.amara, wrong, right), (group.ben, right, wrong)):
        tab.sees(f"Locked in: {own}")
        expect(tab.messages).not_to_contain_text(f"Locked in: {other}")
        expect(tab.messages).not_to_contain_text("The answer is")


def test_its_countdown_runs(group: Round) -> None:
    countdown = group.ben.card("question 1 of 1").locator("time.discord-timestamp")
    shown = countdown.inner_text()
    expect(countdown).not_to_have_text(shown)


def test_one_person_practises_alone(browser: Browser, server: Server) -> None:
    chika = Tab(browser, server.url, "Chika")
    expect(chika.page.locator("#play-welcome")).to_contain_text("Type /quiz")
    chika.command("quiz", exam="DEMO", domain="2 · Models", count="2")
    for position in (1, 2):
        heading = f"question {position} of 2"
        if "Select 2" in chika.card(heading).inner_text():
            expect(chika.card(heading).get_by_role("button", name="Submit (0 of 2)")).to_be_disabled()
            for option in RIGHTS:
                chika.press(heading, chika.letter(heading, option))
                expect(chika.card(heading)).to_contain_text(re.compile(rf"☑\s*[A-E]\. {option}"))
            chika.press(heading, "Submit (2 of 2)")
        else:
            chika.press(heading, chika.letter(heading, RIGHT))
        expect(chika.card(heading)).to_contain_text("✅ Correct")
        chika.press(heading, NEXT)
    chika.sees("DEMO: 2 of 2 correct")
    assert chika.faults == []


def test_it_fits_a_telephone_also_in_direct_messages(browser: Browser, server: Server) -> None:
    ben = Tab(browser, server.url, "Ben", width=390)
    expect(ben.list).not_to_be_visible()
    ben.command("exam-info")
    ben.sees("Five sample questions")
    assert ben.overflow() == 0
    ben.go("Proctor")
    ben.command("about")
    ben.sees("A study companion")
    assert ben.overflow() == 0
    assert ben.faults == []


def test_a_restart_keeps_what_was_answered(browser: Browser, tmp_path: Path, questions: str) -> None:
    data = ("--data", str(tmp_path))
    with (
        socket.socket() as other,
        Server(tmp_path, *data, port=taken(other), QUESTIONS_DIR=questions) as server,
    ):
        assert f"Port {other.getsockname()[1]} is taken, so the page is on {server.port}." in server.printed
        amara = Tab(browser, server.url, "Amara")
        amara.command("quiz", exam="DEMO", domain="1 · Data", count="1", audience="group")
        amara.sees("The group quiz is in")
        amara.command("quiz", exam="DEMO", domain="2 · Models", count="2")
        if "Select 2" in amara.card("question 1 of 2").inner_text():
            for option in WRONGS[:2]:
                amara.press("question 1 of 2", amara.letter("question 1 of 2", option))
            amara.press("question 1 of 2", "Submit (2 of 2)")
        else:
            amara.press("question 1 of 2", amara.letter("question 1 of 2", WRONG))
        amara.sees("Not correct")
        assert server.stop(signal.SIGINT) == 0
        assert server.errors == ""
        expect(amara.list).to_have_class("stopped")

    (before,) = query(tmp_path, "SELECT person_id, question_id, chosen, correct FROM answers")
    assert before[3] == 0
    # The group quiz is due at once: its thread does not exist in the simulated Discord to come.
    query(tmp_path, "UPDATE items SET closes_at = '2026-01-01 00:00:00.000000' WHERE message_id IS NOT NULL")

    with Server(tmp_path, *data, QUESTIONS_DIR=questions) as server:
        amara = Tab(browser, server.url, "Amara")
        amara.command("quiz")
        amara.sees("1 of 2 answered")
        amara.press("1 of 2 answered", "Continue")
        amara.sees("question 2 of 2")
        assert query(tmp_path, "SELECT audience FROM quizzes WHERE ended_at IS NOT NULL") == [("group",)]
        assert query(tmp_path, "SELECT person_id, question_id, chosen, correct FROM answers") == [before]
        assert server.stop(signal.SIGTERM) == 0
        assert "its thread is out of reach" in server.errors
        assert "Traceback" not in server.errors


def query(folder: Path, statement: str) -> list[Any]:
    """Run a statement on the database of a server; returns its rows."""
    with contextlib.closing(sqlite3.connect(folder / "proctor.sqlite3", timeout=10)) as db, db:
        return db.execute(statement).fetchall()


def taken(other: socket.socket) -> int:
    """A port on which something else listens."""
    other.bind(("127.0.0.1", 0))
    other.listen()
    return int(other.getsockname()[1])


def test_the_clock_reveals_the_answer_in_all_tabs(group: Round) -> None:
    for tab in (group.ben, group.amara):
        tab.sees("The answer is", seconds=35)
        tab.sees("Had it right: @Ben")
        tab.sees("1. @Ben · 1 of 1")
        assert tab.faults == []


def test_a_failure_inside_the_bot_is_told(browser: Browser, server: Server) -> None:
    """The last test, as it leaves the server with a broken database."""
    chika = Tab(browser, server.url, "Chika")
    assert "Traceback" not in server.errors
    query(server.folder, "DROP TABLE servers")
    chika.command("quiz")
    expect(chika.note).to_contain_text(re.compile(r"Something failed inside the bot: error \w+ in"))
    assert "Traceback" in server.errors
