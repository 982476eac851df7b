"""Promotions over the command line: in from a file, through their life, held, and mended."""

from __future__ import annotations

import json
import sqlite3
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

OPEN = {
    "promotion_id": "tea",
    "name": "A euro off tea",
    "kind": "fixed",
    "amount": "1.00",
    "currency": "EUR",
    "venues": ["shop"],
    "campaigns": ["spring"],
    "start": "2026-01-01",
    "duration": "P1D",
    "timezone": "Europe/Paris",
    "rule": "FREQ=DAILY",
    "units": 1,
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one promotion that is always live."""
    path = tmp_path / "promotions.json"
    path.write_text(json.dumps([OPEN]))
    return path


def in_force(shop: Any, file: Path) -> None:
    """Takes the promotion into force."""
    shop.done("promotion", "import", file, "--by", "ada")
    shop.done("promotion", "approve", "tea", "--by", "bob", "--why", "checked")
    shop.done("promotion", "schedule", "tea", "--by", "bob")


def test_a_life(shop: Any, file: Path) -> None:
    """A file's promotion is a draft until people approve and schedule it; all of it is told."""
    assert shop.done("promotion", "import", file) == {"added": 1, "changed": 0, "unchanged": 0}
    assert shop.done("promotion", "import", file) == {"added": 0, "changed": 0, "unchanged": 1}
    assert shop.json("promotion", "schedule", "tea").error["code"] == "promotion_state"
    in_force(shop, file)
    (listed,) = shop.done("promotion", "list")
    assert listed["promotion"]["state"] == "live"
    assert listed["promotion"]["value"] == {"kind": "fixed", "amount": 100}
    for act, state in (
        ("pause", "paused"),
        ("resume", "live"),
        ("end", "ended"),
        ("archive", "archived"),
    ):
        assert shop.done("promotion", act, "tea")["state"] == state
    shown = shop.done("promotion", "show", "tea")
    assert [step["after"] for step in shown["steps"]][:4] == [
        "draft",
        "approved",
        "scheduled",
        "live",
    ]
    assert shown["steps"][1]["why"] == "checked"
    assert shop.done("promotion", "list") == []
    assert shop.json("promotion", "show", "coffee").error["code"] == "promotion_unknown"


def test_a_hold_by_hand(shop: Any, file: Path) -> None:
    """Staff take the last unit for a player once, and give it back; a firm one stays."""
    in_force(shop, file)
    words = ("promotion", "hold", "tea", "--player", "ada", "--money", "1.00")
    taken = shop.done(*words, "--id", "h1")
    assert (taken["state"], taken["money"]) == ("held", 100)
    assert shop.done(*words, "--id", "h1") == taken
    refused = shop.json(*words, "--id", "h2").error
    assert (refused["code"], refused["message"]) == ("hold_refused", "refused: units spent")
    assert shop.done("promotion", "release", "h1")["state"] == "released"
    assert shop.done(*words, "--id", "h2", "--firm")["state"] == "firm"
    assert shop.json("promotion", "release", "h2").error["message"] == "refused: hold firm"
    assert shop.json("promotion", "release", "h9").error["code"] == "hold_unknown"


def test_a_firm_hold_given_back_by_hand(shop: Any, file: Path) -> None:
    """Staff give a firm hold back with a reason, once; its trail tells all of it."""
    in_force(shop, file)
    shop.done("promotion", "hold", "tea", "--player", "ada", "--id", "h1", "--firm")
    assert shop.json("promotion", "release", "h1", "--firm").error["code"] == "wrong_value"
    words = ("promotion", "release", "h1", "--firm", "--why", "undone", "--by", "bob")
    assert shop.done(*words)["state"] == "released"
    assert shop.done(*words)["state"] == "released"
    trail = shop.done("promotion", "trail", "h1")
    assert [one["after"] for one in trail] == ["held", "firm", "released"]
    assert (trail[-1]["who"], trail[-1]["why"]) == ("bob", "undone")
    assert shop.json("promotion", "trail", "h9").error["code"] == "hold_unknown"
    assert shop.done("promotion", "show", "tea")["spent"] == {"units": 0, "money": 0}


def test_the_doctor_and_repair(shop: Any, file: Path) -> None:
    """A budget that is not what its holds sum up to is named, and counted anew; once."""
    in_force(shop, file)
    shop.done("promotion", "hold", "tea", "--player", "ada", "--id", "h1")
    assert shop.json("doctor").status == 0
    with sqlite3.connect(shop.home / "record.sqlite") as connection:
        connection.execute("update promotion_spent set units = 0 where counter = 'all'")
        connection.execute("update promotion_hold set expires = 5")
    connection.close()
    answer = shop.json("doctor")
    assert answer.status == 3
    (finding,) = json.loads(answer.out)["findings"]
    assert (finding["part"], finding["subject"]) == ("budget", "tea: all")
    mended = shop.done("repair")["promotions"]
    assert mended == {"expired": 1, "recounted": ["tea: all"], "moved": []}
    assert shop.done("repair")["promotions"] == {"expired": 0, "recounted": [], "moved": []}
    assert shop.json("doctor").status == 0
    shop.done("promotion", "hold", "tea", "--player", "bob", "--id", "h2")


def test_a_bad_file_changes_nothing(shop: Any, tmp_path: Path) -> None:
    """Of a file with a fault nothing is kept; each fault has its path and a remedy."""
    path = tmp_path / "promotions.json"
    bad = [OPEN, OPEN | {"promotion_id": "b", "currency": "XQQ"}, OPEN | {"venues": ["moon"]}]
    bad[2]["promotion_id"] = "c"
    path.write_text(json.dumps(bad))
    errors = shop.json("promotion", "import", path).errors
    assert [(one["code"], one["where"]["field"]) for one in errors] == [
        ("currency_unknown", "[1].currency"),
        ("venue_unknown", "[2].venues"),
    ]
    assert shop.done("promotion", "list") == []


def test_the_demos_promotions(shop: Any, tmp_path: Path) -> None:
    """The demo's own promotions are taken in, and a month of them is printed."""
    shipped = (files("clew.demo") / "promotions.json").read_text()
    moved = shipped.replace('"demo-mall"', '"shop"').replace('"demo"', '"spring"')
    path = tmp_path / "demo.json"
    path.write_text(moved)
    added = shop.done("promotion", "import", path)["added"]
    assert added >= 20
    month = shop.done("promotion", "calendar", "--month", "2028-02", "--venue", "shop")
    by_id = {row["promotion"]: row for row in month["promotions"]}
    assert by_id["leap-day"]["days"] == ["2028-02-29"]
    assert by_id["leap-day"]["windows"] == [
        {"start": "2028-02-28T23:00:00Z", "end": "2028-02-29T23:00:00Z"}
    ]
    assert by_id["bouquet-valentine"]["days"] == ["2028-02-14"]
    assert "rain-jackets-autumn" not in by_id
    printed = shop("promotion", "calendar", "--month", "2028-02").out
    (line,) = [line for line in printed.splitlines() if line.startswith("leap-day")]
    assert line.split()[-1] == "." * 28 + "#"
    assert shop.json("promotion", "calendar", "--month", "May").error["code"] == "wrong_value"
    nowhere = shop.json("promotion", "calendar", "--venue", "moon")
    assert nowhere.error["code"] == "venue_unknown"
