from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from clew.errors import Code, InputRefused
from clew.hunts.route.effort import crossing, straight
from clew.hunts.route.walk import Walk, walk
from clew.hunts.route.ways import Crossed, NoWay, NoWayReason, Ways
from clew.venues.model import Portal, Spot, WayGraph

FAR = 1 << 60


def longhand(graph: WayGraph, zones: Sequence[str], *, step_free: bool) -> list[list[int | None]]:
    """Floyd and Warshall over every portal and zone, with no thought of dead ends."""
    portals = [one for one in graph.portals if not step_free or one.step_free is True]
    nodes: list[Portal | Spot] = [*portals, *(graph.zones[zone] for zone in zones)]
    costs = [[_step(a, b) for b in nodes] for a in nodes]
    for k, through in enumerate(costs):
        for row in costs:
            if row[k] < FAR:
                row[:] = [min(old, row[k] + on) for old, on in zip(row, through, strict=True)]
    asked = range(len(portals), len(nodes))
    return [[costs[a][b] if a != b and costs[a][b] < FAR else 0 if a == b else None
             for b in asked] for a in asked]  # fmt: skip


def _step(a: Portal | Spot, b: Portal | Spot) -> int:
    if a is b:
        return 0
    if a.place == b.place:
        return straight(a.x, a.y, b.x, b.y)
    if isinstance(a, Portal) and isinstance(b, Portal) and a.connector == b.connector:
        return crossing(a, b)
    return FAR


def venue(chance: random.Random) -> WayGraph:
    """A venue with halls, shops with one door, shops one walks through, stairs and lifts."""
    places = [(number % 3, number) for number in range(chance.randint(2, 12))]
    portals = []
    for number in range(chance.randint(1, 16)):
        joined = chance.sample(places, k=min(len(places), chance.choice([2, 2, 2, 3])))
        if chance.random() < 0.05:
            joined[1] = joined[0]
        x, y = chance.randrange(12), chance.randrange(12)
        kind = chance.choice(["door", "stairs", "lift", "escalator", "ramp", "link"])
        free = chance.choice([True, True, False, None])
        for level, place in joined:
            drift = chance.choice([0, 0, 3])
            portals.append(Portal(f"{number:02}", kind, free, place, level, x + drift, y))
    zones = {
        f"mall/{level}/{number}/{n}": Spot(
            number, level, chance.randrange(12), chance.randrange(12)
        )
        for level, number in places
        for n in range(2)
    }
    return WayGraph("mall", 1, tuple(portals), zones)


@pytest.mark.parametrize("seed", range(20))
def test_equals_longhand(seed: int) -> None:
    """On random venues every length is the shortest one that searching all portals finds, in
    both directions, with and without steps."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    for _ in range(10):
        graph = venue(chance)
        zones = list(graph.zones)
        ways = Ways(graph)
        for step_free in (False, True):
            expected = longhand(graph, zones, step_free=step_free)
            assert [list(row) for row in ways.legs(zones, step_free=step_free)] == expected


@pytest.mark.parametrize("seed", range(10))
def test_crossings_lead_there(seed: int) -> None:
    """The connectors told for a way really join its two ends, one to the next, and going step-free
    all of them are known to be; where no way is known none are told, and a reason is."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    graph = venue(chance)
    ways = Ways(graph)
    ends: dict[str, set[int]] = {}
    for portal in graph.portals:
        ends.setdefault(portal.connector, set()).add(portal.place)
    for step_free in (False, True):
        for start in graph.zones:
            for goal in graph.zones:
                told = ways.crossings(start, goal, step_free=step_free)
                share = ways.region(start, step_free=step_free) == ways.region(
                    goal, step_free=step_free
                )
                assert (told is not None) is share
                if told is None:
                    refused = ways.refusal(start, goal, step_free=step_free)
                    assert refused.reason is not NoWayReason.CLOSED
                    continue
                reached = {graph.zones[start].place}
                for one in told:
                    assert reached & ends[one.connector]
                    assert one.step_free is True or not step_free
                    reached = ends[one.connector]
                assert graph.zones[goal].place in reached


