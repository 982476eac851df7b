"""The plan drawn as map features, in plan metres."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from demo_mall.building import (
    AREAS,
    CLIMBS,
    CORNER_WIDTH,
    GALLERY_NORTH,
    GATES,
    PASSAGE_EAST,
    ROW_DEPTH,
    SQUARE_APOTHEM,
    SQUARE_CENTRE,
)
from demo_mall.plan import Corner, Drawn, Point, Ring, Spot, Strip, Unit, octagon, rectangle
from demo_mall.shops import CORNERS, FIXTURES, STRIPS
from demo_mall.walls import share_walls, square_inside

_NUMBERS_FROM = 900_000_000


def draw() -> tuple[list[Drawn], dict[str, Spot]]:
    """The features in order of their ids, and the spot of each place that clues know."""
    features: list[Drawn] = []
    spots: dict[str, Spot] = {}
    _draw_building(features, spots)
    for level, unit, ring, door in units():
        _draw_unit(features, spots, level, unit, ring, door)
    for thing in FIXTURES:
        names = _names(thing.name, thing.en, thing.alt)
        tags = _tags(thing.tags, thing.level, names)
        features.append(Drawn(_node(thing.number), tags, "Point", ((thing.at,),)))
        spots[thing.place] = Spot(int(thing.level), thing.at, _spoken(names))
    return share_walls(features), spots


def _draw_building(features: list[Drawn], spots: dict[str, Spot]) -> None:
    for area in AREAS:
        tags = _tags(area.tags, area.level, _names(area.name, area.en))
        rings = (area.outline, area.void[::-1]) if area.void else (area.outline,)
        # OpenStreetMap draws an outline with a hole as a relation.
        kind = "relation" if area.void else "way"
        features.append(Drawn(f"{kind}/{_NUMBERS_FROM + area.number}", tags, "Polygon", rings))
    for climb in CLIMBS:
        tags = _tags(climb.tags, "0;1", _names(climb.name))
        features.append(Drawn(_way(climb.number), tags, "LineString", (climb.line,)))
    for gate in GATES:
        names = _names(gate.name, gate.en)
        tags = _tags("entrance=main door=sliding wheelchair=yes", gate.level, names)
        features.append(Drawn(_node(gate.number), tags, "Point", ((gate.door,),)))
        spots[gate.place] = Spot(int(gate.level), gate.inside, _spoken(names))


def _draw_unit(
    features: list[Drawn], spots: dict[str, Spot], level: str, unit: Unit, ring: Ring, door: Point
) -> None:
    names = _names(unit.name, unit.en, unit.alt)
    tags = _tags(f"indoor=room {unit.tags}", level, names)
    features.append(Drawn(_way(unit.number), tags, "Polygon", (ring,)))
    ordinals = tuple(map(int, level.split(";")))
    for ordinal in ordinals:
        at_door = f"door={unit.door}" + (
            f" wheelchair={unit.wheelchair}" if unit.wheelchair else ""
        )
        number = 1_000 + 10 * unit.number + ordinal
        features.append(Drawn(_node(number), _tags(at_door, str(ordinal), {}), "Point", ((door,),)))
        if unit.place:
            place = unit.place if ordinal == ordinals[0] else f"{unit.place}-upper"
            spots[place] = Spot(ordinal, square_inside(ring), _spoken(names))


def units() -> Iterator[tuple[str, Unit, Ring, Point]]:
    """Every unit with its level's tag, its outline and the middle of its front, in plan metres."""
    for strip in STRIPS:
        at = strip.start
        for unit in strip.units:
            yield strip.level, unit, *_front(strip, at, at + unit.width)
            at += unit.width
    for corner in CORNERS:
        yield corner.level, corner.unit, *_corner(corner)


def _front(strip: Strip, begin: float, end: float) -> tuple[Ring, Point]:
    """A unit's outline and the middle of its front."""
    middle, wall = (begin + end) / 2, strip.wall
    match strip.side:
        case "north":
            return rectangle(begin, wall, end, wall + strip.depth), (middle, wall)
        case "south":
            return rectangle(begin, wall - strip.depth, end, wall), (middle, wall)
        case "east":
            return rectangle(wall, begin, wall + strip.depth, end), (wall, middle)
        case "west":
            return rectangle(wall - strip.depth, begin, wall, end), (wall, middle)
    raise ValueError(strip.side)


def _corner(corner: Corner) -> tuple[Ring, Point]:
    """The outline north-east of the square, mirrored to its quadrant, and its slanted front."""
    x, y = SQUARE_CENTRE
    far, near = octagon((0, 0), SQUARE_APOTHEM)[1]
    passage, gallery = PASSAGE_EAST - x, GALLERY_NORTH - y
    north_east = (
        (far + CORNER_WIDTH, gallery),
        (far + CORNER_WIDTH, gallery + ROW_DEPTH),
        (passage, gallery + ROW_DEPTH),
        (passage, far),
        (near, far),
        (far, near),
        (far, gallery),
    )
    turn_x = -1 if "W" in corner.quadrant else 1
    turn_y = -1 if "S" in corner.quadrant else 1
    ring = tuple((x + turn_x * dx, y + turn_y * dy) for dx, dy in north_east)
    slant = (far + near) / 2
    door = (x + turn_x * slant, y + turn_y * slant)
    return (ring if turn_x == turn_y else ring[::-1]), door


def _names(name: str, en: str = "", alt: str = "") -> dict[str, str]:
    """The name tags; a French name is the map's own name too."""
    written = {"name": name, "name:fr": name if en else "", "name:en": en, "alt_name": alt}
    return {key: value for key, value in written.items() if value}


def _spoken(names: Mapping[str, str]) -> dict[str, str]:
    languages = {"name": "fr", "name:en": "en", "alt_name": "fr"}
    return {names[key]: language for key, language in languages.items() if key in names}


def _tags(written: str, level: str, names: dict[str, str]) -> dict[str, str]:
    tags = dict(pair.split("=", 1) for pair in written.split()) | names
    if level:
        tags["level"] = level
    return dict(sorted(tags.items()))


def _way(number: int) -> str:
    return f"way/{_NUMBERS_FROM + number}"


def _node(number: int) -> str:
    return f"node/{_NUMBERS_FROM + number}"
