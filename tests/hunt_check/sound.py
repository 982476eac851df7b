"""A sound hunt and its world, written by hand, for others to spoil."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import msgspec

from clew.hunt_check.check import Checker
from clew.hunt_check.faults import Report
from clew.testing.rule_reference import ReferenceTable
from clew.testing.rule_tables import table_of

WORDS = {"en": ("listen", "otter", "tiger", "lantern"), "fr": ()}
AS_OF = 1_800_000_000  # Friday 2027-01-15, 08:00 UTC


def product(id_: str, name: str, price: int, zone: str, **others: Any) -> dict[str, Any]:
    """An article of the toy shop."""
    return {
        "id": id_,
        "name": name,
        "category": ["Toys", "Soft toys"],
        "type": "soft toys",
        "brand": "Pelote",
        "price": price,
        "currency": "EUR",
        "stock": 5,
        "zone": zone,
        "attributes": {"cost": "1.00", "tags": "gift"},
        **others,
    }


def world() -> dict[str, Any]:
    """Two halls and a lift, three toys, one promotion, rules that allow nearly all."""
    at = {"m/0/0/0": (0, 25), "m/0/1/0": (0, 75), "m/0/9/0": (0, 475), "m/1/0/0": (1, 25)}
    lift = {"connector": "lift", "kind": "lift", "step_free": True, "x": 75, "y": 25}
    parts = {
        "goods": {
            "version": 1,
            "products": [
                product("otter", "Amber otter", 500, "m/0/0/0"),
                product("tiger", "Velvet tiger", 1_000, "m/0/1/0"),
                product("whale", "Silver whale", 2_000, "m/1/0/0"),
            ],
        },
        "book": {
            "version": 1,
            "documents": {
                "usable": table_of(["subject.tags"], [], ["not ('adult' in $)"]),
                "eligibility": table_of(["promotion.percent"], [], ["<= 50"]),
                "promotion_choice": table_of(["promotion.fit"], ["weight"], ["", "100"]),
                "puzzle_kind": table_of(["puzzle.difficulty"], ["weight"], ["<= 3", "100"]),
                "hunt_shape": table_of(
                    ["player.known"], ["steps", "difficulty"], ["true", "3", "4"]
                ),
                "fatigue": table_of(
                    ["player.known"], ["hunts_per_day", "rewards_per_week"], ["", "2", "5"]
                ),
            },
        },
        "offers": {
            "generation": 1,
            "promotions": [
                {
                    "id": "toys",
                    "name": "A tenth off toys",
                    "value": {"kind": "percent", "percent": 10},
                    "currency": "EUR",
                    "schedule": {
                        "start": "2027-01-01T00:00:00",
                        "timezone": "Europe/Paris",
                        "days": 60,
                        "seconds": 0,
                    },
                    "scope": {"categories": ["Toys"], "venues": ["m"], "campaigns": ["spring"]},
                    "tags": [],
                    "budget": {"units": 10, "units_per_player": 2, "money": 5_000},
                    "state": "live",
                    "revision": 3,
                }
            ],
        },
        "ground": {
            "venue": "m",
            "map_version": 1,
            "ways": {
                "venue": "m",
                "map_version": 1,
                "portals": [{**lift, "place": 0, "level": 0}, {**lift, "place": 1, "level": 1}],
                "zones": {
                    zone: {"place": place, "level": place, "x": x, "y": 25}
                    for zone, (place, x) in at.items()
                },
            },
            "spots": [
                {
                    "zone": "m/1/0/0",
                    "level": 1,
                    "level_label": "1F",
                    "name": "Fountain",
                    "x": 25,
                    "y": 25,
                }
            ],
            "clues": [
                {
                    "clue": "c1",
                    "text": "where it rains upwards",
                    "aliases": ["Fountain"],
                    "lang": "en",
                    "zone": "m/1/0/0",
                }
            ],
            "capacities": {"m/0/0/0": 3},
            "pairs": [],
        },
    }
    snapshot = {
        "player": "ada",
        "facts": {"known": True, "hunts_today": 0, "rewards_7d": 0, "step_free": False},
        "campaign": "spring",
        "venue": "m",
        "lang": "en",
        "step_free": False,
        "seed": 7,
        "as_of": AS_OF,
        "until": AS_OF + 3_600,
        "timezone": "Europe/Paris",
        "wanted": [],
        "ranked": True,
        "model": None,
        "missing": [],
        "shut": [],
        "crowd": {"m/0/0/0": 1},
        "spent": {"toys": {"units": 2, "money": 400}},
        "own": {},
        "today": {},
        "names": {name: name for name in parts},
    }
    return {"parts": parts, "snapshots": {"h1": snapshot}}


def step(n: int, letters: str, word: str, id_: str, zone: str) -> dict[str, Any]:
    """An anagram of a toy's name."""
    return {
        "n": n,
        "kind": "anagram",
        "lang": "en",
        "difficulty": n,
        "prompt": f"Letters of an animal: {' '.join(letters.upper())}.",
        "shown": {"letters": letters, "first": ""},
        "way": "text",
        "hints": ["It swims or it does not.", "It has feet.", "Count its letters."],
        "product_id": id_,
        "zone": zone,
        "answer": word,
        "accepted": [word],
    }


def hunt() -> dict[str, Any]:
    """Up by the lift: an otter, a tiger, then a fountain that a clue tells of."""
    clue = {
        "n": 3,
        "kind": "typed_clue",
        "lang": "en",
        "difficulty": 3,
        "prompt": "A clue: where it rains upwards. Which place is it?",
        "shown": {"clue": "where it rains upwards"},
        "way": "place",
        "hints": ["It is upstairs.", "You hear it.", "It is wet."],
        "clue_id": "c1",
        "zone": "m/1/0/0",
        "answer": "m/1/0/0",
        "accepted": ["m/1/0/0"],
    }
    return {
        "player_id": "ada",
        "hunt_id": "h1",
        "seed": 7,
        "ranked": True,
        "reward": {"promotion_id": "toys", "kind": "percent", "value": 10, "currency": "EUR"},
        "steps": [
            step(1, "roett", "otter", "otter", "m/0/0/0"),
            step(2, "gtrie", "tiger", "tiger", "m/0/1/0"),
            clue,
        ],
        "versions": {},
    }


def checked(line: dict[str, Any], given: dict[str, Any], *more: dict[str, Any]) -> Report:
    """What the checker says of a hunt in a world, and of more lines after it."""
    plain: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(given))
    rows = [msgspec.json.encode(one) for one in (line, *more)]
    return Checker(plain, WORDS, ReferenceTable).check(rows)


def both() -> tuple[dict[str, Any], dict[str, Any]]:
    """A hunt and its world, to be changed."""
    return deepcopy(hunt()), deepcopy(world())
