"""Makes docs/tryout.png, the picture in the README: ``python -m tests.play.screenshot``.

It shows a card with reasons beside the list of channels, where a group quiz is running. (Should the
question that was drawn want several answers, it waits in vain: start it again.)
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import ARGUMENTS, find_chromium
from tests.play.driving import ROOT, Server, Tab

PICTURE = ROOT / "docs" / "tryout.png"
QUESTION = "question 1 of 5"


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        Server(Path(folder), "--fresh") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        amara = Tab(browser, server.url, "Amara")
        amara.command("quiz", exam="MLS-C01", audience="group")
        amara.sees("The group quiz is in")
        ben = Tab(browser, server.url, "Ben")
        ben.command("quiz", exam="MLS-C01", domain="3.2 ·")
        ben.press(QUESTION, "B")
        ben.card("Remember:").evaluate("card => card.scrollIntoView({block: 'start'})")
        ben.page.mouse.move(640, 20)  # away from the card, which shows tools below the pointer
        ben.page.screenshot(path=PICTURE)
        browser.close()
    Image.open(PICTURE).convert("RGB").save(PICTURE, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
