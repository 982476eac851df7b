"""Takes the pictures of both pages for docs/: a phone's and a desk's, over the demo mall.

They are looked at, not compared: another browser or font draws other pixels.

    python scripts/make_page_shots.py
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from playwright.sync_api import Browser, Page, sync_playwright

DOCS = Path(__file__).resolve().parent.parent / "docs"
CLEW = (sys.executable, "-P", "-c", "from clew.cli.main import main; main()")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}
SETTLED_MS = 1500
"""Until a find has been celebrated, milliseconds."""


HUNTED = ("demo-006", "demo-002")
"""Players whose hunts are shown, in French and in English."""


@contextmanager
def served() -> Iterator[tuple[str, str]]:
    """The address of a service over the demo mall, and its admin key."""
    with tempfile.TemporaryDirectory() as folder:
        home = [*CLEW, "--home", folder]
        subprocess.run([*home, "demo", "--json"], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        serve = [*home, "serve", "--json", "--port", "0", "--workers", "1"]
        process = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)  # noqa: S603 - the same
        try:
            told = json.loads(cast("IO[str]", process.stdout).readline())
            yield told["address"], told["admin_key"]
        finally:
            process.terminate()
            process.wait()


@contextmanager
def asked(browser: Browser, address: str, text: str, **visitor: Any) -> Iterator[Page]:
    """The page after a question."""
    page = browser.new_context(locale="en-GB", **visitor).new_page()
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    page.fill("#clue", text)
    page.press("#clue", "Enter")
    page.wait_for_selector("#answer[data-state]")
    yield page
    page.context.close()


@contextmanager
def read(
    browser: Browser, address: str, key: str, player: str, *, step: int, **visitor: Any
) -> Iterator[Page]:
    """The page for hunts with a player's hunt, one step of it unfolded."""
    page = browser.new_context(**visitor).new_page()
    page.goto(f"{address}/hunts")
    page.wait_for_selector("html[data-ready]")
    page.fill("#key", key)
    page.press("#key", "Enter")
    page.fill("#player", player)
    page.press("#player", "Enter")
    page.wait_for_selector(".step")
    page.click(f'[data-step="{step}"] h2 button')
    page.evaluate("document.activeElement.blur()")
    yield page
    page.context.close()


def main() -> int:
    """Writes the pictures."""
    with served() as (address, key), sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        with asked(
            browser, address, "Hands without fingers, a face without a nose", **PHONE
        ) as page:
            shoot(page, "page-phone.png")
        with asked(browser, address, "The fountain", **DESK) as page:
            page.click(".candidates li:nth-child(2) button")
            shoot(page, "page-desktop.png")
        french, english = HUNTED
        with read(browser, address, key, french, step=1, locale="fr-FR", **PHONE) as page:
            page.locator(".place").scroll_into_view_if_needed()
            shoot(page, "hunts-phone.png")
        light = DESK | {"color_scheme": "light"}
        with read(browser, address, key, english, step=2, locale="en-GB", **light) as page:
            shoot(page, "hunts-desktop.png")
        browser.close()
    return 0


def shoot(page: Page, name: str) -> None:
    """Takes a picture once nothing moves any more."""
    page.wait_for_timeout(SETTLED_MS)
    content = page.screenshot(path=DOCS / name)
    print(f"{DOCS / name}: {len(content):,} bytes")


if __name__ == "__main__":
    sys.exit(main())
