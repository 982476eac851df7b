from __future__ import annotations

from random import Random
from typing import Any

import pytest

from clew.hunt_check.ways import Ways
from clew.hunts.route.ways import Ways as Routed
from clew.testing.hunt_grounds import made_plan


def graph(*portals: tuple[str, str, bool | None, int, int, int]) -> dict[str, Any]:
    """Two floors, a hall each, and a room on the upper one; portals as (id, kind, ..., x)."""
    zones = {"m/0/0/0": (0, 0), "m/0/1/0": (0, 50), "m/1/0/0": (1, 0), "m/1/1/0": (2, 50)}
    names = ("connector", "kind", "step_free", "place", "level", "x")
    return {
        "zones": {
            zone: {"place": place, "level": int(zone.split("/")[1]), "x": x, "y": 0}
            for zone, (place, x) in zones.items()
        },
        "portals": [{**dict(zip(names, one, strict=True)), "y": 0} for one in portals],
    }


STAIRS = (("stairs", "stairs", False, 0, 0, 0), ("stairs", "stairs", False, 1, 1, 0))
LIFT = (("lift", "lift", True, 0, 0, 50), ("lift", "lift", True, 1, 1, 50))
DOOR = (("door", "door", None, 1, 1, 50), ("door", "door", None, 2, 1, 50))


def test_a_way_is_straight_within_a_place_and_costs_its_crossing() -> None:
    """Two zones of one hall are their distance apart; a flight of stairs counts as its time."""
    ways = Ways(graph(*STAIRS), (), step_free=False)
    assert ways.length("m/0/0/0", "m/0/1/0") == 50
    assert ways.length("m/0/1/0", "m/1/0/0") == 50 + 144


def test_who_goes_step_free_takes_the_lift() -> None:
    """Without stairs the same way leads over the lift, waiting included."""
    ways = Ways(graph(*STAIRS, *LIFT), (), step_free=True)
    assert ways.length("m/0/1/0", "m/1/0/0") == 536 + 54 + 50


def test_a_way_that_the_map_does_not_know_is_none() -> None:
    """A room whose door may have a step is not reached step-free; without any door, by nobody."""
    assert Ways(graph(*LIFT, *DOOR), (), step_free=True).length("m/0/0/0", "m/1/1/0") is None
    assert Ways(graph(*LIFT), (), step_free=False).length("m/0/0/0", "m/1/1/0") is None


def test_a_closed_connector_leads_nowhere() -> None:
    """With the lift out of order and no stairs the upper floor is not reached."""
    assert Ways(graph(*LIFT), ("lift",), step_free=False).walk(["m/0/0/0", "m/1/0/0"]) is None


def test_the_parts_of_a_venue_are_what_is_connected_the_largest_first() -> None:
    """Two halls with a lift are one part, the room without a known door another."""
    parts = Ways(graph(*LIFT), (), step_free=False).parts()
    assert parts == [frozenset({"m/0/0/0", "m/0/1/0", "m/1/0/0"}), frozenset({"m/1/1/0"})]


@pytest.mark.parametrize("seed", range(25))
def test_it_finds_the_ways_that_hunts_are_led_by(seed: int) -> None:
    """On made-up venues both searches find ways of the same length, or none, between all zones."""
    rng = Random(seed)  # noqa: S311 - a venue by its number
    plan = made_plan(rng, "m", rng.choice((30, 120)))
    doors = sorted({one.connector for one in plan.graph.portals})
    shut = frozenset(rng.sample(doors, min(2, len(doors))))
    step_free = rng.random() < 0.5
    zones = rng.sample(sorted(plan.graph.zones), 12)
    plain = {
        "zones": {
            zone: {"place": at.place, "level": at.level, "x": at.x, "y": at.y}
            for zone, at in plan.graph.zones.items()
        },
        "portals": [
            {name: getattr(one, name) for name in one.__struct_fields__}
            for one in plan.graph.portals
        ],
    }
    own = Ways(plain, shut, step_free=step_free)
    legs = Routed(plan.graph, shut).legs(zones, step_free=step_free)
    assert [[own.length(one, other) for other in zones] for one in zones] == [*map(list, legs)]
