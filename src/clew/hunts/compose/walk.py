"""The order in which the stops are walked to, and the way between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from clew.hunts.compose.scene import Scene, Stop
from clew.hunts.model import Crossing, Leg, Route
from clew.hunts.route.walk import Walk, walk
from clew.hunts.route.ways import Crossed, NoWay

NOWHERE = Walk((), 0, ())


class Walked(NamedTuple):
    """Stops in the order to walk to them; first come those that stand nowhere."""

    stops: Sequence[Stop]
    walk: Walk


def in_walking_order(scene: Scene, stops: Sequence[Stop]) -> Walked:
    """The shortest order. Raises `ValueError` where no way joins them: they were chosen by it."""
    nowhere = sorted((one for one in stops if one.zone is None), key=lambda one: one.id)
    standing = {one.id: one for one in stops if one.zone is not None}
    if not standing:
        return Walked(nowhere, NOWHERE)
    found = walk(
        scene.world.terrain.ways(scene.closed),
        {id_: one.zone for id_, one in standing.items() if one.zone is not None},
        step_free=scene.snapshot.step_free,
    )
    if isinstance(found, NoWay):
        words = f"no way from {found.start} to {found.goal}: {found.reason}"
        raise ValueError(words)  # noqa: TRY004 - a walk that is not there is no wrong type
    return Walked([*nowhere, *(standing[id_] for id_ in found.stops)], found)


def route_of(scene: Scene, walked: Walked) -> Route:
    """The way as it is drawn and told."""
    number = {one.zone: at for at, one in enumerate(walked.stops, start=1)}
    legs = []
    for leg in walked.walk.legs:
        at = scene.world.terrain.graph.zones
        begin, end = at[leg.start], at[leg.goal]
        points = [(begin.level, begin.x, begin.y)]
        for crossed in leg.crossed:
            points += _points(scene.world.terrain.portals, crossed)
        points.append((end.level, end.x, end.y))
        crossings = [
            Crossing(one.connector, one.kind, one.from_level, one.to_level) for one in leg.crossed
        ]
        legs.append(Leg(number[leg.goal], leg.length, tuple(points), tuple(crossings)))
    return Route(walked.walk.length, tuple(legs))


def _points(
    portals: Mapping[tuple[str, int], tuple[int, int]], crossed: Crossed
) -> Sequence[tuple[int, int, int]]:
    levels = dict.fromkeys((crossed.from_level, crossed.to_level))
    return [(level, *portals[crossed.connector, level]) for level in levels]
