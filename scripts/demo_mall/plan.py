"""The words that the plan of the demo mall is written and drawn in.

Plan coordinates are metres: x along the main gallery, y across it, (0, 0) the corner of the
smallest upright rectangle around the building.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

Point = tuple[float, float]
"""(x, y) in plan metres."""

Ring = tuple[Point, ...]
"""The corners of an outline, in order, the first one not repeated."""


class Unit(NamedTuple):
    """A shop, restaurant or service behind its own door.

    Attributes:
        number: keeps its OpenStreetMap-like id the same when rows are added or moved.
        place: the name that clues know it by.
        name: as on its sign.
        tags: OpenStreetMap tags beside the name, `key=value` separated by blanks.
        width: of its front, metres; unused where a corner gives it.
        door: the `door` tag: `sliding`, `hinged` or `no` (an open front).
        wheelchair: the door's tag; empty where nobody noted it.
        en: the English name, where the map has one.
        alt: another name, where the map has one.
    """

    number: int
    place: str
    name: str
    tags: str
    width: float = 0
    door: str = "sliding"
    wheelchair: str = "yes"
    en: str = ""
    alt: str = ""


class Strip(NamedTuple):
    """Units side by side along one wall of a corridor.

    Attributes:
        level: the OpenStreetMap tag, `0;1` for units on both floors.
        side: on which side of the wall the units lie: `north` is +y, `east` is +x.
        wall: y of the wall (north, south) or its x (east, west), metres.
        start: where the first unit begins along the wall, metres; the next ones follow upwards.
        depth: of the units, metres.
        units: in order.
    """

    level: str
    side: str
    wall: float
    start: float
    depth: float
    units: tuple[Unit, ...]


class Corner(NamedTuple):
    """A unit between gallery and passage, its front cut off by the square in the middle.

    Attributes:
        level: the OpenStreetMap tag.
        quadrant: where it lies of the square: `NW`, `NE`, `SW` or `SE`.
        unit: its width is not used, the corner gives it.
    """

    level: str
    quadrant: str
    unit: Unit


class Area(NamedTuple):
    """An outline that is no target: a level, a corridor, a store room, the building.

    Attributes:
        number: of its id.
        level: the OpenStreetMap tag; empty for the building.
        tags: as in `Unit`.
        outline: outer ring.
        name: as on the map, may be empty.
        en: the English name, where the map has one.
        void: a hole in it, where the floor is open to the one below.
    """

    number: int
    level: str
    tags: str
    outline: Ring
    name: str = ""
    en: str = ""
    void: Ring = ()


class Fixture(NamedTuple):
    """Something that stands in a corridor, drawn as a node in the middle of a square."""

    number: int
    place: str
    name: str
    tags: str
    level: str
    at: Point
    en: str = ""
    alt: str = ""


class Gate(NamedTuple):
    """A way in: a door in the outside wall, and the square just inside it.

    Attributes:
        number: of its id.
        place: the name that clues know it by.
        name: as on the sign.
        level: the OpenStreetMap tag.
        door: in the outside wall.
        inside: where a clue to it leads.
        en: the English name.
    """

    number: int
    place: str
    name: str
    level: str
    door: Point
    inside: Point
    en: str


class Climb(NamedTuple):
    """A stair or an escalator, drawn as a line from its foot to its head."""

    number: int
    tags: str
    line: tuple[Point, Point]
    name: str = ""


class Drawn(NamedTuple):
    """A feature in plan metres.

    Attributes:
        id: as OpenStreetMap writes it.
        tags: key -> value.
        kind: the GeoJSON geometry type: Point, LineString or Polygon.
        rings: of a polygon its outer ring then its holes, else one part.
    """

    id: str
    tags: Mapping[str, str]
    kind: str
    rings: tuple[Ring, ...]


class Spot(NamedTuple):
    """Where clues to a place lead.

    Attributes:
        level: integer ordinal.
        at: plan metres.
        names: its names as signs write them -> BCP 47 language.
    """

    level: int
    at: Point
    names: Mapping[str, str]


def rectangle(west: float, south: float, east: float, north: float) -> Ring:
    """The four corners, counter-clockwise."""
    return ((west, south), (east, south), (east, north), (west, north))


def octagon(centre: Point, apothem: float) -> Ring:
    """A regular octagon whose flat sides face the axes, counter-clockwise; metres.

    Its corners stand at (apothem, apothem * (sqrt(2) - 1)) and the turns of that.
    """
    x, y = centre
    far, near = apothem, apothem * (2**0.5 - 1)
    return tuple(
        (x + dx, y + dy)
        for dx, dy in (
            (far, -near),
            (far, near),
            (near, far),
            (-near, far),
            (-far, near),
            (-far, -near),
            (-near, -far),
            (near, -far),
        )
    )
