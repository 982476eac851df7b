"""The data of walking: where each zone stands, and the connectors that lead from place to place.

A **place** is what one walks through without crossing a connector: a room, the halls that are one,
a piece of open floor. It has a number, which holds for one map version only. Within a place one is
assumed to walk straight: the map draws no furniture, so a way is never shorter than is told here,
and may be longer.

Coordinates are whole decimetres along the axes of the venue's frame, so that what is computed from
them is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Portal(msgspec.Struct, frozen=True, gc=False):
    """One end of a connector, in the place that it opens into.

    Attributes:
        connector: its id; portals of one connector lead to each other.
        kind: how it is crossed, a word of `ConnectorKind`.
        step_free: None where the map does not say.
        place: number of the place.
        level: integer ordinal.
        x: decimetres along the frame's +x axis.
        y: decimetres along the frame's +y axis.
    """

    connector: str
    kind: str
    step_free: bool | None
    place: int
    level: int
    x: int
    y: int


class Spot(msgspec.Struct, frozen=True, gc=False):
    """Where a zone's centroid in force stands.

    Attributes:
        place: number of the place.
        level: integer ordinal.
        x: decimetres along the frame's +x axis.
        y: decimetres along the frame's +y axis.
    """

    place: int
    level: int
    x: int
    y: int


class WayGraph(msgspec.Struct, frozen=True):
    """All that walking needs of one map version.

    Attributes:
        venue: the venue's id.
        map_version: of the map that it was made of.
        portals: by connector, level, place and coordinates.
        zones: zone id -> where it stands, by id. A zone whose row did not match its checksum is
            not in it.
    """

    venue: str
    map_version: int
    portals: tuple[Portal, ...]
    zones: Mapping[str, Spot]
