"""docs/demo-mall.svg: the plan of the demo mall's ground floor, with one square lit.

Made by the same code that cuts a venue into zones and draws the page's plan, so the square is the
one that is answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from clew.demo.load import VENUE
from clew.venues.geojson import read_geojson
from clew.venues.layout import frame_for, lay_out
from clew.venues.levels import stand_on_levels
from clew.venues.model import CELL_M, Venue, VenueRecord
from clew.venues.plan_drawing import LevelDrawing, cell_box, draw_plan

LEVEL = 0
LIT = "La Fontaine"
"""The place whose square is lit; it must stand on `LEVEL`."""

_CAPTION_M = 9.0
_DOOR_M = 0.7

_STYLE = """
    text { font: 3.4px system-ui, sans-serif; fill: #3b3f45 }
    .floor { fill: #f6f5f2; stroke: #6b7078; stroke-width: .5 }
    .grid { fill: url(#cells) }
    .line { fill: none; stroke: #d9d7d1; stroke-width: .12 }
    .hall { fill: #ecebe6 }
    .room { fill: #ffffff; stroke: #9aa0a8; stroke-width: .25 }
    .shaft { fill: #d9d7d1; stroke: #9aa0a8; stroke-width: .25 }
    .wall { fill: none; stroke: #9aa0a8; stroke-width: .4 }
    .door { fill: #6b7078 }
    .lit { fill: #f2a200; stroke: #8a5a00; stroke-width: .35 }
    @media (prefers-color-scheme: dark) {
      text { fill: #d4d7db }
      .floor { fill: #1d2024; stroke: #8c929b }
      .line { stroke: #33373d }
      .hall { fill: #262a2f }
      .room { fill: #15171a; stroke: #5b616a }
      .shaft { fill: #33373d; stroke: #5b616a }
      .wall { stroke: #5b616a }
      .door { fill: #a5abb3 }
      .lit { fill: #ffb627; stroke: #ffe0a0 }
    }"""


def demo_mall_drawing(path: Path) -> str:
    """The drawing, in metres along the building; coordinates to a decimetre."""
    plan = draw_plan(_record(path))
    return "\n".join(_svg(next(level for level in plan.levels if level.ordinal == LEVEL)))


def _record(path: Path) -> VenueRecord:
    """The mall as its first import would record it."""
    standing = stand_on_levels(read_geojson(path).features)
    frame = frame_for(standing)
    layout = lay_out(VENUE, standing, frame)
    return VenueRecord(
        Venue(VENUE, frame, 1, ""),
        tuple(standing.features),
        layout.levels,
        layout.zones,
        layout.places,
        layout.connectors,
    )


def _svg(level: LevelDrawing) -> Iterator[str]:
    zone = next(name.zone for name in level.names if name.text == LIT)
    caption = f"“{LIT}”, level {LEVEL}: zone {zone}"
    box, lit = level.view_box, cell_box(zone)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box.x:g} {box.y:g} {box.width:g} '
        f'{box.height + _CAPTION_M:g}" role="img" aria-label="{escape(caption)}">'
    )
    yield f"  <style>{_STYLE}\n  </style>"
    yield (
        f'  <defs><pattern id="cells" width="{CELL_M:g}" height="{CELL_M:g}" '
        f'patternUnits="userSpaceOnUse"><path class="line" d="M{CELL_M:g} 0H0V{CELL_M:g}"/>'
        "</pattern></defs>"
    )
    yield f'  <path class="floor" d="{level.floor}"/>'
    for shape in level.shapes:
        yield f'  <path class="{shape.kind}" d="{shape.path}"/>'
    for way in level.ways:
        if way.kind == "door":
            yield f'  <circle class="door" cx="{way.x:g}" cy="{way.y:g}" r="{_DOOR_M}"/>'
    yield f'  <path class="grid" d="{level.floor}"/>'
    yield (
        f'  <rect class="lit" x="{lit.x:g}" y="{lit.y:g}" '
        f'width="{lit.width:g}" height="{lit.height:g}"/>'
    )
    left, right = box.x + _DOOR_M, box.x + box.width - _DOOR_M
    bottom = box.y + box.height + _CAPTION_M / 2
    yield f'  <text x="{left:.1f}" y="{bottom:.1f}">{escape(caption)}</text>'
    yield f'  <path class="door" d="M{right - 20:.1f} {bottom - 1:.1f}h20v.4h-20z"/>'
    yield f'  <text x="{right:.1f}" y="{bottom - 2:.1f}" text-anchor="end">20 m</text>'
    yield "</svg>\n"
