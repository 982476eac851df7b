"""The try-it page in a real browser: the system's Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import CHROMIUM, DESK, PHONE, Visit, browsing, visiting
from playwright.sync_api import Browser, Route
from served import Service

from clew.http.pages import ASSETS, POLICY
from clew.venues.plan_drawing import cell_box

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")

FOUND = "where dough rises before the sun"
BOTH = "The fountain"
NEVER = "Where do I moor my submarine?"
PAGES = {"index.html": "/", "hunts.html": "/hunts"}
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each visitor has a context of its own."""
    with browsing() as running:
        yield running


@pytest.fixture
def visit(browser: Browser, service: Service) -> Iterator[Visit]:
    """A visitor at a desk who reads English; nothing may go wrong on the page."""
    with visiting(browser, service) as visit:
        yield visit
    assert visit.faults == []


# ---------------------------------------------------------------- answers


@SIZES
def test_a_find_lights_its_square(browser: Browser, service: Service, size: Any) -> None:
    """A clue lights the one square that the service answers, and says place, level and why."""
    answer = service.resolve(FOUND).json
    with visiting(browser, service, viewport=size) as visit:
        visit.ask(FOUND)
        assert visit.lit() == [answer["zone"]]
        assert visit.level() == "Rez-de-chaussée"
        assert "Found: Pain & Cie" in visit.said
        told = visit.page.text_content("#told") or ""
        assert answer["zone"] in told
        assert f"{answer['lat']:.7f}, {answer['lon']:.7f}" in told
        for reason in ("These are a clue's own words", "100%", "No other came near", "one square"):
            assert reason in told
        assert visit.faults == []


def test_the_square_is_drawn_where_its_cell_lies(visit: Visit) -> None:
    """The lit square has the place and size of the zone's cell on the plan."""
    visit.ask(FOUND)
    zone = visit.lit()[0]
    assert zone is not None
    box = cell_box(zone)
    drawn = visit.page.query_selector("#plan .square.lit rect")
    assert drawn is not None
    sides = [float(drawn.get_attribute(side) or 0) for side in ("x", "y", "width", "height")]
    assert sides == [box.x, box.y, box.width, box.height]


def test_a_find_on_another_level_shows_that_level(visit: Visit) -> None:
    """The plan turns to the level of the answer."""
    visit.ask("Le Bol Fumant")
    assert visit.level() == "Étage"
    assert len(visit.lit()) == 1


def test_a_square_is_called_after_its_room(visit: Visit) -> None:
    """A square in a shop is called by the shop, though the shop's own point lies elsewhere."""
    visit.ask("Hands without fingers, a face without a nose")
    assert "Found: À la Bonne Heure" in visit.said
    lines = visit.page.query_selector_all("#plan .lit-name tspan")
    assert " ".join(line.text_content() or "" for line in lines) == "À la Bonne Heure"


def test_a_question_is_asked_back(visit: Visit) -> None:
    """Several places light as candidates, and the one that is chosen becomes the answer."""
    visit.ask(BOTH)
    assert visit.said.startswith("Which one do you mean?")
    buttons = visit.page.query_selector_all(".candidates button")
    zones = [button.get_attribute("data-zone") for button in buttons]
    assert [zone.split("/")[1] for zone in zones if zone] == ["0", "1"]
    assert visit.lit("maybe") == [zones[0]]
    buttons[1].click()
    assert visit.lit() == [zones[1]]
    assert visit.level() == "Étage"
    assert "You chose: La Fontaine" in visit.said
    chosen = visit.page.query_selector_all(".candidates [aria-pressed=true]")
    assert [one.get_attribute("data-zone") for one in chosen] == [zones[1]]


def test_a_candidate_may_be_chosen_on_the_plan(visit: Visit) -> None:
    """A candidate's square can be clicked."""
    visit.ask(BOTH)
    visit.page.click("#plan .square.maybe rect")
    assert "You chose: La Fontaine" in visit.said


