"""From a venue's features to its levels, zones, places and connectors: a pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from clew.errors import Code, InputRefused, Where
from clew.geo import distance_m
from clew.venues.connectors import find_connectors
from clew.venues.frame import Projector, choose_frame
from clew.venues.kinds import understood
from clew.venues.levels import Standing
from clew.venues.model import Connector, Feature, Frame, Level, Note, Place, Zone
from clew.venues.places import find_places
from clew.venues.zones import Progress, cut_zones, draw_levels

FARTHEST_M = 20_000.0
"""How far from the middle of its venue a feature may stand, in metres."""

_REPAIRS = {
    # repair -> (action, message)
    "open_outline": ("repaired", "its outline was an open line and is closed"),
    "line_outline": ("kept", "its outline is a line that closes to no surface; it stays a line"),
    "self_intersection": ("repaired", "its outline crosses itself; the largest sound part counts"),
}


class Layout(NamedTuple):
    """What follows from the features of a venue in its frame."""

    levels: tuple[Level, ...]
    zones: tuple[Zone, ...]
    places: tuple[Place, ...]
    connectors: tuple[Connector, ...]
    notes: tuple[Note, ...]


def frame_for(standing: Standing) -> Frame:
    """The frame for a new venue: along what stands on its levels.

    Raises `InputRefused`: `no_levels` where nothing does, `venue_too_large` naming a feature that
    stands far from the others.
    """
    shapes = _on_levels(standing.features)
    check_extent(shapes)
    return choose_frame(list(shapes.values()))


def lay_out(
    venue: str, standing: Standing, frame: Frame, progress: Progress | None = None
) -> Layout:
    """Levels, zones, places and connectors, each in the order of its ids.

    Raises `InputRefused`: `no_levels`, and `venue_too_large` past the bounds on zones.
    """
    check_extent(_on_levels(standing.features))
    projector = Projector(frame)
    features = standing.features
    levels = draw_levels(features, standing.labels, projector)
    zones = cut_zones(venue, levels, features, projector, progress)
    places, notes = find_places(venue, features, {zone.id for zone in zones}, projector)
    connectors = find_connectors(features, levels, frame)
    return Layout(levels, zones, places, connectors, (*_repairs(features), *notes))


def check_extent(shapes: Mapping[str, Any]) -> None:
    """Refuses a venue without levels, and one with a feature far from all others."""
    if not shapes:
        raise InputRefused(
            Code.NO_LEVELS,
            "nothing in the map names the level it stands on",
            remedy="add level=0 (or the right ordinal) to the features, or import the floors too",
        )
    spots = {id_: shape.centroid for id_, shape in shapes.items()}
    lat = median(spot.y for spot in spots.values())
    lon = median(spot.x for spot in spots.values())
    metres, farthest = max((distance_m(lat, lon, at.y, at.x), id_) for id_, at in spots.items())
    if metres > FARTHEST_M:
        raise InputRefused(
            Code.VENUE_TOO_LARGE,
            f"it stands {metres / 1000:,.0f} km from the middle of the venue",
            remedy="correct its coordinates, leave it out, or import it as another venue",
            where=Where(feature=farthest),
        )


def _on_levels(features: Sequence[Feature]) -> dict[str, Any]:
    return {
        feature.id: drawn.shape
        for feature in features
        if feature.levels and (drawn := understood(feature)) is not None
    }


def _repairs(features: Sequence[Feature]) -> list[Note]:
    notes = []
    for feature in features:
        drawn = understood(feature)
        if drawn is not None and drawn.repair is not None:
            action, message = _REPAIRS[drawn.repair]
            notes.append(Note(feature.id, "", drawn.repair, action, message))
    return notes
