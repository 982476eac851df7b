"""What is open on a venue's ground, and for how many: pure functions of what is known of it.

A zone is open in a range of moments if no closure touches the range and its hours cover it whole:
who is sent there at its first moment still stands before an open door at its last one.

A closed zone takes no stop of a hunt; one may still walk past it, since the map does not draw what
is closed there. What must not be walked through is closed as a connector.
"""

from __future__ import annotations

from collections.abc import Sequence

from clew.venues.model import (
    Closure,
    GroundFacts,
    GroundRules,
    Shut,
    ShutReason,
    WayGraph,
)
from clew.venues.ports import Hours


def open_zones(
    graph: WayGraph,
    rules: GroundRules,
    closures: Sequence[Closure],
    *,
    at: int,
    until: int,
    hours: Hours,
) -> frozenset[str]:
    """The zones of the graph that are open throughout; moments are seconds since 1970."""
    facts = ground_facts(graph, rules, closures, at=at, until=until, hours=hours)
    return frozenset(graph.zones.keys() - facts.shut.keys())


def ground_facts(
    graph: WayGraph,
    rules: GroundRules,
    closures: Sequence[Closure],
    *,
    at: int,
    until: int,
    hours: Hours,
) -> GroundFacts:
    """What is shut from `at` to before `until`, why, and how many each zone takes.

    Of zones and connectors that the graph does not have nothing is told. Where several closures
    touch the range the first of them gives the reason, and any closure counts before hours.
    """
    touching = sorted(
        (one for one in closures if _touches(one, at, until)), key=lambda one: one.number
    )
    said_of = {one.zone: one.why for one in reversed(touching) if one.zone is not None}
    said_of_connectors = {
        one.connector: one.why for one in reversed(touching) if one.connector is not None
    }
    known = {portal.connector for portal in graph.portals}
    shut = {zone: Shut(ShutReason.CLOSED, why) for zone, why in said_of.items()}
    open_by_hours: dict[str, bool] = {}
    for zone, rule in rules.zones.items():
        written = rule.opening_hours
        if zone in shut or not written:
            continue
        # A shop's zones have the same hours; they are read once.
        if written not in open_by_hours:
            open_by_hours[written] = hours.open_throughout(
                written, timezone=rules.timezone, country=rules.country, at=at, until=until
            )
        if not open_by_hours[written]:
            shut[zone] = Shut(ShutReason.OUTSIDE_HOURS, written)
    return GroundFacts(
        graph.venue,
        at,
        until,
        {zone: shut[zone] for zone in sorted(shut) if zone in graph.zones},
        {id_: said_of_connectors[id_] for id_ in sorted(said_of_connectors) if id_ in known},
        {
            zone: rule.capacity
            for zone, rule in sorted(rules.zones.items())
            if rule.capacity is not None and zone in graph.zones
        },
    )


def _touches(closure: Closure, at: int, until: int) -> bool:
    begun = closure.since < max(until, at + 1)
    over = closure.until is not None and closure.until <= at
    return closure.opened_at is None and begun and not over