def test_a_miss_is_kind(visit: Visit) -> None:
    """A miss lights nothing and says what to try."""
    visit.ask(FOUND)
    visit.ask(NEVER)
    assert visit.state == "miss"
    assert visit.lit() == []
    assert "Try other words" in visit.said


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (["vector"], "cannot look for similar words"),
        (["embedding"], "cannot look for similar words"),
        (["exact", "vector"], "only the venue's own short list answers"),
        (["static"], "own list cannot be read"),
        (["map:demo-mall/0/1/1"], "failed a check"),
        (["something new"], "could not be asked"),
    ],
)
def test_a_degraded_answer_says_so(visit: Visit, parts: list[str], words: str) -> None:
    """What could not be asked is told in plain words, and that a miss may be none."""
    told: dict[str, Any] = {
        "outcome": "miss",
        "tier": None,
        "confidence": None,
        "zone": None,
        "candidates": [],
    }

    def degraded(route: Route) -> None:
        answer = route.fetch().json() | told | {"degraded": parts}
        route.fulfill(json=answer)

    visit.page.route("**/v1/resolve", degraded)
    visit.ask(NEVER)
    assert words in visit.said
    assert "try again in a moment" in visit.said


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "key is missing"),
        (409, "campaign is over"),
        (422, "cannot be read"),
        (429, "again in 7 s"),
        (503, "is down"),
    ],
)
def test_a_refusal_is_told(browser: Browser, service: Service, status: int, words: str) -> None:
    """Whatever the service refuses is told in words, and the text stays in the box."""
    with visiting(browser, service) as visit:
        visit.page.route(
            "**/v1/resolve",
            lambda route: route.fulfill(status=status, headers={"retry-after": "7"}, json={}),
        )
        visit.ask(FOUND)
        assert words in visit.said
        assert visit.page.input_value("#clue") == FOUND
        assert visit.page.is_visible("#key-form") is (status == 401)


def test_a_lost_connection_is_told(browser: Browser, service: Service) -> None:
    """A service that cannot be reached is told, and the text stays in the box."""
    with visiting(browser, service) as visit:
        visit.page.route("**/v1/resolve", lambda route: route.abort())
        visit.ask(FOUND)
        assert "cannot be reached" in visit.said
        assert visit.page.input_value("#clue") == FOUND


# ---------------------------------------------------------------- everybody


def test_by_keyboard_alone(visit: Visit) -> None:
    """Clue, candidates, levels and zoom are reached and used without a pointer."""
    page = visit.page
    page.focus("#clue")
    page.keyboard.type(BOTH)
    page.keyboard.press("Enter")
    page.wait_for_selector(".candidates")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "You chose: La Fontaine" in visit.said
    assert page.evaluate("document.activeElement.dataset.zone") == visit.lit()[0]
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "tab"
    page.keyboard.press("ArrowLeft")
    assert visit.level() == "Rez-de-chaussée"
    page.keyboard.press("Tab")
    before = page.get_attribute("#plan", "viewBox")
    page.keyboard.press("+")
    closer = page.get_attribute("#plan", "viewBox")
    page.keyboard.press("ArrowRight")
    moved = page.get_attribute("#plan", "viewBox")
    page.keyboard.press("0")
    assert len({before, closer, moved}) == 3
    assert page.get_attribute("#plan", "viewBox") == before


def test_the_answer_is_read_out(visit: Visit) -> None:
    """The answer's words stand in a polite live region, and the plan says what is lit."""
    assert visit.page.get_attribute("#said", "aria-live") == "polite"
    visit.ask(FOUND)
    assert "Lit: Pain & Cie." in (visit.page.get_attribute("#plan", "aria-label") or "")
    tab = visit.page.text_content(".tabs [aria-selected=true]") or ""
    assert "lit: 1" in tab


def test_two_languages(visit: Visit) -> None:
    """French says everything again, the answer included, and is remembered."""
    visit.ask(FOUND)
    visit.page.click("[data-lang=fr]")
    visit.page.wait_for_selector("html[lang=fr]")
    visit.page.locator("#said", has_text="Trouvé").wait_for()
    assert visit.page.inner_text("#find") == "Trouver"
    assert "Ce sont les mots mêmes" in (visit.page.text_content("#told") or "")
    visit.page.reload()
    visit.page.wait_for_selector("html[data-ready]")
    assert "Chaque indice" in visit.said


def test_a_french_browser_is_answered_in_french(browser: Browser, service: Service) -> None:
    """The browser's own language is the first one."""
    with visiting(browser, service, locale="fr-FR") as visit:
        visit.ask(NEVER)
        assert "Aucun indice" in visit.said


def test_both_languages_have_the_same_words() -> None:
    """No word is missing in one language, and their holes are the same."""
    english, french = (
        json.loads((files("clew.http") / "pages" / f"words.{lang}.json").read_text("utf-8"))
        for lang in ("en", "fr")
    )
    assert list(english) == list(french)
    for key, words in english.items():
        assert words.count("{") == french[key].count("{"), key


