"""What every floor of the demo mall has: outlines, corridors, gates, ways up, store rooms."""

from __future__ import annotations

from demo_mall.plan import Area, Climb, Gate, octagon, rectangle

NAME = "Les Halles du Fil"

CORNER_LAT, CORNER_LON = 45.1905, 5.7318
"""Degrees where plan (0, 0) is put; an invented spot, whatever stands there."""

BEARING_DEG = 23.0
"""Degrees clockwise from north to the plan's +y axis."""

GALLERY_SOUTH, GALLERY_NORTH = 36.0, 44.0
"""y of the main gallery's walls, metres."""

PASSAGE_WEST, PASSAGE_EAST = 66.0, 74.0
"""x of the cross passage's walls, metres."""

ROW_DEPTH = 18.0
"""Depth of the shops along the gallery, metres."""

SQUARE_CENTRE = (70.0, 40.0)
SQUARE_APOTHEM = 13.0
"""From the middle of the square to its flat sides, metres."""

CORNER_WIDTH = 9.0
"""How much of the gallery's wall a corner shop has before the square begins, metres."""

_SQUARE = octagon(SQUARE_CENTRE, SQUARE_APOTHEM)
_VOID = octagon(SQUARE_CENTRE, 8.0)
_GROUND = (
    (52.0, 0.0),
    (140.0, 0.0),
    (140.0, 62.0),
    (128.0, 62.0),
    (128.0, 80.0),
    (34.0, 80.0),
    (34.0, 62.0),
    (0.0, 62.0),
    (0.0, 18.0),
    (52.0, 18.0),
)
_UPPER = (
    (52.0, 0.0),
    (112.0, 0.0),
    (112.0, 18.0),
    (140.0, 18.0),
    (140.0, 62.0),
    (128.0, 62.0),
    (128.0, 80.0),
    (34.0, 80.0),
    (34.0, 62.0),
    (0.0, 62.0),
    (0.0, 18.0),
    (52.0, 18.0),
)

AREAS = (
    Area(1, "", "building=retail shop=mall", _GROUND, NAME),
    Area(2, "0", "indoor=level", _GROUND, "Rez-de-chaussée", "Ground floor"),
    Area(3, "1", "indoor=level", _UPPER, "Étage", "Upper floor", _VOID),
    Area(11, "0", "indoor=corridor", rectangle(0, 36, 57, 44), "Galerie Ouest"),
    Area(12, "0", "indoor=corridor", _SQUARE, "Place de la Bobine", "Bobbin Square"),
    Area(13, "0", "indoor=corridor", rectangle(83, 36, 140, 44), "Galerie Est"),
    Area(14, "0", "indoor=corridor", rectangle(66, 53, 74, 80), "Passage Nord"),
    Area(15, "0", "indoor=corridor", rectangle(66, 0, 74, 27), "Passage Sud"),
    Area(21, "1", "indoor=corridor", rectangle(28, 36, 57, 44), "Galerie Ouest"),
    Area(22, "1", "indoor=corridor", _SQUARE, "Balcon de la Bobine", "Bobbin Balcony", _VOID),
    Area(23, "1", "indoor=corridor", rectangle(83, 36, 140, 44), "Galerie Est"),
    Area(24, "1", "indoor=corridor", rectangle(66, 53, 74, 80), "Passage Nord"),
    Area(25, "1", "indoor=corridor", rectangle(66, 0, 74, 27), "Passage Sud"),
    Area(31, "0;1", "indoor=room room=technical access=private", rectangle(43, 18, 48, 31)),
    Area(32, "0", "indoor=room room=storage access=private", rectangle(128, 0, 140, 18)),
)

CLIMBS = (
    Climb(41, "highway=steps indoor=yes incline=up", ((70, 57), (70, 67)), "Grand Escalier"),
    Climb(42, "highway=steps conveying=forward incline=up indoor=yes", ((36, 41), (48, 41))),
    Climb(43, "highway=steps conveying=backward incline=up indoor=yes", ((36, 39), (48, 39))),
    Climb(44, "highway=steps conveying=yes incline=up indoor=yes", ((95, 71), (107, 71))),
)

GATES = (
    Gate(51, "gate-1", "Porte 1", "0", (0, 40), (2.5, 42.5), "Gate 1"),
    Gate(52, "gate-2", "Porte 2", "0", (140, 40), (137.5, 37.5), "Gate 2"),
    Gate(53, "gate-3", "Porte 3", "0", (70, 80), (67.5, 77.5), "Gate 3"),
    Gate(54, "gate-4", "Porte 4", "0", (70, 0), (67.5, 2.5), "Gate 4"),
    Gate(55, "gate-12", "Porte 12", "1", (140, 40), (137.5, 42.5), "Gate 12"),
)
