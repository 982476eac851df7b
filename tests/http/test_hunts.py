"""Hunts over HTTP: opened, read, explained and given up."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from served import Service, clew

HUNTS = "/v1/hunts"


def made_key(mall: Path, scope: str) -> str:
    """A new key."""
    made: str = json.loads(clew(mall, "key", "create", "--scope", scope, "--json").stdout)["key"]
    return made


@pytest.fixture(scope="module")
def key(service: Service, mall: Path) -> str:
    """An admin key."""
    assert service.process.poll() is None
    return made_key(mall, "admin")


@pytest.fixture(scope="module")
def shop(mall: Path) -> str:
    """The key of a shop's own server."""
    return made_key(mall, "hunts")


def wanted(player: str, **more: Any) -> dict[str, Any]:
    """A request for a hunt."""
    return {"player_id": player, "campaign": "demo", **more}


def fields(told: Any) -> set[str]:
    """The names of all fields in an answer, however deep."""
    if isinstance(told, dict):
        return set(told) | {name for value in told.values() for name in fields(value)}
    if isinstance(told, list):
        return {name for value in told for name in fields(value)}
    return set()


# ---------------------------------------------------------------- a hunt's life


def test_a_hunt_is_opened_once(service: Service, shop: str) -> None:
    """The first request composes (201), the next ones give the same hunt (200)."""
    first = service.ask("POST", HUNTS, wanted("demo-011"), shop)
    assert first.status == 201, first.body
    hunt = first.json
    assert (hunt["player_id"], hunt["campaign"], hunt["venue"]) == ("demo-011", "demo", "demo-mall")
    assert hunt["state"] == "open"
    assert [step["n"] for step in hunt["steps"]] == list(range(1, len(hunt["steps"]) + 1))
    assert hunt["compose_ms"] > 0
    again = service.ask("POST", HUNTS, wanted("demo-011", lang="fr"), shop)
    assert (again.status, again.json) == (200, hunt | {"compose_ms": None})
    read = service.ask("GET", f"{HUNTS}/{hunt['hunt_id']}", key=shop)
    assert (read.status, read.json) == (200, again.json)


def test_no_answer_is_told_unasked(service: Service, shop: str, key: str) -> None:
    """A step has its answer only for who asks for it with an admin key."""
    told = service.ask("POST", HUNTS, wanted("demo-012"), shop).json
    assert not fields(told) & {"answer", "accepted", "reason", "frozen", "cost"}
    path = f"{HUNTS}/{told['hunt_id']}?with_answers=true"
    assert service.ask("GET", path, key=shop).status == 403
    full = service.ask("GET", path, key=key).json
    assert all(step["answer"] and step["accepted"] for step in full["steps"])
    for bare, whole in zip(told["steps"], full["steps"], strict=True):
        assert bare.items() <= whole.items()


def test_a_shop_is_told_what_its_players_may_see(service: Service, shop: str, key: str) -> None:
    """What a step is about, and the way to it, are told an admin key: to open, to read, to end."""
    opened = service.ask("POST", HUNTS, wanted("demo-019"), shop).json
    path = f"{HUNTS}/{opened['hunt_id']}"
    ways: tuple[tuple[str, str, Any], ...] = (
        ("GET", path, None),
        ("POST", HUNTS, wanted("demo-019")),
        ("POST", f"{path}/give-up", {}),
    )
    for method, asked, body in ways:
        told = service.ask(method, asked, body, shop).json
        staff = service.ask(method, asked, body, key).json
        assert not fields(told) & {"product_id", "clue_id", "zone"}
        assert (told["steps"], told["route"]["legs"]) == (opened["steps"], [])
        assert staff["route"]["length_dm"] == told["route"]["length_dm"] > 0
        assert len(staff["route"]["legs"]) > 0
        assert all(one.keys() & {"product_id", "clue_id", "zone"} for one in staff["steps"])
        assert "reason" not in fields(staff)


def test_a_language_and_a_seed(service: Service, shop: str) -> None:
    """A hunt is made in the language and with the seed that were asked for."""
    told = service.ask("POST", HUNTS, wanted("demo-013", lang="fr", seed=12), shop).json
    assert (told["lang"], told["seed"]) == ("fr", 12)
    assert {step["lang"] for step in told["steps"]} == {"fr"}


