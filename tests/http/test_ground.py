"""What is open in a venue, told and changed over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from served import Service, clew, serving

ZONE, OTHER = "demo-mall/0/14/9", "demo-mall/1/23/9"
VENUE = "/v1/venues/demo-mall"
CLOSURES, OPENINGS, RULES = f"{VENUE}/closures", f"{VENUE}/openings", f"{VENUE}/zone-rules"
SOON = 4_000_000_000


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


@pytest.fixture(scope="module")
def lift(mall: Path) -> str:
    """A connector of the mall."""
    told = json.loads(clew(mall, "venue", "reach", ZONE, OTHER, "--json").stdout)
    found: str = told["crossings"][0]["connector"]
    return found


def closed(service: Service, key: str) -> list[str]:
    listed = service.ask("GET", CLOSURES, key=key).json["closures"]
    return [one["zone"] or one["connector"] for one in listed]


def test_closed_and_opened(service: Service, key: str, lift: str) -> None:
    """What is closed is listed until it is opened, and afterwards among all that ever was."""
    first = service.ask("POST", CLOSURES, {"zone": ZONE, "why": "wet floor", "who": "ada"}, key)
    assert first.status == 200
    assert (first.json["zone"], first.json["why"], first.json["until"]) == (ZONE, "wet floor", None)
    lasting = {"connector": lift, "since": SOON, "until": SOON + 60}
    assert service.ask("POST", CLOSURES, lasting, key).json["who"] == "api"
    assert closed(service, key) == [ZONE, lift]
    opened = service.ask("POST", OPENINGS, {"zone": ZONE, "who": "bob"}, key).json["closures"]
    assert [(one["number"], one["opened_by"]) for one in opened] == [(first.json["number"], "bob")]
    assert closed(service, key) == [lift]
    every = service.ask("GET", f"{CLOSURES}?every=true", key=key).json["closures"]
    assert [one["opened_by"] for one in every] == ["bob", None]
    assert service.ask("POST", OPENINGS, {"connector": lift}, key).status == 200
    again = service.ask("POST", OPENINGS, {"connector": lift}, key)
    assert (again.status, again.json["code"]) == (409, "not_closed")


def test_sent_again_closed_once(service: Service, key: str) -> None:
    """A closing that is sent twice under one key closes once."""
    head = {"Idempotency-Key": str(uuid4())}
    told = [service.ask("POST", CLOSURES, {"zone": OTHER}, key, **head) for _ in range(2)]
    assert told[0].json == told[1].json
    assert closed(service, key) == [OTHER]
    assert service.ask("POST", OPENINGS, {"zone": OTHER}, key).status == 200


def test_rules_are_set_and_listed(service: Service, key: str) -> None:
    """Rules are set together, and sent back as they are listed they change nothing."""
    rules = [
        {"zone": ZONE, "capacity": 4, "opening_hours": "Mo-Sa 10:00-20:00; PH off"},
        {"zone": OTHER, "capacity": 2},
    ]
    sent = {"rules": rules, "timezone": "Europe/Paris", "country": "FR", "who": "ada"}
    told = service.ask("POST", "/v1/zone-rules", sent, key)
    assert told.json == {"venues": ["demo-mall"], "set": 2, "cleared": 0, "unchanged": 0}
    listed = service.ask("GET", RULES, key=key).json
    assert (listed["timezone"], listed["country"]) == ("Europe/Paris", "FR")
    told = service.ask("POST", "/v1/zone-rules", listed, key)
    assert (told.json["set"], told.json["unchanged"]) == (0, 2)
    told = service.ask("POST", "/v1/zone-rules", {"rules": [{"zone": ZONE}]}, key)
    assert told.json["cleared"] == 1


def test_bad_rules_are_told_by_line(service: Service, key: str) -> None:
    """One bad rule keeps all out, and each is told by its place in the list."""
    rules = [
        {"zone": ZONE, "capacity": 1},
        {"zone": OTHER, "opening_hours": "Mo-Fr 10h-18h"},
        {"zone": "moon/0/1/1"},
    ]
    before = service.ask("GET", RULES, key=key).json
    told = service.ask("POST", "/v1/zone-rules", {"rules": rules, "timezone": "Europe/Rome"}, key)
    assert told.status == 422
    faults = [(one["code"], one["where"]["line"]) for one in told.json["errors"]]
    assert faults == [("opening_hours_refused", 2), ("venue_unknown", 3)]
    assert service.ask("GET", RULES, key=key).json == before


REFUSED: dict[str, tuple[dict[str, Any], int, str]] = {
    # what is wrong -> what is sent, status, code
    "nothing": ({}, 422, "wrong_value"),
    "two things": ({"zone": ZONE, "connector": "x"}, 422, "wrong_value"),
    "no zone of it": ({"zone": "demo-mall/7/0/0"}, 422, "zone_unknown"),
    "another venue's": ({"zone": "moon/0/1/1"}, 422, "zone_unknown"),
    "no connector of it": ({"connector": "stairs"}, 422, "connector_unknown"),
    "over already": ({"zone": ZONE, "until": 5}, 422, "wrong_value"),
    "before time": ({"zone": ZONE, "since": -1}, 422, "wrong_value"),
    "after time": ({"zone": ZONE, "since": 10**18}, 422, "wrong_value"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_closures_that_are_none(service: Service, key: str, what: str) -> None:
    """What cannot be closed is refused, and nothing is closed."""
    sent, status, code = REFUSED[what]
    told = service.ask("POST", CLOSURES, sent, key)
    assert (told.status, told.json["code"]) == (status, code)
    assert not closed(service, key)


@pytest.mark.parametrize("path", ["/v1/venues/moon/closures", "/v1/venues/moon/zone-rules"])
def test_unknown_venue(service: Service, key: str, path: str) -> None:
    """A venue that was never imported is not found."""
    told = service.ask("GET", path, key=key)
    assert (told.status, told.json["code"]) == (404, "venue_unknown")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", CLOSURES),
        ("POST", CLOSURES),
        ("POST", OPENINGS),
        ("GET", RULES),
        ("POST", "/v1/zone-rules"),
    ],
)
def test_without_a_key(service: Service, method: str, path: str) -> None:
    """Nothing of it is told or changed without an admin key."""
    told = service.ask(method, path, {} if method != "GET" else None)
    assert (told.status, told.json["code"]) == (401, "key_missing")
