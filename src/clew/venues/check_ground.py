"""Compares closures with the map that they were made on: a pure function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clew.venues.model import Closure, Finding, VenueRecord

_PART = "closures"


def check_ground(
    record: VenueRecord, closures: Iterable[Closure], *, now: int
) -> Iterator[Finding]:
    """Yields a finding for each closure that holds or will, of what the map does not have.

    A map that names a lift anew opens it, unless somebody closes it by its new name. `now` is
    seconds since 1970.
    """
    zones = {zone.id for zone in record.zones}
    connectors = {connector.id for connector in record.connectors}
    for one in closures:
        over = one.opened_at is not None or (one.until is not None and one.until <= now)
        if over or one.zone in zones or one.connector in connectors:
            continue
        if one.zone is not None:
            what, undo = one.zone, one.zone
        else:
            what = f"connector {one.connector} of {one.venue}"
            undo = f"--connector {one.connector} --venue {one.venue}"
        yield Finding(
            _PART,
            what,
            "closed, but the map has no such thing: nothing is closed by it",
            f"close it by its name on the map, then `clew venue open {undo}`",
        )
