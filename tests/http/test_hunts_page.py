"""The page for reading hunts in a real browser: the system's Chromium."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from a_hunt import EXPLANATION, GRID, HUNT, WITH_ANSWERS, ZONES
from axe_playwright_python.sync_playwright import Axe
from browser import CHROMIUM, DESK, PHONE, browsing
from playwright.sync_api import Browser, ConsoleMessage, Page
from served import Service, clew

from clew.http.pages import ASSETS

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each reader has a context of its own."""
    with browsing() as running:
        yield running


@pytest.fixture(scope="module")
def key(service: Service, mall: Path) -> str:
    """An admin key."""
    assert service.process.poll() is None
    made: str = json.loads(clew(mall, "key", "create", "--scope", "admin", "--json").stdout)["key"]
    return made


@contextmanager
def reading(
    browser: Browser,
    service: Service,
    key: str,
    *,
    hunt: Any = HUNT,
    faulty: bool = False,
    **reader: Any,
) -> Iterator[Page]:
    """The page with one hunt open, told by hand; nothing may go wrong on it unless it is meant."""
    context = browser.new_context(**{"viewport": DESK, "locale": "en-GB"} | reader)
    page = context.new_page()
    faults: list[str] = []

    def heard(told: ConsoleMessage) -> None:
        if told.type == "error":
            faults.append(told.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.set_default_timeout(15_000)
    page.route("**/v1/hunts", lambda route: route.fulfill(json=hunt))
    page.route("**/v1/hunts/*/explanation", lambda route: route.fulfill(json=EXPLANATION))
    page.route("**/v1/hunts/*?with_answers=true", lambda route: route.fulfill(json=WITH_ANSWERS))
    try:
        page.goto(f"{service.url}/hunts")
        page.wait_for_selector("html[data-ready]")
        page.fill("#key", key)
        page.press("#key", "Enter")
        page.fill("#player", "demo-002")
        page.press("#player", "Enter")
        page.wait_for_selector("#hunt[data-state]")
        yield page
        assert faulty or faults == []
    finally:
        context.close()


def head(n: int) -> str:
    """The button that unfolds a step."""
    return f'[data-step="{n}"] h2 button'


def stops(page: Page) -> list[str | None]:
    """The zones of the stops that are drawn on the level that is shown."""
    return [one.get_attribute("data-zone") for one in page.query_selector_all("#plan .stop")]


# ---------------------------------------------------------------- the hunt


@SIZES
def test_a_hunt_is_read_step_by_step(
    browser: Browser, service: Service, key: str, size: Any
) -> None:
    """Steps, reward and length are told; a step unfolds, and its square lights on its level."""
    with reading(browser, service, key, viewport=size) as page:
        said = page.inner_text("#said")
        assert "A hunt for demo-002" in said
        assert "5 steps, about 215 m on foot" in said
        assert "20% off" in page.inner_text(".reward")
        assert page.locator(".step").count() == len(HUNT["steps"])
        assert stops(page) == list(ZONES[:3])
        page.click(head(5))
        assert page.get_attribute(head(5), "aria-expanded") == "true"
        assert stops(page) == list(ZONES[3:])
        lit = page.query_selector("#plan .stop.lit")
        assert lit is not None
        assert lit.get_attribute("data-zone") == ZONES[4]


def test_the_way_is_drawn_level_by_level(browser: Browser, service: Service, key: str) -> None:
    """Each level has its piece of the way, and a mark where one leaves it."""
    with reading(browser, service, key) as page:
        drawn = page.get_attribute("#plan .route", "points") or ""
        assert drawn.startswith("7.5,-57.5 10,-52")
        assert drawn.endswith("76,-44")
        assert page.locator("#plan .turn").count() == 1
        page.click("#level-1")
        drawn = page.get_attribute("#plan .route", "points") or ""
        assert drawn.startswith("76,-44")
        assert page.locator("#plan .turn").count() == 1


def test_a_stop_may_be_chosen_on_the_plan(browser: Browser, service: Service, key: str) -> None:
    """A click on a numbered square unfolds its step."""
    with reading(browser, service, key) as page:
        page.click(f'#plan .stop[data-zone="{ZONES[1]}"] rect')
        assert page.get_attribute(head(2), "aria-expanded") == "true"


def test_hints_unfold_one_by_one(browser: Browser, service: Service, key: str) -> None:
    """None is read before it is asked for, and no button is left after the last."""
    with reading(browser, service, key) as page:
        page.click(head(1))
        step = page.locator('[data-step="1"]')
        assert "nine letters" not in step.inner_text()
        step.get_by_role("button", name="Hint 1 of 2").click()
        assert "nine letters" in step.inner_text()
        assert "begins with S" not in step.inner_text()
        step.get_by_role("button", name="Hint 2 of 2").click()
        assert "begins with S" in step.inner_text()
        assert step.locator(".hints button").count() == 0
        page.click(head(1))
        page.click(head(1))
        assert "begins with S" in step.inner_text()


def test_answers_come_on_demand(browser: Browser, service: Service, key: str) -> None:
    """Nothing tells an answer until staff asks, and it can be put away again."""
    with reading(browser, service, key) as page:
        page.click(head(1))
        assert "Sourdough" not in page.inner_text("#told")
        page.click("text=Show the answers")
        page.wait_for_selector(".answer")
        assert "Sourdough (also accepted: sourdough, sour dough)" in page.inner_text("#told")
        page.click(head(2))
        assert page.inner_text(".options .right").split() == ["b", "Speckled", "egg", "mug"]
        page.click(head(4))
        assert "Midnight timetable → What the Lift Heard → Atlas of umbrellas" in page.inner_text(
            '[data-step="4"] .answer'
        )
        page.click("text=Hide the answers")
        assert page.locator(".answer").count() == 0


def test_a_step_says_why_it_is_there(browser: Browser, service: Service, key: str) -> None:
    """The reason comes from the explanation: the hunt itself does not have it."""
    with reading(browser, service, key) as page:
        page.click(head(3))
        assert "Why this one: Reason 3" in page.inner_text('[data-step="3"]')


def test_answers_stay_when_a_hunt_is_given_up(browser: Browser, service: Service, key: str) -> None:
    """Ending it changes its state alone: what was unfolded and shown is still there."""
    ended = copy.deepcopy(HUNT) | {"state": "given_up"}
    with reading(browser, service, key) as page:
        page.route("**/v1/hunts/*/give-up", lambda route: route.fulfill(json=ended))
        page.click(head(4))
        page.click("text=Show the answers")
        page.wait_for_selector(".answer")
        page.click("text=Give the hunt up")
        page.wait_for_selector("#hunt[data-state=given_up]")
        assert "Midnight timetable → What the Lift Heard" in page.inner_text(
            '[data-step="4"] .answer'
        )


def test_a_grid_is_drawn(browser: Browser, service: Service, key: str) -> None:
    """A grid is a table of letters, and is said in words, too."""
    with reading(browser, service, key) as page:
        page.click(head(5))
        rows = page.locator(".letters tr").all()
        assert ["".join(row.inner_text().split()) for row in rows] == GRID
        assert GRID[0][:3] not in page.inner_text('[data-step="5"] .prompt').replace(" ", "")
        page.click("text=Said another way")
        assert "Row by row" in page.inner_text(".other")


def test_rows_with_a_column_are_drawn(browser: Browser, service: Service, key: str) -> None:
    """Rows of boxes stand so that what is read downwards is one marked column."""
    rows = [
        {"asked": "type", "name": "x", "length": 4, "at": 3, "first": "b"},
        {"asked": "type", "name": "y", "length": 5, "at": 1, "first": ""},
    ]
    crossed = copy.deepcopy(HUNT)
    crossed["steps"][4] |= {"kind": "mini_crossword", "shown": {"shelf": "s", "rows": rows}}
    with reading(browser, service, key, hunt=crossed) as page:
        page.click(head(5))
        cells = [row.locator("td").count() for row in page.locator(".letters tr").all()]
        assert cells == [4, 7]
        assert page.locator(".letters .none").count() == 2
        assert page.locator(".letters .marked").count() == 2
        assert page.locator(".letters tr:first-child td:nth-child(3)").get_attribute("class")
        assert page.inner_text(".letters td") == "B"


def test_the_reasons_stand_beside(browser: Browser, service: Service, key: str) -> None:
    """Scores with reasons, rules by table and row, what was left out and why, the hold."""
    with reading(browser, service, key) as page:
        told = page.inner_text("#reasons")
        for words in ("Country sourdough", "91,234", "every three weeks", "Reason 1", "in step 1"):
            assert words in told
        page.click("#why-rules")
        told = page.inner_text("#reasons")
        for words in ("How long, how hard?", "s3", "who comes often", "A fifth off tea"):
            assert words in told
        page.click("#why-refused")
        told = page.inner_text("#reasons")
        for words in ("salt", "out of stock", "Anagram: Midnight rye", "two words fit", "Péché"):
            assert words in told
        page.click("#why-promise")
        assert "held for this player until" in page.inner_text("#reasons")
        page.click("#why-made")
        assert HUNT["hunt_id"] in page.inner_text("#reasons")


def test_a_refusal_is_told(browser: Browser, service: Service, key: str) -> None:
    """Why there is no hunt is told in the reader's language, with the service's own words."""
    problem = {"code": "no_promotions", "detail": "no promotion of this campaign is live"}
    with reading(browser, service, key, faulty=True) as page:
        page.route("**/v1/hunts", lambda route: route.fulfill(status=409, json=problem))
        page.press("#player", "Enter")
        page.wait_for_selector("#hunt[data-state=refused]")
        assert "There is no promotion" in page.inner_text("#said")
        assert problem["detail"] in page.inner_text("#said")
        assert page.locator("#plan .stop").count() == 0
        assert page.is_hidden("#why")


def test_only_staff_reads(browser: Browser, service: Service, mall: Path) -> None:
    """A key that opens less shows nothing, and says which key it takes."""
    reader = json.loads(clew(mall, "key", "create", "--json").stdout)["key"]
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(f"{service.url}/hunts")
    page.wait_for_selector("html[data-ready]")
    assert page.is_hidden("#open")
    page.fill("#key", reader)
    page.press("#key", "Enter")
    page.wait_for_selector("#hunt[data-state=refused]")
    assert "needs an admin key" in page.inner_text("#said")
    assert page.is_visible("#key-form")
    assert page.is_hidden("#open")
    context.close()


def test_players_are_offered(browser: Browser, service: Service, key: str) -> None:
    """Whoever bought something can be chosen by name."""
    with reading(browser, service, key) as page:
        offered = page.eval_on_selector_all("#players option", "all => all.map(one => one.value)")
        assert offered[:2] == ["demo-001", "demo-002"]
        assert len(offered) == 200


# ---------------------------------------------------------------- everybody


def test_by_keyboard_alone(browser: Browser, service: Service, key: str) -> None:
    """Steps, hints, levels and reasons are reached and used without a pointer."""
    with reading(browser, service, key) as page:
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.get_attribute(head(1), "aria-expanded") == "true"
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert "nine letters" in page.inner_text('[data-step="1"]')
        page.keyboard.press("Enter")
        assert "begins with S" in page.inner_text('[data-step="1"]')
        # The last hint leaves the step's own button focused.
        assert page.evaluate("document.activeElement.getAttribute('aria-controls')") == "step-1"
        page.focus("#level-0")
        page.keyboard.press("ArrowRight")
        assert stops(page) == list(ZONES[3:])
        page.focus("#why-weighed")
        page.keyboard.press("ArrowRight")
        assert page.get_attribute("#why-rules", "aria-selected") == "true"
        assert page.evaluate("document.activeElement.id") == "why-rules"


def test_a_pressed_step_stays_where_it_is(browser: Browser, service: Service, key: str) -> None:
    """Unfolding a step moves nothing above it: others stay unfolded."""
    with reading(browser, service, key) as page:
        page.click(head(1))
        page.locator(head(4)).scroll_into_view_if_needed()
        before = page.locator(head(4)).bounding_box()
        page.click(head(4))
        after = page.locator(head(4)).bounding_box()
        assert before is not None
        assert after is not None
        assert abs(before["y"] - after["y"]) <= 1


def test_two_languages(browser: Browser, service: Service, key: str) -> None:
    """French says the page again; the hunt stays in the language that it was made in."""
    with reading(browser, service, key) as page:
        page.click(head(1))
        page.click("[data-lang=fr]")
        page.locator("#said", has_text="Une chasse pour demo-002").wait_for()
        assert "Anagramme" in page.inner_text(head(1))
        assert "\N{MINUS SIGN}20 %" in page.inner_text(".reward")
        assert page.get_attribute('[data-step="1"] .prompt', "lang") == "en"


def test_both_languages_have_the_same_words() -> None:
    """No word is missing in one language, and their holes are the same."""
    english, french = (
        json.loads((files("clew.http") / "pages" / f"hunts.{lang}.json").read_text("utf-8"))
        for lang in ("en", "fr")
    )
    assert list(english) == list(french)
    for word, words in english.items():
        assert words.count("{") == french[word].count("{"), word


@pytest.mark.parametrize("scheme", ["light", "dark"])
@SIZES
def test_axe_finds_nothing(
    browser: Browser, service: Service, key: str, size: Any, scheme: Any
) -> None:
    """No rule of axe-core is broken, whatever is unfolded."""
    with reading(browser, service, key, viewport=size, color_scheme=scheme) as page:
        page.click("text=Show the answers")
        for n, tab in ((1, "weighed"), (2, "rules"), (5, "refused"), (4, "promise")):
            page.click(head(n))
            page.click(f"#why-{tab}")
            assert Axe().run(page).response["violations"] == []


@SIZES
def test_targets_are_large_enough(browser: Browser, service: Service, key: str, size: Any) -> None:
    """Every button and field is at least 44 px high; nothing scrolls sideways."""
    with reading(browser, service, key, viewport=size) as page:
        page.click(head(5))
        for target in page.query_selector_all("button, select, summary, label.tick, .row input"):
            box = target.bounding_box()
            if box is not None:
                assert min(box["width"], box["height"]) >= 44, target.evaluate("e => e.outerHTML")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_page_has_nothing_inline() -> None:
    """No script, style or handler stands in the page itself."""
    page = ASSETS["hunts.html"].content.decode()
    for told in ("<style", "style=", "<script>", "onclick"):
        assert told not in page
