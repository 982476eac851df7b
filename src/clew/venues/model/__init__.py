"""The data of places, for all who ask of them: maps, ways, and what is open."""

from __future__ import annotations

from clew.venues.model.ground import Closure, GroundFacts, GroundRules, Shut, ShutReason, ZoneRule
from clew.venues.model.maps import (
    CELL_M,
    Connector,
    ConnectorEnd,
    ConnectorKind,
    Feature,
    Finding,
    Frame,
    Geometry,
    ImportReport,
    Level,
    Note,
    Place,
    ServedZone,
    Survey,
    SurveyReport,
    Venue,
    VenueMap,
    VenueRecord,
    Zone,
)
from clew.venues.model.ways import Portal, Spot, WayGraph

__all__ = [
    "CELL_M",
    "Closure",
    "Connector",
    "ConnectorEnd",
    "ConnectorKind",
    "Feature",
    "Finding",
    "Frame",
    "Geometry",
    "GroundFacts",
    "GroundRules",
    "ImportReport",
    "Level",
    "Note",
    "Place",
    "Portal",
    "ServedZone",
    "Shut",
    "ShutReason",
    "Spot",
    "Survey",
    "SurveyReport",
    "Venue",
    "VenueMap",
    "VenueRecord",
    "WayGraph",
    "Zone",
    "ZoneRule",
]
