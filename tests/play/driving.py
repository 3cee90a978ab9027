"""Drives the try-out page: a server in a process of its own, and a person in each tab."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

ROOT = Path(__file__).parent.parent.parent
FIRST_PERSON = "Amara"
PATIENCE = 15.0  # seconds: a machine may be busy with other things
expect.set_options(timeout=PATIENCE * 1000)


class Server:
    """`python -m bot play` on a free port, from its start until it is stopped."""

    def __init__(self, folder: Path, *arguments: str, port: int = 0, **settings: str) -> None:
        self.folder = folder
        self._errors = (folder / "stderr.txt").open("a+", encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "play", *arguments],
            cwd=ROOT,
            env={**os.environ, "NO_BROWSER": "1", "PLAY_PORT": str(port), **settings},
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        assert self._process.stdout is not None
        self.printed = ""
        while not (found := re.search(r"http://\S+", self.printed)):
            line = self._process.stdout.readline()
            assert line, f"the server ended: {self.errors}"
            self.printed += line
        self.url = found[0]
        self.printed += self._process.stdout.readline()

    @property
    def port(self) -> int:
        return int(self.url.split(":")[2].split("/")[0])

    @property
    def errors(self) -> str:
        """All that was written to stderr, by earlier servers in the same folder too."""
        self._errors.seek(0)
        return self._errors.read()

    def stop(self, number: int = signal.SIGINT) -> int:
        """Stop it as Ctrl-C does; returns the exit code."""
        if self._process.poll() is None:
            self._process.send_signal(number)
        code = self._process.wait(timeout=10)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return code

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._errors.close()


class Tab:
    """A browser tab in which a person uses the server."""

    def __init__(self, browser: Browser, url: str, person: str, *, width: int = 1280) -> None:
        self.page: Page = browser.new_page(viewport={"width": width, "height": 800})
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.list, self.messages = self.page.locator("#play"), self.page.locator("#channel-message-list")
        self.note = self.page.locator("#play-note")
        self.page.goto(url)
        if person != FIRST_PERSON:
            self.go(person)
        self.at(person)

    def ready(self) -> None:
        expect(self.page.locator("#preview-app")).to_have_attribute("aria-busy", "false")

    def go(self, name: str) -> None:
        """Follow a link of the list, to a channel, a thread or a person."""
        self.ready()
        menu = self.page.locator("#play-menu")
        if menu.is_visible():
            menu.click()
        self.list.get_by_role("link").filter(has_text=name).last.click()
        self.at(name)

    def at(self, name: str) -> None:
        """Wait until this channel, thread or person is the current one."""
        expect(self.list.locator("[aria-current]").filter(has_text=name)).to_have_count(1)
        self.ready()

    def command(self, name: str, **options: str) -> None:
        """Type a slash command as a person does; an option's value is part of a suggestion, or a number."""
        box, popup = self.page.locator("#channel-composer-input"), self.page.locator(".command-popup")
        box.press_sequentially(f"/{name}")
        expect(popup.locator(".is-active")).to_contain_text(name)
        box.press("Enter")
        for option, value in options.items():
            if not popup.get_by_text(option, exact=True).is_visible():
                self.page.locator(".command-ghost").click()
            popup.get_by_text(option, exact=True).click()
            field = self.page.locator(f".command-option-input[data-option={option}]")
            if value.isdecimal():
                field.fill(value)
            else:
                popup.get_by_text(value).click()
        self.page.locator("#send-message").click()

    def card(self, text: str) -> Locator:
        """The newest message with this text."""
        card = self.messages.locator("article").filter(has_text=text).last
        expect(card).to_be_visible()
        return card

    def sees(self, text: str, *, seconds: float = PATIENCE) -> None:
        expect(self.messages).to_contain_text(text, timeout=seconds * 1000)

    def press(self, text: str, label: str | re.Pattern[str]) -> None:
        """Press a button of the newest message with this text."""
        exact = isinstance(label, str)
        self.card(text).get_by_role("button", name=label, exact=exact).click()

    def letter(self, text: str, option: str) -> str:
        """The letter under which the newest message with this text shows an option."""
        found = re.search(rf"([A-F])\. {re.escape(option)}", self.card(text).inner_text())
        assert found, f"no option {option!r}"
        return found[1]

    def overflow(self) -> int:
        """By how many pixels something is wider than the window, or than the list of messages."""
        return int(
            self.page.evaluate(
                """() => Math.max(...["html", "#channel-timeline", "#play", ".channel-composer"]
                    .map((part) => document.querySelector(part))
                    .map((part) => part.scrollWidth - part.clientWidth))"""
            )
        )
