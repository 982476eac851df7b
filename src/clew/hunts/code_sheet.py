"""Which codes are to be hung where: a row a zone of a venue in which a named place stands."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from clew.hunts.codes import ScanCodes
from clew.venues.model import VenueRecord


class HungCode(msgspec.Struct, frozen=True):
    """One code and where it hangs.

    Attributes:
        zone: `venue/level/i/j`.
        level: its ordinal.
        level_label: as people call the level.
        place: the names of the places that stand there.
        code: `XXXX-XXXX`.
    """

    zone: str
    level: int
    level_label: str
    place: str
    code: str


def hung_codes(record: VenueRecord, campaign: str, codes: ScanCodes) -> Sequence[HungCode]:
    """The codes of a campaign for all named places of a venue, by level, then by name."""
    labels = {level.ordinal: level.label for level in record.levels}
    names: dict[tuple[int, str], list[str]] = {}
    for place in record.places:
        standing = names.setdefault((place.level, place.zone), [])
        if place.name not in standing:
            standing.append(place.name)
    found = [
        HungCode(
            zone=zone,
            level=level,
            level_label=labels.get(level, str(level)),
            place=" / ".join(sorted(standing)),
            code=codes.code(campaign, zone),
        )
        for (level, zone), standing in names.items()
    ]
    return sorted(found, key=lambda one: (one.level, one.place, one.zone))
