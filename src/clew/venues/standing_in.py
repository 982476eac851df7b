"""In which place a zone stands, and which one a connector's end opens into.

A place is a room or a shaft on its level, the halls that are one, or a piece of open floor, as
`floor_plan` draws them. A zone that no unit holds and no known floor covers is a place of its own.
"""

from __future__ import annotations

import shapely

from clew.errors import Code, InputRefused, Where
from clew.ids import parse_zone
from clew.venues.floor_plan import floor_plans
from clew.venues.frame import Projector
from clew.venues.model import CELL_M, Connector, ConnectorEnd, VenueRecord

StandingIn = tuple[str, ...]
"""A place: ("unit", level, id), ("floor", level, piece) or ("spot", zone or connector)."""


class Grounds:
    """The places of one venue, laid out once for many questions.

    Attributes:
        projector: of the venue's frame.
    """

    def __init__(self, record: VenueRecord) -> None:
        self.projector = Projector(record.venue.frame)
        self._plans = floor_plans(record.features, record.levels, self.projector)
        self._halls = {level: plan.hall_groups() for level, plan in self._plans.items()}
        self._zones = {zone.id: zone for zone in record.zones}

    def of_zone(self, zone: str) -> StandingIn:
        """The place that a zone stands in. Raises `InputRefused` (`zone_unknown`)."""
        known = self._zones.get(zone)
        if known is None:
            raise InputRefused(
                Code.ZONE_UNKNOWN,
                f"the venue has no zone {zone[:80]!r}",
                remedy="take a zone of the venue's map, as `clew resolve` answers them",
                where=Where(field="zone"),
            )
        _, level, i, j = parse_zone(zone)
        plan = self._plans.get(level)
        if plan is None:
            return "spot", zone
        if known.unit in plan.by_id:
            return self._in_unit(level, known.unit)
        square = shapely.box(i * CELL_M, j * CELL_M, (i + 1) * CELL_M, (j + 1) * CELL_M)
        piece = plan.open_piece_under(square)
        return ("spot", zone) if piece is None else ("floor", str(level), str(piece))

    def of_end(self, connector: Connector, end: ConnectorEnd) -> StandingIn:
        """The place that an end of a connector opens into."""
        if end.unit is not None:
            return self._in_unit(end.level, end.unit)
        spot = shapely.Point(self.projector.to_xy(end.lat, end.lon))
        piece = self._plans[end.level].open_piece_at(spot)
        if piece is None:
            return "spot", f"{connector.id} on {end.level}"
        return "floor", str(end.level), str(piece)

    def _in_unit(self, level: int, unit: str) -> StandingIn:
        return "unit", str(level), self._halls[level].get(unit, unit)