def test_a_hunt_is_given_up(service: Service, shop: str, key: str) -> None:
    """It ends once, its hold is given back, and the next request makes another one."""
    hunt = service.ask("POST", HUNTS, wanted("demo-014"), shop).json["hunt_id"]
    ended = service.ask("POST", f"{HUNTS}/{hunt}/give-up", {}, shop)
    assert (ended.status, ended.json["state"]) == (200, "given_up")
    assert service.ask("POST", f"{HUNTS}/{hunt}/give-up", {}, shop).json == ended.json
    why = service.ask("GET", f"{HUNTS}/{hunt}/explanation", key=key).json
    assert why["hold"]["state"] == "released"
    another = service.ask("POST", HUNTS, wanted("demo-014", seed=99), shop)
    assert another.status == 201, another.body
    assert another.json["hunt_id"] != hunt


def test_many_at_once_are_one(service: Service, shop: str) -> None:
    """However many ask for one player at one time, over both workers, there is one hunt."""
    with ThreadPoolExecutor(8) as pool:
        told = list(
            pool.map(lambda _: service.ask("POST", HUNTS, wanted("demo-015"), shop), range(16))
        )
    assert {one.status for one in told} <= {200, 201}
    assert len({one.json["hunt_id"] for one in told}) == 1


def test_sent_again_with_a_key(service: Service, shop: str) -> None:
    """The same sending is answered as before; the same key for another player is refused."""
    once = {"idempotency-key": "hunt-of-demo-016"}
    first = service.ask("POST", HUNTS, wanted("demo-016"), shop, **once)
    again = service.ask("POST", HUNTS, wanted("demo-016"), shop, **once)
    assert (again.status, again.json) == (first.status, first.json) == (201, first.json)
    other = service.ask("POST", HUNTS, wanted("demo-017"), shop, **once)
    assert (other.status, other.json["code"]) == (422, "attempt_differs")


def test_why_it_is_so(service: Service, shop: str, key: str) -> None:
    """Scores with reasons, rules by table and row, refusals with why, and the hold."""
    hunt = service.ask("POST", HUNTS, wanted("demo-018"), shop).json
    why = service.ask("GET", f"{HUNTS}/{hunt['hunt_id']}/explanation", key=key).json
    assert why["hunt_id"] == hunt["hunt_id"]
    assert (why["hold"]["state"], why["hold"]["until"]) == ("held", hunt["until"])
    scored = {one["id"] for one in why["weighed"]}
    assert hunt["reward"]["promotion_id"] in scored
    assert [one["n"] for one in why["steps"]] == [step["n"] for step in hunt["steps"]]
    assert {one["what"] for one in why["steps"]} <= {"product", "zone"}
    assert all(one["id"] in why["names"] for one in why["steps"])
    assert any(one["reason"] for one in why["steps"])
    assert {one["table"] for one in why["allowed"]} >= {"eligibility", "hunt_shape", "usable"}
    assert all(one["row"] for one in why["allowed"])
    assert all(one["why"] for one in why["refused"])


def test_the_list(service: Service, shop: str, key: str) -> None:
    """Staff lists hunts by campaign and state, a page at a time."""
    for n in (21, 22, 23):
        assert service.ask("POST", HUNTS, wanted(f"demo-0{n}"), shop).status == 201
    found: list[dict[str, Any]] = []
    after = ""
    while True:
        path = f"{HUNTS}?campaign=demo&state=open&limit=2&after={after}"
        page = service.ask("GET", path, key=key).json
        found += page["hunts"]
        if page["next"] is None:
            break
        after = page["next"]
    ids = [one["hunt_id"] for one in found]
    assert ids == sorted(set(ids))
    assert {"demo-021", "demo-022", "demo-023"} <= {one["player_id"] for one in found}
    assert {one["state"] for one in found} == {"open"}
    assert service.ask("GET", f"{HUNTS}?campaign=other", key=key).json["hunts"] == []


# ---------------------------------------------------------------- who may


