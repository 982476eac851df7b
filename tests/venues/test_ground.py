from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from clew.venues.ground import ground_facts, open_zones
from clew.venues.hours import OpenHours
from clew.venues.model import (
    Closure,
    GroundFacts,
    GroundRules,
    Portal,
    Shut,
    ShutReason,
    Spot,
    WayGraph,
    ZoneRule,
)

HOURS = OpenHours()
A, B, C = "mall/0/0/0", "mall/0/0/1", "mall/0/0/2"
GRAPH = WayGraph(
    "mall",
    1,
    tuple(Portal("lift", "lift", True, level, level, 0, 0) for level in (0, 1)),
    {zone: Spot(0, 0, 0, n) for n, zone in enumerate((A, B, C))},
)
EMPTY = GroundRules("mall", "UTC")
DAY = 86_400


def closed(zone: str | None, since: int, until: int | None, number: int = 1) -> Closure:
    connector = "lift" if zone is None else None
    return Closure("mall", zone, connector, since, until, f"why {number}", "ada", 0, number)


def shut(*closures: Closure, at: int, until: int) -> dict[str, Shut]:
    facts = ground_facts(GRAPH, EMPTY, closures, at=at, until=until, hours=HOURS)
    return dict(facts.shut)


@given(st.integers(0, 20), st.integers(1, 20), st.integers(0, 20), st.integers(0, 20))
def test_any_touch_closes(since: int, length: int, at: int, span: int) -> None:
    """A zone is shut just where one of the range's moments is one of the closure's."""
    closure = closed(A, since, since + length)
    asked = range(at, max(at + span, at + 1))
    touched = any(since <= moment < since + length for moment in asked)
    assert (A in shut(closure, at=at, until=at + span)) is touched


def test_open_ended_until_taken_back() -> None:
    """Without an end a closure holds for ever; taken back, it never counts again."""
    assert shut(closed(A, 5, None), at=10**9, until=10**9 + 1)
    opened = replace(closed(A, 5, None), opened_by="bob", opened_at=7)
    assert not shut(opened, at=6, until=20)


def test_the_first_closure_gives_the_reason() -> None:
    """Of several closures the first that touches the range tells why."""
    told = shut(closed(A, 0, 5, 1), closed(A, 0, 50, 3), closed(A, 0, None, 2), at=9, until=10)
    assert told == {A: Shut(ShutReason.CLOSED, "why 2")}


def test_outside_hours_tells_the_hours() -> None:
    """A zone outside its hours tells them; one without hours is open; a closure counts first."""
    rules = GroundRules(
        "mall", "UTC", zones={A: ZoneRule(A, None, "10:00-12:00"), B: ZoneRule(B, 4, "")}
    )
    asked = {"at": 9 * 3_600, "until": 11 * 3_600}
    facts = ground_facts(GRAPH, rules, [], **asked, hours=HOURS)
    assert facts.shut == {A: Shut(ShutReason.OUTSIDE_HOURS, "10:00-12:00")}
    assert facts.capacities == {B: 4}
    assert open_zones(GRAPH, rules, [], **asked, hours=HOURS) == {B, C}
    both = ground_facts(GRAPH, rules, [closed(A, 0, None)], **asked, hours=HOURS)
    assert both.shut == {A: Shut(ShutReason.CLOSED, "why 1")}


def test_closed_connectors() -> None:
    """A closed connector is told with what was said of it, and shuts no zone."""
    facts = ground_facts(GRAPH, EMPTY, [closed(None, 0, DAY)], at=5, until=6, hours=HOURS)
    assert facts.shut_connectors == {"lift": "why 1"}
    assert not facts.shut


def test_what_the_map_does_not_have() -> None:
    """Of zones and connectors that are not on the map nothing is told."""
    gone = "mall/9/9/9"
    rules = GroundRules("mall", "UTC", zones={gone: ZoneRule(gone, 4, "Mo 10:00-12:00")})
    closures = [closed(gone, 0, None), replace(closed(None, 0, None), connector="stairs")]
    facts = ground_facts(GRAPH, rules, closures, at=5, until=6, hours=HOURS)
    assert not facts.shut
    assert not facts.shut_connectors
    assert not facts.capacities


def test_kept_and_read_again() -> None:
    """Written as JSON and read again the facts are the same, so that a snapshot can carry them."""
    rules = GroundRules("mall", "UTC", zones={A: ZoneRule(A, 4, "10:00-12:00")})
    facts = ground_facts(GRAPH, rules, [closed(None, 0, DAY)], at=5, until=6, hours=HOURS)
    assert facts.shut
    assert msgspec.json.decode(msgspec.json.encode(facts), type=GroundFacts) == facts
