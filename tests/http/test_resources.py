"""Campaigns, clues, misses and venues over HTTP: what one worker did, every worker answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from served import Service, Told, clew, until

ZONE, OTHER = "demo-mall/0/14/9", "demo-mall/1/23/9"
CLUES = "/v1/campaigns/demo/clues"


@pytest.fixture(scope="module")
def key(service: Service, mall: Path) -> str:
    """An admin key."""
    assert service.process.poll() is None
    made: str = json.loads(clew(mall, "key", "create", "--scope", "admin", "--json").stdout)["key"]
    return made


def put(service: Service, key: str, clue: str, **written: Any) -> Told:
    return service.ask("PUT", f"{CLUES}/{clue}", written, key)


def everywhere(service: Service, text: str) -> set[tuple[str, str | None]]:
    """(outcome, zone) of a text on several connections, which fall on both workers."""
    told = [service.resolve(text).json for _ in range(8)]
    return {(one["outcome"], one["zone"]) for one in told}


def test_a_write_is_seen_by_every_worker_at_once(service: Service, key: str) -> None:
    """Published, moved, deleted and restored: each acknowledged, each answered so by all."""
    text = "beneath the copper heron"
    told = put(service, key, "heron", text=text, lang="en", zone=ZONE)
    assert (told.status, told.json) == (200, {"clue": "heron", "revision": 1, "changed": True})
    assert everywhere(service, text) == {("found", ZONE)}
    assert put(service, key, "heron", text=text, lang="en", zone=OTHER).json["revision"] == 2
    assert everywhere(service, text) == {("found", OTHER)}
    for _ in range(4):
        zone = ZONE if _ % 2 else OTHER
        put(service, key, "heron", text=text, lang="en", zone=zone)
        assert everywhere(service, text) == {("found", zone)}
    assert service.ask("DELETE", f"{CLUES}/heron", key=key).status == 200
    assert ("found", ZONE) not in everywhere(service, text)
    assert service.ask("POST", f"{CLUES}/heron/restore", key=key).status == 200
    assert everywhere(service, text) == {("found", ZONE)}


def test_a_clue_by_its_coordinates(service: Service, key: str) -> None:
    """A clue whose place is a point stands in the square around it, with that square's centroid."""
    at = service.resolve("la fontaine", context={"level": 0}).json
    place = {"venue": at["venue"], "level": at["level"], "lat": at["lat"], "lon": at["lon"]}
    assert put(service, key, "point", text="by the seventh lantern", **place).status == 200
    told = service.resolve("by the seventh lantern").json
    assert (told["zone"], told["lat"], told["lon"]) == (at["zone"], at["lat"], at["lon"])


