"""What operations keep over HTTP: locked texts, measured centroids, squares and maps."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from served import Service, Told, clew, serving

ZONE, OTHER = "demo-mall/0/14/9", "demo-mall/1/23/9"
VENUE = "/v1/venues/demo-mall"


@pytest.fixture(scope="module")
def service(mall: Path) -> Iterator[Service]:
    """Two workers without a vector tier, which nothing here asks."""
    with serving(mall, CLEW_VECTOR_URL="none:") as running:
        yield running


@pytest.fixture(scope="module")
def key(service: Service, mall: Path) -> str:
    """An admin key."""
    assert service.process.poll() is None
    made: str = json.loads(clew(mall, "key", "create", "--scope", "admin", "--json").stdout)["key"]
    return made


def text(words: str, zone: str = ZONE, **more: str) -> dict[str, str]:
    return {"text": words, "campaign": "demo", "zone": zone} | more


def build(service: Service, key: str, *texts: dict[str, str], **more: Any) -> Told:
    return service.ask("PUT", "/v1/static", {"texts": texts} | more, key)


def standing(service: Service, key: str) -> Any:
    return service.ask("GET", "/v1/static", key=key).json


def test_texts_are_put_in_force(service: Service, key: str) -> None:
    """They replace those before, are listed with their state, and answer on every worker."""
    before = standing(service, key)["generation"]
    told = build(service, key, text("the old oak door", lang="en"), text("la porte", OTHER))
    assert (told.status, told.json) == (
        200,
        {"generation": before + 1, "rows": 2, "zones": 2, "campaigns": ["demo"]},
    )
    for _ in range(8):
        found = service.resolve("the old oak door").json
        assert (found["outcome"], found["tier"], found["zone"]) == ("found", "static", ZONE)
    listed = standing(service, key)
    assert (listed["generation"], listed["ends"], listed["findings"]) == (before + 1, None, [])
    assert [(one["line"], one["text"], one["lang"], one["state"]) for one in listed["texts"]] == [
        (2, "the old oak door", "en", "in_force"),
        (3, "la porte", "und", "in_force"),
    ]
    again = build(service, key, text("the old oak door", lang="en"), text("la porte", OTHER))
    assert again.json["generation"] == before + 1


def test_a_lock_that_has_ended(service: Service, key: str) -> None:
    """Past its last day a text is listed as ended, and does not answer."""
    build(service, key, text("the yew arch"), ends="2020-01-01")
    listed = standing(service, key)
    assert (listed["ends"], listed["texts"][0]["state"]) == ("2020-01-01", "ended")
    assert service.resolve("the yew arch").json["outcome"] == "miss"


def test_no_text_where_one_is_bad(service: Service, key: str) -> None:
    """Each bad text is named by its line and field, and those before stay."""
    build(service, key, text("the tin gate"))
    before = standing(service, key)
    told = build(
        service,
        key,
        text("a good one"),
        text("two\nlines"),
        text("A good one."),
        text("nowhere", "demo-mall/0/9999/1"),
        text("whose", clue_id="nobody"),
        text("where") | {"campaign": "autumn"},
    )
    assert told.status == 422
    assert [(one["code"], one["where"]) for one in told.json["errors"]] == [
        ("wrong_value", {"line": 2, "field": "text"}),
        ("duplicate_row", {"line": 3, "field": "text"}),
        ("zone_unknown", {"line": 4, "field": "zone"}),
        ("clue_unknown", {"line": 5, "field": "clue_id"}),
        ("campaign_unknown", {"line": 6, "field": "campaign"}),
    ]
    assert standing(service, key) == before


@pytest.mark.parametrize("lang", ["en\nx", "e,n", '"', "x" * 36])
def test_a_language_that_is_none(service: Service, key: str, lang: str) -> None:
    """Nothing but a language tag is taken for one: static.csv is read line by line."""
    told = build(service, key, text("a lamp", lang=lang))
    assert (told.status, told.json["code"]) == (422, "wrong_value")


def test_builders_take_turns(service: Service, key: str) -> None:
    """Of builds at once each is in force whole, or refused since another was faster."""
    before = standing(service, key)["generation"]
    with ThreadPoolExecutor(8) as pool:
        told = list(
            pool.map(
                lambda n: build(service, key, *(text(f"turn {n} {m}") for m in range(20))),
                range(16),
            )
        )
    built = [one.json["generation"] for one in told if one.status == 200]
    assert {one.json["code"] for one in told if one.status != 200} <= {"not_newer"}
    assert len(set(built)) == len(built)
    after = standing(service, key)
    assert after["generation"] == max(built) > before
    assert after["findings"] == []
    assert len({one["text"].split()[1] for one in after["texts"]}) == 1
    assert len(after["texts"]) == 20


def test_a_build_sent_again(service: Service, key: str) -> None:
    """Under one Idempotency-Key a build is done once, and does not undo a later one."""
    sent = {"idempotency-key": uuid4().hex}
    body = {"texts": [text("the first lantern")]}
    first = service.ask("PUT", "/v1/static", body, key, **sent)
    assert build(service, key, text("the second lantern")).status == 200
    again = service.ask("PUT", "/v1/static", body, key, **sent)
    assert (again.status, again.body) == (first.status, first.body)
    assert [one["text"] for one in standing(service, key)["texts"]] == ["the second lantern"]


def test_what_may_be_locked(service: Service, key: str) -> None:
    """The most asked clues are suggested in the shape that a build takes."""
    path = "/v1/campaigns/demo/static/suggestions?top=3"
    told = service.ask("GET", path, key=key)
    assert told.status == 200
    assert all(set(one) >= {"text", "campaign", "zone"} for one in told.json["texts"])
    told = service.ask("GET", "/v1/campaigns/autumn/static/suggestions", key=key)
    assert (told.status, told.json["code"]) == (404, "campaign_unknown")


def measure(zone: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "zone": zone["zone"],
        "lat": zone["lat"],
        "lon": zone["lon"],
        "accuracy_m": 0.25,
        "instrument": "total station",
        "measured_on": "2026-03-01",
    } | more


def squares(service: Service, key: str, **asked: Any) -> list[dict[str, Any]]:
    words = "&".join(f"{name}={value}" for name, value in asked.items())
    found: list[dict[str, Any]] = service.ask("GET", f"{VENUE}/zones?{words}", key=key).json[
        "zones"
    ]
    return found


def test_a_measure_locks_a_square(service: Service, key: str, mall: Path) -> None:
    """Its point is served from then on; it is listed, and sent back it changes nothing."""
    zones = squares(service, key, level=0)
    one, two = [zone for zone in zones if zone["source"] == "geometric"][:2]
    shifted = measure(one, lat=round(one["lat"] + 1e-6, 7))
    told = service.ask("POST", "/v1/surveys", {"surveys": [shifted, measure(two)]}, key)
    assert (told.status, told.json["added"], told.json["unchanged"]) == (200, 2, 0)
    after = {zone["zone"]: zone for zone in squares(service, key, level=0)}
    assert after[one["zone"]]["lat"] == shifted["lat"]
    assert after[one["zone"]]["source"] == "surveyed"
    listed = service.ask("GET", f"{VENUE}/surveys", key=key).json
    assert shifted in listed["surveys"]
    told = service.ask("POST", "/v1/surveys", listed, key)
    assert (told.json["added"], told.json["unchanged"]) == (0, len(listed["surveys"]))
    exported = clew(mall, "survey", "export", "--venue", "demo-mall").stdout
    assert len(list(csv.DictReader(exported.splitlines()))) == len(listed["surveys"])
    other = shifted | {"lat": one["lat"]}
    told = service.ask("POST", "/v1/surveys", {"surveys": [other]}, key)
    assert (told.status, told.json["code"]) == (409, "zone_locked")
    told = service.ask("POST", "/v1/surveys", {"surveys": [other], "replace": True}, key)
    assert (told.status, told.json["replaced"]) == (200, 1)


def test_measures_that_cannot_be(service: Service, key: str) -> None:
    """Each bad measure is named by its line and field, and none is taken in."""
    (one, two) = squares(service, key, level=1, limit=2)
    bad = [measure(one), measure(one, lat=two["lat"] + 1), measure(two, accuracy_m=0)]
    told = service.ask("POST", "/v1/surveys", {"surveys": bad}, key)
    assert told.status == 422
    assert [(fault["code"], fault["where"]) for fault in told.json["errors"]] == [
        ("outside_cell", {"line": 2, "field": "lat"}),
        ("wrong_value", {"line": 3, "field": "accuracy_m"}),
    ]
    assert squares(service, key, level=1, limit=2)[0]["source"] == "geometric"
    told = service.ask(
        "POST", "/v1/surveys", {"surveys": [measure(one) | {"zone": "moon/0/1/1"}]}, key
    )
    assert (told.status, told.json["code"]) == (404, "venue_unknown")


def test_squares_page_by_page(service: Service, key: str, mall: Path) -> None:
    """Following `next` gives every square once, as the command line lists them."""
    found: list[str] = []
    after: str | None = ""
    while after is not None:
        page = service.ask("GET", f"{VENUE}/zones?limit=500&after={after}", key=key).json
        found += [zone["zone"] for zone in page["zones"]]
        after = page["next"]
    listed = json.loads(clew(mall, "venue", "zones", "--venue", "demo-mall", "--json").stdout)
    assert sorted(found) == sorted(one["zone"] for one in listed)
    assert len(set(found)) == len(found)


def test_the_map(service: Service, key: str, mall: Path) -> None:
    """It is what the command line exports, byte by byte."""
    told = service.ask("GET", f"{VENUE}/map", key=key)
    assert told.headers["content-type"] == "application/geo+json"
    assert told.body.decode() == clew(mall, "venue", "export", "--venue", "demo-mall").stdout
    assert service.ask("GET", "/v1/venues/moon/map", key=key).json["code"] == "venue_unknown"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/static"),
        ("PUT", "/v1/static"),
        ("POST", "/v1/surveys"),
        ("GET", f"{VENUE}/surveys"),
        ("GET", f"{VENUE}/zones"),
        ("GET", f"{VENUE}/map"),
    ],
)
def test_without_a_key(service: Service, method: str, path: str) -> None:
    """Nothing of it is told or changed without an admin key."""
    told = service.ask(method, path, {} if method != "GET" else None)
    assert (told.status, told.json["code"]) == (401, "key_missing")