STAFF = {
    # what only staff may -> its path
    "the list": HUNTS,
    "the explanation": f"{HUNTS}/h1/explanation",
    "the players": "/v1/players",
    "answers": f"{HUNTS}/h1?with_answers=true",
}


@pytest.mark.parametrize("what", STAFF)
def test_staff_alone(service: Service, shop: str, what: str) -> None:
    """A shop's key does not open what would tell answers or other players."""
    told = service.ask("GET", STAFF[what], key=shop)
    assert (told.status, told.json["code"]) == (403, "key_refused")


def test_a_hunt_needs_a_key(service: Service, mall: Path) -> None:
    """Without a key 401; with one that only asks 403; and nothing is composed."""
    told = service.ask("POST", HUNTS, wanted("demo-030"))
    assert (told.status, told.json["code"]) == (401, "key_missing")
    told = service.ask("POST", HUNTS, wanted("demo-030"), made_key(mall, "resolve"))
    assert (told.status, told.json["code"]) == (403, "key_refused")


def test_a_shops_key_writes_nothing_else(service: Service, shop: str) -> None:
    """It asks and opens hunts; campaigns and products stay as they are."""
    told = service.ask("POST", "/v1/campaigns", {"id": "theirs"}, shop)
    assert (told.status, told.json["code"]) == (403, "key_refused")


def test_players(service: Service, key: str) -> None:
    """Whoever bought something is listed by id, a page at a time."""
    page = service.ask("GET", "/v1/players?limit=2", key=key).json
    assert page == {"players": ["demo-001", "demo-002"], "next": "demo-002"}
    page = service.ask("GET", "/v1/players?after=demo-399&limit=9", key=key).json
    assert page == {"players": ["demo-400"], "next": None}


# ---------------------------------------------------------------- refusals


REFUSED: dict[str, tuple[dict[str, Any], int, str, str | None]] = {
    # what is wrong -> what is asked, status, code, field
    "a player id of 10 kB": ({"player_id": "p" * 10_000}, 422, "wrong_value", "player_id"),
    "no player": ({"player_id": ""}, 422, "wrong_value", "player_id"),
    "a blank around the player": ({"player_id": " p"}, 422, "wrong_value", "player"),
    "a seed in words": ({"seed": "seven"}, 422, "wrong_value", "seed"),
    "a seed with a fraction": ({"seed": 1.5}, 422, "wrong_value", "seed"),
    "a seed below 0": ({"seed": -1}, 422, "wrong_value", "seed"),
    "a language that is none": ({"lang": "!"}, 422, "wrong_value", "lang"),
    "an unknown campaign": ({"campaign": "nowhere"}, 404, "campaign_unknown", None),
    "an unknown venue": ({"venue": "moon"}, 404, "venue_unknown", None),
    "an unknown field": ({"colour": "red"}, 422, "wrong_value", "colour"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_composed(service: Service, shop: str, what: str) -> None:
    """A refusal names its code, the field and the way out."""
    more, status, code, field = REFUSED[what]
    told = service.ask("POST", HUNTS, wanted("demo-040") | more, shop)
    assert (told.status, told.json["code"]) == (status, code), told.body
    assert told.json["remedy"]
    if field is not None:
        assert told.json["where"]["field"] == field


def test_a_campaign_without_promotions(service: Service, shop: str, key: str) -> None:
    """What is missing is named."""
    assert service.ask("POST", "/v1/campaigns", {"id": "bare"}, key).status == 201
    clue = {"text": "Where the crane stands", "lang": "en", "zone": "demo-mall/0/14/9"}
    assert service.ask("PUT", "/v1/campaigns/bare/clues/crane", clue, key).status == 200
    told = service.ask("POST", HUNTS, wanted("demo-041") | {"campaign": "bare"}, shop)
    assert (told.status, told.json["code"]) == (409, "no_promotions")


@pytest.mark.parametrize("path", ["h0", "h0/explanation", "h0?with_answers=true"])
def test_an_unknown_hunt(service: Service, key: str, path: str) -> None:
    """404, with its code."""
    told = service.ask("GET", f"{HUNTS}/{path}", key=key)
    assert (told.status, told.json["code"]) == (404, "hunt_unknown")