@pytest.mark.parametrize("scheme", ["light", "dark"])
@SIZES
def test_axe_finds_nothing(browser: Browser, service: Service, size: Any, scheme: Any) -> None:
    """No rule of axe-core is broken: before a question, and after each kind of answer."""
    with visiting(browser, service, viewport=size, color_scheme=scheme) as visit:
        for text in (None, FOUND, BOTH, NEVER):
            if text:
                visit.ask(text)
                visit.page.wait_for_timeout(1000)
            report = Axe().run(visit.page).response
            assert report["violations"] == []


@SIZES
def test_targets_are_large_enough(browser: Browser, service: Service, size: Any) -> None:
    """Every button and field is at least 44 px wide and high; nothing scrolls sideways."""
    with visiting(browser, service, viewport=size) as visit:
        visit.ask(BOTH)
        for target in visit.page.query_selector_all("button, input, select, summary"):
            box = target.bounding_box()
            if box is not None:
                assert min(box["width"], box["height"]) >= 44, target.evaluate("e => e.outerHTML")
        wide = visit.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"]


def test_the_dark_is_dark(browser: Browser, service: Service) -> None:
    """The page follows the scheme that the visitor prefers."""
    shades = []
    for scheme in ("light", "dark"):
        with visiting(browser, service, color_scheme=scheme) as visit:
            shade = "getComputedStyle(document.documentElement).backgroundColor"
            shades.append(visit.page.evaluate(shade))
    assert shades == ["rgb(255, 255, 255)", "rgb(21, 23, 26)"]


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_nothing_moves_for_who_wants_none(
    browser: Browser, service: Service, motion: Any, *, moves: bool
) -> None:
    """A find pulses once, and not at all where less motion is asked for."""
    with visiting(browser, service, reduced_motion=motion) as visit:
        visit.ask(FOUND)
        names = (
            "[...document.querySelectorAll('#plan *')].map(e => getComputedStyle(e).animationName)"
        )
        assert any(name != "none" for name in visit.page.evaluate(names)) is moves


def test_a_phone_shows_the_box_and_the_answer(browser: Browser, service: Service) -> None:
    """On a phone the plan, the answer's headline and the box are all in view at once."""
    with visiting(browser, service, viewport=PHONE, has_touch=True) as visit:
        visit.ask(FOUND)
        for part in ("#plan .square.lit rect", "#said .head", "#find"):
            box = visit.page.query_selector(part)
            assert box is not None
            edges = box.bounding_box()
            assert edges is not None
            assert edges["y"] >= 0
            assert edges["y"] + edges["height"] <= PHONE["height"]


# ---------------------------------------------------------------- what is sent


def test_nothing_comes_from_elsewhere(visit: Visit, service: Service) -> None:
    """The page asks its own service alone."""
    visit.ask(FOUND)
    assert visit.hosts == {f"{service.host}:{service.port}"}


def test_every_file_is_guarded(service: Service) -> None:
    """Each file has the policy, its type and a tag, and is not sent again to who has it."""
    for name in ASSETS:
        told = service.ask("GET", PAGES.get(name, f"/assets/{name}"))
        assert told.status == 200
        assert told.headers["content-security-policy"] == POLICY
        assert told.headers["x-content-type-options"] == "nosniff"
        assert told.headers["etag"] == ASSETS[name].etag
        assert told.body == ASSETS[name].content


def test_the_page_has_nothing_inline() -> None:
    """No script, style or handler stands in the page itself."""
    page = ASSETS["index.html"].content.decode()
    assert "<style" not in page
    assert "style=" not in page
    assert "<script>" not in page
    assert re.search(r"\son[a-z]+=", page) is None


@pytest.mark.parametrize("name", ["nothing.js", "..%2Fpages.py", "index.html", "hunts.html"])
def test_no_other_file(service: Service, name: str) -> None:
    """Only the files of the table are served."""
    assert service.ask("GET", f"/assets/{name}").status == 404


def test_a_plan_of_no_venue(service: Service) -> None:
    """An unknown venue is a problem with its code."""
    told = service.ask("GET", "/v1/venues/nowhere/plan")
    assert (told.status, told.json["code"]) == (404, "venue_unknown")


def test_plans_go_with_open_campaigns(service: Service) -> None:
    """The open campaigns are told, each with the venues that its clues name."""
    told = service.ask("GET", "/v1/plans")
    assert told.json == [{"campaign": "demo", "venues": ["demo-mall"]}]
