"""docs/demo-mall.svg: the plan of the demo mall's ground floor, with one square lit.

Made by the same code that cuts a venue into zones, so the square is the one that is answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any

import shapely

from clew.demo.load import VENUE
from clew.ids import parse_zone
from clew.venues.frame import Projector
from clew.venues.geojson import read_geojson
from clew.venues.geometry import surfaces, to_shapely
from clew.venues.kinds import is_entrance, is_unit, text_of, understood
from clew.venues.layout import frame_for, lay_out
from clew.venues.levels import stand_on_levels
from clew.venues.model import CELL_M, Feature

LEVEL = 0
LIT = "La Fontaine"
"""The place whose square is lit; it must stand on `LEVEL`."""

_MARGIN_M = 4.0
_CAPTION_M = 9.0
_DOOR_M = 0.7

_STYLE = """
    text { font: 3.4px system-ui, sans-serif; fill: #3b3f45 }
    .floor { fill: #f6f5f2; stroke: #6b7078; stroke-width: .5 }
    .grid { fill: url(#cells) }
    .line { fill: none; stroke: #d9d7d1; stroke-width: .12 }
    .way { fill: #ecebe6 }
    .room { fill: #ffffff; stroke: #9aa0a8; stroke-width: .25 }
    .door { fill: #6b7078 }
    .lit { fill: #f2a200; stroke: #8a5a00; stroke-width: .35 }
    @media (prefers-color-scheme: dark) {
      text { fill: #d4d7db }
      .floor { fill: #1d2024; stroke: #8c929b }
      .line { stroke: #33373d }
      .way { fill: #262a2f }
      .room { fill: #15171a; stroke: #5b616a }
      .door { fill: #a5abb3 }
      .lit { fill: #ffb627; stroke: #ffe0a0 }
    }"""


def demo_mall_drawing(path: Path) -> str:
    """The drawing, in metres along the building; coordinates to a decimetre."""
    standing = stand_on_levels(read_geojson(path).features)
    frame = frame_for(standing)
    layout = lay_out(VENUE, standing, frame)
    projector = Projector(frame)
    level = next(one for one in layout.levels if one.ordinal == LEVEL)
    place = next(one for one in layout.places if (one.name, one.level) == (LIT, LEVEL))
    floor = projector.to_plan(to_shapely(level.outline))
    zone = parse_zone(place.zone)
    return "\n".join(_svg(floor, list(_drawn(standing.features, projector)), zone[2:], place.zone))


def _drawn(features: Iterable[Feature], projector: Projector) -> Iterator[tuple[str, Any]]:
    """(class, shape) of what stands on the level: ways first, rooms on them, doors on top."""
    classes = {"way": 0, "room": 1, "door": 2}
    found = []
    for feature in features:
        drawn = understood(feature)
        if drawn is None or LEVEL not in feature.levels:
            continue
        if is_entrance(feature):
            kind = "door"
        elif text_of(feature, "indoor") == "corridor":
            kind = "way"
        elif is_unit(feature):
            kind = "room"
        else:
            continue
        found.append((classes[kind], feature.id, kind, projector.to_plan(drawn.shape)))
    for _, _, kind, shape in sorted(found, key=lambda one: one[:2]):
        yield kind, shape


def _svg(
    floor: Any, drawn: Sequence[tuple[str, Any]], cell: Sequence[int], zone: str
) -> Iterator[str]:
    left, low, right, high = floor.bounds
    # The page's y runs down, the frame's up.
    width, height = right - left + 2 * _MARGIN_M, high - low + 2 * _MARGIN_M + _CAPTION_M
    x0, y0 = left - _MARGIN_M, -high - _MARGIN_M
    caption = f"“{LIT}”, level {LEVEL}: zone {zone}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x0:.1f} {y0:.1f} {width:.1f} '
        f'{height:.1f}" role="img" aria-label="{escape(caption)}">'
    )
    yield f"  <style>{_STYLE}\n  </style>"
    yield (
        f'  <defs><pattern id="cells" width="{CELL_M:g}" height="{CELL_M:g}" '
        f'patternUnits="userSpaceOnUse"><path class="line" d="M{CELL_M:g} 0H0V{CELL_M:g}"/>'
        "</pattern></defs>"
    )
    yield f'  <path class="floor" d="{_path(floor)}"/>'
    for kind, shape in drawn:
        if kind == "door":
            spot = shape.centroid
            yield f'  <circle class="door" cx="{spot.x:.1f}" cy="{-spot.y:.1f}" r="{_DOOR_M}"/>'
        elif surfaces(shape):
            yield f'  <path class="{kind}" d="{_path(shape)}"/>'
    yield f'  <path class="grid" d="{_path(floor)}"/>'
    i, j = cell
    yield (
        f'  <rect class="lit" x="{i * CELL_M:g}" y="{-(j + 1) * CELL_M:g}" '
        f'width="{CELL_M:g}" height="{CELL_M:g}"/>'
    )
    bottom = -low + _MARGIN_M + _CAPTION_M / 2
    yield f'  <text x="{left:.1f}" y="{bottom:.1f}">{escape(caption)}</text>'
    yield f'  <path class="door" d="M{right - 20:.1f} {bottom - 1:.1f}h20v.4h-20z"/>'
    yield f'  <text x="{right:.1f}" y="{bottom - 2:.1f}" text-anchor="end">20 m</text>'
    yield "</svg>\n"


def _path(shape: Any) -> str:
    rings = [ring for part in surfaces(shape) for ring in (part.exterior, *part.interiors)]
    return "".join(
        "M" + "L".join(f"{x:.1f} {-y:.1f}" for x, y in shapely.get_coordinates(ring)[:-1]) + "Z"
        for ring in rings
    )
