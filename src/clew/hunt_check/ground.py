"""Whether a player can go where a hunt leads, and walks no further than needed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from clew.hunt_check.faults import Fault, Rule
from clew.hunt_check.given import Given
from clew.hunt_check.line import Line
from clew.hunt_check.ways import MOST_TRIED


def check_ground(line: Line, given: Given) -> Iterator[Fault]:
    """Zones are of the map, open, with room, reached by a known way, in the shortest order."""
    known = True
    for step in line.steps:
        zone = step.zone
        if zone is None:
            continue
        if zone not in given.ways.zones:
            known = False
            yield line.fault(Rule.ZONE_UNKNOWN, f"the map has no zone {zone}", step)
            continue
        if zone in given.shut:
            yield line.fault(Rule.ZONE_SHUT, f"zone {zone} is shut: {given.shut[zone]}", step)
        room = given.ground["capacities"].get(zone)
        crowd = given.snapshot["crowd"].get(zone, 0)
        if room is not None and crowd >= room:
            yield line.fault(Rule.ZONE_FULL, f"{crowd} of {room} are sent to {zone} already", step)
    if known:
        yield from _walk(line, given)


def _walk(line: Line, given: Given) -> Iterator[Fault]:
    zones = line.zones()
    walked = given.ways.walk(zones)
    if walked is None:
        for start, goal in pairwise(zones):
            if given.ways.length(start, goal) is None:
                how = "step-free " if given.snapshot["step_free"] else ""
                message = f"no {how}way is known from {start} to {goal}"
                yield line.fault(Rule.UNREACHABLE, message)
    elif len(zones) <= MOST_TRIED:
        shortest = given.ways.shortest(zones)
        if shortest is not None and shortest < walked:
            message = f"{walked} dm are walked where {shortest} dm do"
            yield line.fault(Rule.DETOUR, message)
