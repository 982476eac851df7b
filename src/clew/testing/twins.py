"""Twins of the ports that keep what they are told in memory, and parts that are down or slow.

They are real: they pass the same batteries, or do nothing but fail as the port says a part fails.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence

from clew.clues.key import key_of
from clew.clues.model import Lookup, StaticLookup, StaticRow
from clew.clues.ports import ExactReader, StaticReader
from clew.errors import Code, PartUnavailable
from clew.text import normalise
from clew.venues.model import Finding, VenueMap


class MapTable:
    """`MapReader` from a table; a version that is not in it is `map_unavailable`."""

    def __init__(self) -> None:
        self.maps: dict[tuple[str, int], VenueMap] = {}

    def read(self, venue: str, version: int) -> VenueMap:
        """See `MapReader`."""
        try:
            return self.maps[venue, version]
        except KeyError:
            raise PartUnavailable(
                Code.MAP_UNAVAILABLE, f"no {venue}@{version}", remedy="put it there"
            ) from None


class StaticTable:
    """`StaticReader` from a table.

    Attributes:
        table: (campaign, key) -> the row in force.
        dropped: (campaign, key) -> the zone of a row whose lock is damaged.
        generation: of the lock that it stands for.
    """

    def __init__(self) -> None:
        self.table: dict[tuple[str, bytes], StaticRow] = {}
        self.dropped: dict[tuple[str, bytes], str] = {}
        self.generation = 0

    def put(self, row: StaticRow) -> None:
        """Puts a row in force under its text."""
        self.table[row.campaign, key_of(row.campaign, normalise(row.text).key)] = row

    def damage(self, row: StaticRow) -> None:
        """Drops the row under its text, as a damaged lock does."""
        name = row.campaign, key_of(row.campaign, normalise(row.text).key)
        self.table.pop(name, None)
        self.dropped[name] = row.zone

    async def lookup(self, campaign: str, key: bytes) -> StaticLookup:
        """See `StaticReader`."""
        name = campaign, key
        return StaticLookup(self.table.get(name), self.dropped.get(name), self.generation)

    async def locked(self, campaign: str) -> Mapping[bytes, StaticRow]:
        """See `StaticReader`."""
        return {key: row for (name, key), row in self.table.items() if name == campaign}

    async def check(self) -> Sequence[Finding]:
        """See `StaticReader`."""
        return [Finding("static", zone, "dropped", "-") for zone in self.dropped.values()]


class DownExact:
    """An exact tier that is down."""

    async def lookup(self, campaign: str, key: bytes) -> Lookup:
        """Raises `PartUnavailable`."""
        raise PartUnavailable(
            Code.EXACT_UNAVAILABLE, f"down: {campaign} {key.hex()}", remedy="start it"
        )


class DownStatic(StaticTable):
    """A static tier that is down."""

    async def lookup(self, campaign: str, key: bytes) -> StaticLookup:
        """Raises `PartUnavailable`."""
        raise PartUnavailable(
            Code.STATIC_UNAVAILABLE, f"down: {campaign} {key.hex()}", remedy="start it"
        )


class SlowExact:
    """An exact tier that answers after a while, in seconds."""

    def __init__(self, tier: ExactReader, seconds: float) -> None:
        self._tier = tier
        self._seconds = seconds

    async def lookup(self, campaign: str, key: bytes) -> Lookup:
        """See `ExactReader`."""
        await asyncio.sleep(self._seconds)
        return await self._tier.lookup(campaign, key)


class SlowStatic(StaticTable):
    """A static tier that answers after a while, in seconds."""

    def __init__(self, tier: StaticReader, seconds: float) -> None:
        super().__init__()
        self._tier = tier
        self._seconds = seconds

    async def lookup(self, campaign: str, key: bytes) -> StaticLookup:
        """See `StaticReader`."""
        await asyncio.sleep(self._seconds)
        return await self._tier.lookup(campaign, key)


class AskedTable:
    """`AskedStore` in memory, without a bound."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str, str]] = Counter()

    async def add(
        self,
        campaign: str,
        *,
        missed: Mapping[str, int],
        answered: Mapping[str, int],
        totals: Mapping[str, int],
        at: str,  # noqa: ARG002 - the port's name for it
    ) -> None:
        """See `AskedStore`."""
        kinds = (("missed", missed), ("answered", answered), ("total", totals))
        for kind, counts in kinds:
            for subject, times in counts.items():
                self.counts[campaign, kind, subject] += times

    async def top(self, campaign: str, kind: str, limit: int) -> Sequence[tuple[str, int]]:
        """See `AskedStore`."""
        counted = [
            (subject, times)
            for (name, sort, subject), times in self.counts.items()
            if (name, sort) == (campaign, kind)
        ]
        return sorted(counted, key=lambda one: (-one[1], one[0]))[:limit]

    async def forget(self, campaign: str, texts: Sequence[str]) -> None:
        """See `AskedStore`."""
        for text in texts:
            self.counts.pop((campaign, "missed", text), None)
