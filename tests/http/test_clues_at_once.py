"""Many clues in one request, and what became of each clue since."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from served import Service, clew

ZONE, OTHER = "demo-mall/0/14/9", "demo-mall/1/23/9"
CLUES = "/v1/campaigns/demo/clues"


@pytest.fixture(scope="module")
def key(service: Service, mall: Path) -> str:
    """An admin key."""
    assert service.process.poll() is None
    made: str = json.loads(clew(mall, "key", "create", "--scope", "admin", "--json").stdout)["key"]
    return made


def many(*clues: dict[str, Any]) -> dict[str, Any]:
    return {"clues": clues}


def one(id_: str, text: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "text": text, "zone": ZONE} | more


def test_many_are_published_together(service: Service, key: str) -> None:
    """All are live on every worker when it answers; what stood already is left alone."""
    clues = [one(f"many-{n}", f"the {n}th pebble of the brook") for n in range(300)]
    told = service.ask("POST", CLUES, many(*clues), key)
    assert (told.status, told.json) == (
        200,
        {"campaign": "demo", "rows": 300, "published": 300, "unchanged": 0},
    )
    for _ in range(8):
        assert service.resolve("the 299th pebble of the brook").json["clue_id"] == "many-299"
    clues[7] = one("many-7", "the seventh pebble", zone=OTHER, aliases=["pebble seven"])
    told = service.ask("POST", CLUES, many(*clues), key)
    assert (told.json["published"], told.json["unchanged"]) == (1, 299)
    assert service.resolve("pebble seven").json["zone"] == OTHER


def test_none_where_one_is_bad(service: Service, key: str) -> None:
    """Each bad one is named by its line and field, and nothing is published."""
    told = service.ask(
        "POST",
        CLUES,
        many(
            one("good", "a perfectly good lamp"),
            one("lost", "a lost lamp", zone="demo-mall/0/9999/9"),
            one("good", "the same lamp again"),
            one("bar", "a lamp", aliases=["one|two"]),
            one("blank", "..."),
        ),
        key,
    )
    assert told.status == 422
    errors = [(fault["code"], fault["where"]) for fault in told.json["errors"]]
    assert errors == [
        ("zone_unknown", {"line": 2, "field": "zone"}),
        ("duplicate_row", {"line": 3, "field": "clue_id"}),
        ("wrong_value", {"line": 4, "field": "aliases"}),
        ("empty_text", {"line": 5, "field": "text"}),
    ]
    assert service.resolve("a perfectly good lamp").json["clue_id"] != "good"
    assert service.ask("GET", f"{CLUES}/good/history", key=key).status == 404


def test_one_bad_one_is_told_plainly(service: Service, key: str) -> None:
    """A single fault is the problem itself, with its line."""
    told = service.ask("POST", CLUES, many(one("a1", "a lamp"), one("", "b lamp")), key)
    assert (told.status, told.json["where"]) == (422, {"line": 2, "field": "clue_id"})
    assert "errors" not in told.json


def test_one_clue(service: Service, key: str) -> None:
    """A live clue is shown as it stands; a deleted one is not there."""
    service.ask("PUT", f"{CLUES}/solo", {"text": "a lone lamp", "zone": ZONE}, key)
    told = service.ask("GET", f"{CLUES}/solo", key=key)
    assert (told.status, told.json["text"], told.json["zone"]) == (200, "a lone lamp", ZONE)
    service.ask("DELETE", f"{CLUES}/solo", key=key)
    told = service.ask("GET", f"{CLUES}/solo", key=key)
    assert (told.status, told.json["code"]) == (404, "clue_unknown")


def test_a_deleted_clue_does_not_come_back(service: Service, key: str) -> None:
    """As with a file: one deleted clue among many refuses all of them."""
    service.ask("POST", CLUES, many(one("gone", "a gone lamp")), key)
    service.ask("DELETE", f"{CLUES}/gone", key=key)
    told = service.ask("POST", CLUES, many(one("gone", "a gone lamp"), one("new", "x lamp")), key)
    assert (told.status, told.json["code"]) == (409, "clue_deleted")
    assert service.resolve("x lamp").json["clue_id"] != "new"


@pytest.mark.parametrize("clues", [[], [one(f"c{n}", f"t{n}") for n in range(5_001)]])
def test_as_many_as_one_transaction_takes(
    service: Service, key: str, clues: list[dict[str, Any]]
) -> None:
    """From one to 5,000; the refusal names the field."""
    told = service.ask("POST", CLUES, many(*clues), key)
    assert (told.status, told.json["code"]) == (422, "wrong_value")
    assert told.json["where"]["field"] == "clues"


def test_no_campaign_comes_of_a_slip(service: Service, key: str) -> None:
    """A campaign that is not there is not made, unlike by a file on the command line."""
    told = service.ask("POST", "/v1/campaigns/dmeo/clues", many(one("a", "b")), key)
    assert (told.status, told.json["code"]) == (404, "campaign_unknown")


def test_many_sent_again(service: Service, key: str) -> None:
    """Under one Idempotency-Key the answer is the same, with what stood already counted so."""
    service.ask("POST", CLUES, many(one("stays", "the lamp that stays")), key)
    clues = many(one("stays", "the lamp that stays"), one("comes", "the lamp that comes"))
    sent = {"idempotency-key": uuid4().hex}
    first = service.ask("POST", CLUES, clues, key, **sent)
    assert (first.json["published"], first.json["unchanged"]) == (1, 1)
    for _ in range(4):
        assert service.ask("POST", CLUES, clues, key, **sent).body == first.body


def test_the_history_of_a_clue(service: Service, key: str, mall: Path) -> None:
    """Every revision is there, the newest first and page by page, as on the command line."""
    path = f"{CLUES}/tale"
    for text in ("once", "twice", "thrice"):
        service.ask("PUT", path, {"text": f"told {text}", "zone": ZONE, "lang": "en"}, key)
    service.ask("DELETE", path, key=key)
    told = service.ask("GET", f"{path}/history", key=key).json
    assert (told["campaign"], told["clue"], told["next"]) == ("demo", "tale", None)
    assert [(row["revision"], row["state"], row["text"]) for row in told["revisions"]] == [
        (4, "deleted", "told thrice"),
        (3, "superseded", "told thrice"),
        (2, "superseded", "told twice"),
        (1, "superseded", "told once"),
    ]
    page = service.ask("GET", f"{path}/history?limit=3", key=key).json
    assert [row["revision"] for row in page["revisions"]] == [4, 3, 2]
    page = service.ask("GET", f"{path}/history?limit=3&below={page['next']}", key=key).json
    assert ([row["revision"] for row in page["revisions"]], page["next"]) == ([1], None)
    printed = clew(mall, "clue", "history", "tale", "--campaign", "demo", "--json").stdout
    assert json.loads(printed) == told


def test_the_history_of_what_never_was(service: Service, key: str) -> None:
    """A clue or campaign that never was is 404; without an admin key nothing is told."""
    told = service.ask("GET", f"{CLUES}/never/history", key=key)
    assert (told.status, told.json["code"]) == (404, "clue_unknown")
    told = service.ask("GET", "/v1/campaigns/never/clues/never/history", key=key)
    assert (told.status, told.json["code"]) == (404, "campaign_unknown")
    assert service.ask("GET", f"{CLUES}/never/history").status == 401
