"""The maps that a campaign is served with, read once a version and kept in memory."""

from __future__ import annotations

import asyncio

from clew.clues.decide import Hit
from clew.clues.model import CampaignHead, Entry, Versions
from clew.clues.ports import MapReader
from clew.errors import PartUnavailable
from clew.venues.model import VenueMap


class Chart:
    """The maps that one campaign head names.

    Attributes:
        versions: what the receipt says of them.
        missing: venues whose map could not be read.
    """

    def __init__(self, head: CampaignHead, maps: dict[str, VenueMap]) -> None:
        self.versions = Versions(
            head.normaliser,
            head.model,
            " ".join(f"{venue}@{version}" for venue, version in sorted(head.maps.items())) or None,
        )
        self.missing = sorted(set(head.maps) - set(maps))
        self._maps = maps

    def hit(self, entry: Entry) -> Hit:
        """A live clue with the place that its zone is served with.

        Without coordinates where the zone's row was dropped or its map is missing.
        """
        zone = entry.zone
        venue, level, _, _ = zone.split("/")
        chart = self._maps.get(venue)
        served = None if chart is None else chart.zones.get(zone)
        lat, lon = (None, None) if served is None else (served.lat, served.lon)
        return Hit(
            entry.clue, entry.text, entry.lang, zone, venue, int(level), lat, lon, entry.spellings
        )


class Atlas:
    """Charts by campaign. A new head brings a new chart; an unchanged one costs a comparison."""

    def __init__(self, maps: MapReader) -> None:
        self._reader = maps
        self._charts: dict[str, tuple[CampaignHead, Chart]] = {}
        self._read: dict[str, VenueMap] = {}

    def known(self, head: CampaignHead) -> Chart | None:
        """The chart of a head that was charted before, without waiting; else None."""
        charted = self._charts.get(head.campaign)
        return charted[1] if charted is not None and charted[0] is head else None

    async def chart(self, head: CampaignHead) -> Chart:
        """The chart of a head. A map that cannot be read is named in `missing` and tried again."""
        maps: dict[str, VenueMap] = {}
        for venue, version in head.maps.items():
            read = self._read.get(venue)
            if read is None or read.version != version:
                try:
                    read = await asyncio.to_thread(self._reader.read, venue, version)
                except PartUnavailable:
                    continue
                self._read[venue] = read
            maps[venue] = read
        chart = Chart(head, maps)
        if not chart.missing:
            self._charts[head.campaign] = (head, chart)
        return chart
