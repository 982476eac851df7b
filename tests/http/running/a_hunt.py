"""A hunt in the demo mall as the service tells it, with its explanation: written by hand."""

from __future__ import annotations

import copy
from typing import Any

ZONES = (
    "demo-mall/0/1/11",
    "demo-mall/0/6/11",
    "demo-mall/0/14/9",
    "demo-mall/1/12/6",
    "demo-mall/1/8/6",
)
GRID = ["PENDUL", "AXTOBR", "WATCHE", "ESPRIN", "LQHAND", "UMIRST"]


def _step(n: int, kind: str, prompt: str, *, way: str = "text", **more: Any) -> dict[str, Any]:
    return {
        "n": n,
        "kind": kind,
        "lang": "en",
        "difficulty": n if n < 5 else 4,
        "prompt": prompt,
        "way": way,
        "zone": ZONES[n - 1],
        "shown": {},
        "options": [],
        "equivalent": "",
        "product_id": None,
        "clue_id": None,
    } | more


def _options(*texts: str) -> list[dict[str, str]]:
    return [{"id": letter, "text": text} for letter, text in zip("abcdef", texts, strict=False)]


WITH_ANSWERS: dict[str, Any] = {
    "player_id": "demo-002",
    "hunt_id": "h5f0a91c2d7e84b36a1b2c3d4",
    "campaign": "demo",
    "venue": "demo-mall",
    "lang": "en",
    "step_free": False,
    "state": "open",
    "opened": 1795330000,
    "until": 1795337200,
    "seed": 7,
    "ranked": True,
    "reward": {
        "promotion_id": "tea-fifth",
        "name": "A fifth off tea",
        "kind": "percent",
        "value": 20,
        "currency": "EUR",
    },
    "steps": [
        _step(
            1,
            "anagram",
            "These letters are a bread that keeps for a week: G O U D H S U R O",
            product_id="country-sourdough",
            hints=["It has nine letters.", "It begins with S."],
            answer="Sourdough",
            accepted=["sourdough", "sour dough"],
        ),
        _step(
            2,
            "odd_one_out",
            "All but one of these belong together. Which one does not?",
            way="option",
            product_id="bergamot-at-dawn",
            options=_options("Bergamot at Dawn", "Speckled egg mug", "Smoke on the Steppe"),
            hints=["Think of what is in the cup."],
            answer="b",
            accepted=["b"],
        ),
        _step(
            3,
            "typed_clue",
            "“Children throw me coins.”\nWhere is that? Type the name of the place.",
            way="place",
            clue_id="fountain-en-1",
            hints=["You can hear it."],
            answer=ZONES[2],
            accepted=[ZONES[2]],
        ),
        _step(
            4,
            "price_ladder",
            "Put these in order, from the cheapest to the dearest.",
            way="order",
            product_id="what-the-lift-heard",
            options=_options("What the Lift Heard", "Midnight timetable", "Atlas of umbrellas"),
            hints=["The dearest is the heaviest."],
            answer="b a c",
            accepted=["b a c"],
        ),
        _step(
            5,
            "word_search",
            "A word of the watchmaker's hides in this grid. Which one?\n"
            + "\n".join(" ".join(row) for row in GRID),
            product_id="minute-hand",
            shown={"rows": GRID},
            equivalent="Row by row: " + ". ".join(" ".join(row) for row in GRID) + ".",
            hints=["It reads across."],
            answer="watch",
            accepted=["watch"],
        ),
    ],
    "route": {
        "length_dm": 2140,
        "legs": [
            {"to": 2, "points": [[0, 75, 575], [0, 100, 520], [0, 320, 520], [0, 325, 575]]},
            {"to": 3, "points": [[0, 325, 575], [0, 340, 500], [0, 725, 475]]},
            {"to": 4, "points": [[0, 725, 475], [0, 760, 440], [1, 760, 440], [1, 625, 325]]},
            {"to": 5, "points": [[1, 625, 325], [1, 600, 380], [1, 425, 325]]},
        ],
    },
    "versions": {"rules": 1, "model": "starting-2", "catalogue": 3, "composer": "1"},
    "compose_ms": 2.31,
}
"""As staff is told it when they ask for the answers."""


def _bare(hunt: dict[str, Any]) -> dict[str, Any]:
    told = copy.deepcopy(hunt)
    for step in told["steps"]:
        del step["answer"], step["accepted"]
    return told


HUNT = _bare(WITH_ANSWERS)
"""As everybody else is told it."""


EXPLANATION: dict[str, Any] = {
    "hunt_id": HUNT["hunt_id"],
    "shorter": "",
    "names": {
        "country-sourdough": "Country sourdough",
        "bergamot-at-dawn": "Bergamot at Dawn",
        "midnight-rye": "Midnight rye",
        "tea-fifth": "A fifth off tea",
    },
    "steps": [
        {"n": n, "what": "zone", "id": zone, "reason": f"Reason {n}"}
        for n, zone in enumerate(ZONES, start=1)
    ],
    "weighed": [
        {
            "what": "product",
            "id": "country-sourdough",
            "score": 91234,
            "says": "You buy Country sourdough about every three weeks",
        },
        {"what": "product", "id": "midnight-rye", "score": 52110, "says": "Bought before"},
        {"what": "promotion", "id": "tea-fifth", "score": 312, "says": "last night's prices"},
    ],
    "allowed": [
        {
            "table": "hunt_shape",
            "about": "",
            "row": "s3",
            "says": "who comes often gets five steps",
            "gives": "5 steps, difficulty 4",
        },
        {"table": "eligibility", "about": "tea-fifth", "row": "e2", "says": "", "gives": ""},
    ],
    "refused": [
        {"stage": "usable", "what": "product", "id": "salt", "why": "out_of_stock", "says": ""},
        {
            "stage": "puzzles",
            "what": "puzzle",
            "id": "anagram about midnight-rye",
            "why": "not_unique",
            "says": "two words fit",
        },
        {"stage": "usable", "what": "zone", "id": "demo-mall/1/20/11", "why": "closed", "says": ""},
    ],
    "hold": {"id": HUNT["hunt_id"], "state": "held", "until": 1795337200},
    "stages": {"targets": 420, "puzzles": 1200},
}