REFUSED: dict[str, tuple[dict[str, Any], int, str, str | None]] = {
    # what is wrong -> what is written, status, code, field
    "no place": ({"text": "a lamp"}, 422, "wrong_value", "venue"),
    "no text": ({"zone": ZONE}, 422, "wrong_value", "text"),
    "an empty text": ({"text": "...", "zone": ZONE}, 422, "empty_text", "text"),
    "an unknown field": ({"text": "a", "zone": ZONE, "x": 1}, 422, "wrong_value", "x"),
    "a zone that is none": ({"text": "a lamp", "zone": "x"}, 422, "zone_unknown", "zone"),
    "a level in words": ({"text": "a lamp", "level": "one"}, 422, "wrong_value", "level"),
    "no venue of ours": (
        {"text": "a lamp", "zone": "moon/0/1/1"},
        404,
        "venue_unknown",
        "zone",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_clue_that_cannot_be_kept(service: Service, key: str, what: str) -> None:
    """It is refused with the field, and nothing is published."""
    written, status, code, field = REFUSED[what]
    told = put(service, key, "refused", **written)
    assert (told.status, told.json["code"]) == (status, code)
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json["where"]["field"] == field
    assert "/home" not in told.body.decode()
    page = service.ask("GET", f"{CLUES}?after=refuse&limit=1", key=key).json
    assert [clue["id"] for clue in page["clues"]] != ["refused"]


def test_clues_page_by_page(service: Service, key: str, mall: Path) -> None:
    """Following `next` gives every live clue once, as the export does."""
    found: list[str] = []
    after: str | None = ""
    while after is not None:
        page = service.ask("GET", f"{CLUES}?limit=100&after={after}", key=key).json
        found += [clue["id"] for clue in page["clues"]]
        after = page["next"]
    exported = json.loads(clew(mall, "clue", "export", "--campaign", "demo", "--json").stdout)
    assert len(found) == len(set(found))
    assert len(found) == len(exported)


def test_the_life_of_a_campaign(service: Service, key: str) -> None:
    """Created, listed, created twice, closed, asked in vain, reopened."""
    assert service.ask("POST", "/v1/campaigns", {"id": "autumn"}, key).json["open"] is True
    assert "autumn" in service.ask("GET", "/v1/campaigns").json["campaigns"]
    told = service.ask("POST", "/v1/campaigns", {"id": "autumn"}, key)
    assert (told.status, told.json["code"]) == (409, "campaign_exists")
    assert service.ask("POST", "/v1/campaigns/autumn/close", key=key).json["open"] is False
    assert "autumn" not in service.ask("GET", "/v1/campaigns").json["campaigns"]
    told = service.ask("POST", "/v1/resolve", {"campaign": "autumn", "text": "a"})
    assert (told.status, told.json["code"]) == (409, "campaign_closed")
    assert service.ask("POST", "/v1/campaigns/autumn/reopen", key=key).json["open"] is True
    told = service.ask("POST", "/v1/campaigns/winter/close", key=key)
    assert (told.status, told.json["code"]) == (404, "campaign_unknown")


def test_a_miss_is_listed_and_taken_in(service: Service, key: str) -> None:
    """A text that missed is listed within seconds; accepted, it answers and is off the list."""
    text = "zvrk blomst qantelis"
    path = "/v1/campaigns/demo/misses"

    def asked_everywhere() -> bool:
        # A busy machine may be late to embed, and then nobody can say that it is a miss.
        told = service.resolve(text).json
        assert told["outcome"] == "miss"
        return not told["degraded"]

    def listed() -> bool:
        told = service.ask("GET", path, key=key).json
        return text in {one["text"] for one in told["misses"]}

    until(asked_everywhere)
    until(listed)
    put(service, key, "lamp", text="a lamp that never sleeps", zone=ZONE)
    meant = {"text": text, "clue": "lamp"}
    assert service.ask("POST", f"{path}/accept", meant, key).json["changed"] is True
    assert everywhere(service, text) == {("found", ZONE)}
    assert not listed()


def test_venues(service: Service) -> None:
    """The venues stand with the version of their map."""
    assert service.ask("GET", "/v1/venues").json == [{"id": "demo-mall", "map_version": 1}]


def test_a_body_past_the_bound(service: Service, key: str) -> None:
    """A body of megabytes is refused, and the worker goes on."""
    told = put(service, key, "long", text="a" * 2_000_000, zone=ZONE)
    assert (told.status, told.json["code"]) == (413, "body_too_large")
    assert service.ask("GET", "/healthz").status == 200


def test_no_json_behind_the_front(service: Service, key: str) -> None:
    """What is no JSON is a problem there, too."""
    told = service.ask("PUT", f"{CLUES}/c", b"{", key)
    assert (told.status, told.headers["content-type"]) == (400, "application/problem+json")


def test_the_document_is_the_one_in_the_tree(service: Service) -> None:
    """/v1/openapi.json is docs/openapi.json, byte by byte."""
    page = Path(__file__).parents[2] / "docs" / "openapi.json"
    assert service.ask("GET", "/v1/openapi.json").body == page.read_bytes()
