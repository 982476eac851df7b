"""A venue that is asked for by its id is there, or the asking is refused."""

from __future__ import annotations

from clew.errors import Code, InputRefused, Where
from clew.venues.model import VenueRecord
from clew.venues.ports import VenueStore


async def known_venue(store: VenueStore, venue: str) -> VenueRecord:
    """All that the record keeps of a venue. Raises `InputRefused` (`venue_unknown`)."""
    record = await store.load(venue)
    if record is None:
        raise unknown_venue(venue)
    return record


def unknown_venue(venue: str, where: Where | None = None) -> InputRefused:
    """The refusal of a venue that was never imported."""
    return InputRefused(
        Code.VENUE_UNKNOWN,
        f"there is no venue {venue[:80]!r}",
        remedy="see `clew venue list`, or import its map: `clew venue import FILE --venue ID`",
        where=where,
    )