STAIRS = [Portal("stairs", "stairs", False, place, place, 50, 0) for place in (0, 1)]
LIFT = [Portal("lift", "lift", True, place, place, 900, 0) for place in (0, 1)]
RAMP = [Portal("ramp", "ramp", True, place, place, 3_000, 0) for place in (0, 1)]
ZONES = {
    "mall/0/0/0": Spot(0, 0, 0, 0),
    "mall/1/0/0": Spot(1, 1, 0, 0),
    "mall/2/0/0": Spot(2, 2, 0, 0),
}
LOW, HIGH, CUT_OFF = ZONES


def floors(*portals: Sequence[Portal]) -> WayGraph:
    return WayGraph("mall", 1, tuple(one for some in portals for one in some), ZONES)


def told(kind: str, *, step_free: bool) -> tuple[Crossed, ...]:
    return (Crossed(kind, kind, step_free, 0, 1),)


def test_steps_are_walked_by_who_can() -> None:
    """Who can walk steps is led over the near stairs, who cannot over the lift."""
    ways = Ways(floors(STAIRS, LIFT))
    assert ways.crossings(LOW, HIGH, step_free=False) == told("stairs", step_free=False)
    assert ways.crossings(LOW, HIGH, step_free=True) == told("lift", step_free=True)


def test_closed_lift_re_routes() -> None:
    """With the lift closed, who goes step-free is led over the ramp, though it is far."""
    ways = Ways(floors(STAIRS, LIFT, RAMP), frozenset({"lift"}))
    assert ways.crossings(LOW, HIGH, step_free=True) == told("ramp", step_free=True)
    assert isinstance(walk(ways, {"a": LOW, "b": HIGH}, step_free=True), Walk)


def test_closed_lift_refuses() -> None:
    """With the only lift closed, a step-free walk is refused, and the lift is named; with steps
    there is a walk."""
    ways = Ways(floors(STAIRS, LIFT), frozenset({"lift", "no such thing"}))
    refused = walk(ways, {"a": LOW, "b": HIGH}, step_free=True)
    assert refused == NoWay(LOW, HIGH, NoWayReason.CLOSED, ("lift",))
    assert isinstance(walk(ways, {"a": LOW, "b": HIGH}, step_free=False), Walk)


def test_only_steps_refuses() -> None:
    """Where there never was a step-free way the refusal says that it is the steps."""
    refused = walk(Ways(floors(STAIRS)), {"a": LOW, "b": HIGH}, step_free=True)
    assert refused == NoWay(LOW, HIGH, NoWayReason.STEPS)


def test_unknown_is_never_walked() -> None:
    """A stop that the map draws no way to refuses the walk."""
    refused = walk(Ways(floors(STAIRS)), {"a": LOW, "b": CUT_OFF}, step_free=False, start=HIGH)
    assert refused == NoWay(HIGH, CUT_OFF, NoWayReason.UNKNOWN)


def test_walk_tells_its_legs() -> None:
    """A walk begins where one stands, and tells each leg's length and what is crossed."""
    ways = Ways(floors(STAIRS))
    found = walk(ways, {"a": HIGH, "b": LOW}, step_free=False, start=LOW, last="a")
    assert isinstance(found, Walk)
    assert found.stops == ("b", "a")
    assert [(leg.start, leg.goal) for leg in found.legs] == [(LOW, LOW), (LOW, HIGH)]
    assert found.length == sum(leg.length for leg in found.legs) == 50 + 144 + 50
    assert found.legs[1].crossed == told("stairs", step_free=False)


def test_unknown_zone_is_refused() -> None:
    """A zone that the venue does not have is refused by its name."""
    with pytest.raises(InputRefused, match="mall/9/9/9") as refused:
        Ways(floors(STAIRS)).legs([LOW, "mall/9/9/9"], step_free=False)
    assert refused.value.code is Code.ZONE_UNKNOWN


def test_circle_is_a_fault() -> None:
    """Stops that must each come before the other are the caller's mistake, and told."""
    ways = Ways(floors(STAIRS))
    with pytest.raises(ValueError, match="circle"):
        walk(ways, {"a": LOW, "b": HIGH}, step_free=False, before=[("a", "b"), ("b", "a")])
