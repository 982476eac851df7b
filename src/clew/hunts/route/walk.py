"""A hunt's walk: its stops in the shortest order, and what is crossed on the way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

import msgspec

from clew.hunts.route.order import order
from clew.hunts.route.ways import Crossed, NoWay, Ways


class Leg(msgspec.Struct, frozen=True):
    """From one stop to the next.

    Attributes:
        start: the zone that it begins in.
        goal: the zone that it ends in.
        length: decimetres; crossings are in it as `effort` tells them.
        crossed: the connectors on the way, in order.
    """

    start: str
    goal: str
    length: int
    crossed: tuple[Crossed, ...]


class Walk(msgspec.Struct, frozen=True):
    """All stops in the order to walk them.

    Attributes:
        stops: their ids.
        length: decimetres in all.
        legs: one to each stop; none to the first where there is no start.
    """

    stops: tuple[str, ...]
    length: int
    legs: tuple[Leg, ...]


def walk(
    ways: Ways,
    stops: Mapping[str, str],
    *,
    step_free: bool,
    start: str | None = None,
    last: str | None = None,
    before: Collection[tuple[str, str]] = (),
) -> Walk | NoWay:
    """The shortest walk over all stops; or between which two zones there is no way, and why.

    `stops` is stop id -> zone, in any order; `start` is a zone. `last` and the pairs of `before`,
    which must not form a circle, are stop ids. Raises `InputRefused` (`zone_unknown`).
    """
    ids = sorted(stops)
    zones = [stops[id_] for id_ in ids]
    around = zones if start is None else [start, *zones]
    missing = _apart(ways, around, step_free=step_free)
    if missing is not None:
        return missing
    shift = len(around) - len(zones)
    at = {id_: index + shift for index, id_ in enumerate(ids)}
    lengths = ways.legs(around, step_free=step_free)
    found = order(
        lengths,
        ["", *ids][1 - shift :],
        start=None if start is None else 0,
        last=None if last is None else at[last],
        before=[(at[earlier], at[later]) for earlier, later in before],
    )
    if found is None:
        raise ValueError(f"what must come before what forms a circle: {sorted(before)}")
    path = found.stops if start is None else (0, *found.stops)
    return Walk(
        tuple(ids[index - shift] for index in found.stops),
        found.length,
        tuple(
            _leg(ways, around[a], around[b], lengths[a][b], step_free=step_free)
            for a, b in pairwise(path)
        ),
    )


def _apart(ways: Ways, zones: list[str], *, step_free: bool) -> NoWay | None:
    for zone in zones[1:]:
        regions = {ways.region(one, step_free=step_free) for one in (zones[0], zone)}
        if len(regions) > 1:
            return ways.refusal(zones[0], zone, step_free=step_free)
    return None


def _leg(ways: Ways, start: str, goal: str, length: int | None, *, step_free: bool) -> Leg:
    crossed = ways.crossings(start, goal, step_free=step_free)
    if length is None or crossed is None:
        raise ValueError(f"no way from {start} to {goal}, where one was found before")
    return Leg(start, goal, length, crossed)
