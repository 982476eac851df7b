"""Settings -> the parts that say what is open."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from clew.wiring.stores import Stores

if TYPE_CHECKING:
    from clew.venues.closures import Closures
    from clew.venues.hours import OpenHours
    from clew.venues.import_zone_rules import ZoneRuleImport
    from clew.venues.stores.sql_ground import SqlGround
    from clew.venues.walkable import Walkable


class GroundParts(Stores):
    """Opening hours, capacities and closures. Each part is made when it is first asked for."""

    @cached_property
    def ground(self) -> SqlGround:
        """The record of rules and closures."""
        from clew.venues.stores.sql_ground import SqlGround

        return SqlGround(self.record)

    @cached_property
    def hours(self) -> OpenHours:
        """Reads opening hours."""
        from clew.venues.hours import OpenHours

        return OpenHours()

    @cached_property
    def closures(self) -> Closures:
        """Closes zones and connectors, and opens them."""
        from clew.venues.closures import Closures

        return Closures(venues=self.venues, store=self.ground, clock=self.clock)

    @cached_property
    def zone_rule_import(self) -> ZoneRuleImport:
        """Imports files of zone rules."""
        from clew.venues.import_zone_rules import ZoneRuleImport

        return ZoneRuleImport(
            venues=self.venues,
            store=self.ground,
            hours=self.hours,
            clock=self.clock,
            timezone=self.settings.timezone,
        )

    @cached_property
    def walkable(self) -> Walkable:
        """Ways, and what is open on them."""
        from clew.venues.walkable import Walkable

        return Walkable(venues=self.venues, store=self.ground, hours=self.hours)
