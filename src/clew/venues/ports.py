"""What the venues need from outside. Ports state what holds when a call returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from clew.venues.model import (
    Closure,
    GroundRules,
    HoursFault,
    RuleStep,
    Survey,
    Venue,
    VenueMap,
    VenueRecord,
)


class VenueStore(Protocol):
    """The record of venues."""

    async def venues(self) -> Sequence[Venue]:
        """Every venue, by id."""
        ...

    async def map_version(self, venue: str) -> int | None:
        """The map version in the record; None where the venue was never imported."""
        ...

    async def load(self, venue: str) -> VenueRecord | None:
        """All that is known of a venue; None where it was never imported.

        Zone and survey rows come as stored; their checksums are for the reader to verify.
        """
        ...

    async def save(self, record: VenueRecord, *, expected_version: int | None) -> None:
        """Replaces a venue's record in one transaction; durable when the call returns.

        `expected_version` is the map version it was derived from (None: the venue must not exist).
        Raises `Conflict` (`venue_exists`) where another process saved in between.
        """
        ...

    async def add_surveys(
        self, venue: str, surveys: Sequence[Survey], *, expected_version: int
    ) -> int:
        """Adds or replaces surveys and raises the map version in one transaction; returns it."""
        ...


class MapShelf(Protocol):
    """Published map versions, each immutable, that resolving reads without the record."""

    def publish(self, venue: VenueRecord) -> None:
        """Puts the version on the shelf, whole; the same version put twice is the same file."""
        ...

    def publishing(self, venue: VenueRecord) -> AbstractContextManager[None]:
        """Puts the version on the shelf, whole, when the block ends.

        All room that it needs is taken before the block begins; where the block raises, nothing
        is put.
        """
        ...

    def read(self, venue: str, version: int) -> VenueMap:
        """Reads and verifies a version; bad rows are in `dropped`.

        Raises `PartUnavailable` (`map_unavailable`) where it is not there or not readable.
        """
        ...


class ZoneUse(Protocol):
    """Who stands where: kept by other packages, asked before a zone may go."""

    async def in_use(self, venue: str) -> Mapping[str, Sequence[str]]:
        """Zone id -> what stands there, in words ("clue c12 of campaign spring")."""
        ...


class MapListeners(Protocol):
    """Who must learn of a new map version before it is acknowledged."""

    async def ready(self) -> None:
        """Returns if they can take the news; raises `PartUnavailable` where they cannot.

        Asked before anything is saved.
        """
        ...

    async def map_published(self, venue: str, version: int) -> None:
        """The version is on the shelf; when this returns every reader uses it."""
        ...


class Hours(Protocol):
    """Reads opening hours. Nothing of it waits."""

    def fault(self, written: str, country: str) -> HoursFault | None:
        """What is wrong with opening hours; None where they can be used.

        `country` is empty where none was told; then public holidays are a fault.
        """
        ...

    def knows_country(self, country: str) -> bool:
        """Whether a country's public holidays are known, by ISO 3166-1 alpha-2."""
        ...

    def knows_timezone(self, timezone: str) -> bool:
        """Whether there is such an IANA time zone."""
        ...

    def open_throughout(
        self, written: str, *, timezone: str, country: str, at: int, until: int
    ) -> bool:
        """Whether hours without a fault are open at every moment of a range, and at its first.

        The same for the same words on every machine with the same calendars; `at` and `until` are
        seconds since 1970.
        """
        ...


class GroundStore(Protocol):
    """The record of what may be walked on when."""

    async def rules(self, venue: str) -> GroundRules:
        """The rules of a venue's zones; empty ones where none were ever told."""
        ...

    async def put_rules(self, told: Sequence[GroundRules], *, who: str, at: int) -> None:
        """Sets time zones, countries and the rules of these zones, all in one transaction.

        An empty rule clears the zone's; zones that are not told of keep theirs. Durable when the
        call returns.
        """
        ...

    async def trail(self, zone: str) -> Sequence[RuleStep]:
        """Every change of a zone's rule, the oldest first."""
        ...

    async def closures(self, venue: str, *, every: bool = False) -> Sequence[Closure]:
        """A venue's closures that were not taken back, by number; or every one there ever was."""
        ...

    async def close(self, closure: Closure) -> Closure:
        """Keeps a closure, and returns it with its number; durable when the call returns."""
        ...

    async def open(self, closures: Sequence[Closure], *, who: str, at: int) -> Sequence[Closure]:
        """Takes closures back in one transaction; those that somebody else took back are left.

        Returns those that this call took back, as they stand now.
        """
        ...
