"""A rule set of 60 rows that tells players and promotions apart, and lets every kind in."""

from __future__ import annotations

import json
from pathlib import Path

from clew.testing.rule_tables import table_of

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def write_rules(path: Path) -> int:
    """Writes the set; how many rows it has."""
    tables = {
        "fatigue": table_of(
            ["player.known"],
            ["hunts_per_day", "rewards_per_week"],
            ["false", "50", "500"],
            ["true", "100", "1000"],
        ),
        "hunt_shape": table_of(
            ["player.purchases_90d"],
            ["steps", "difficulty"],
            ["0", "3", "1"],
            ["[1..5]", "4", "2"],
            ["[6..12]", "4", "3"],
            ["[13..25]", "5", "4"],
            ["[26..50]", "6", "4"],
            ["> 50", "6", "5"],
        ),
        "eligibility": table_of(
            ["promotion.percent", "promotion.units_left"],
            [],
            *[[f"[{10 + 3 * n}..{12 + 3 * n}]", "> 0"] for n in range(11)],
        ),
        "promotion_choice": table_of(
            ["promotion.fit"],
            ["weight"],
            *[[f"[{100 * n}..{100 * n + 99}]", str(50 + 75 * n)] for n in range(10)],
            ["1000", "1000"],
        ),
        "puzzle_kind": table_of(
            ["puzzle.difficulty", "puzzle.about"],
            ["weight"],
            *[
                [str(difficulty), f"'{about}'", str(weight)]
                for difficulty in range(1, 6)
                for about, weight in (("product", 100), ("place", 80), ("challenge", 40))
            ],
        ),
        "usable": table_of(
            ["moment.weekday", "?"],
            [],
            *[
                [
                    f"'{day}'",
                    "not (player.step_free) or subject.kind != 'zone' or subject.step_free",
                ]
                for day in WEEKDAYS
            ],
        ),
        "bundle": table_of(
            ["pair.npmi", "pair.same_category"],
            ["weight"],
            *[[f"[{100 * n}..{100 * n + 99}]", "false", str(100 + 50 * n)] for n in range(8)],
        ),
    }
    path.write_text(json.dumps({"clew_rules": 1, "name": "sixty", "tables": tables}))
    return sum(
        len(node["content"]["rules"])
        for table in tables.values()
        for node in table["nodes"]
        if node["type"] == "decisionTableNode"
    )
