"""The system's Chromium, for the tests of the page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from served import Service

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}


@contextmanager
def browsing() -> Iterator[Browser]:
    """A browser without a window, until the block ends."""
    # Its own sandbox cannot be had by root, nor in most containers; it opens our pages only.
    switches = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=switches)
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """One page of one visitor, and what went wrong on it."""

    def __init__(self, page: Page, service: Service) -> None:
        self.page = page
        self.faults: list[str] = []
        self.hosts: set[str] = set()
        page.set_default_timeout(15_000)
        page.on("console", lambda told: self._heard(told.type, told.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", lambda asked: self.hosts.add(asked.url.split("/")[2]))
        page.goto(service.url)
        page.wait_for_selector("html[data-ready]")

    def _heard(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.faults.append(text)

    def ask(self, text: str) -> None:
        """Types a clue, sends it and waits for the answer."""
        self.page.evaluate("delete document.getElementById('answer').dataset.state")
        self.page.fill("#clue", text)
        self.page.press("#clue", "Enter")
        self.page.wait_for_selector("#answer[data-state]")

    @property
    def said(self) -> str:
        """What is read out."""
        return self.page.inner_text("#said")

    @property
    def state(self) -> str | None:
        return self.page.get_attribute("#answer", "data-state")

    def lit(self, kind: str = "lit") -> list[str | None]:
        """The zones whose squares are lit on the level that is shown."""
        squares = self.page.query_selector_all(f"#plan .square.{kind}")
        return [square.get_attribute("data-zone") for square in squares]

    def level(self) -> str:
        """The level that is shown."""
        return self.page.inner_text(".tabs [aria-selected=true]").split(",")[0].strip()


@contextmanager
def visiting(browser: Browser, service: Service, **visitor: Any) -> Iterator[Visit]:
    """A visitor of the page, by what a browser context takes: `viewport`, `locale` and so on."""
    context = browser.new_context(**{"viewport": DESK, "locale": "en-GB"} | visitor)
    try:
        yield Visit(context.new_page(), service)
    finally:
        context.close()
