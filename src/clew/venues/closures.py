"""Zones and connectors closed for a while, and opened again; who did it and when is kept."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from clew.clock import Clock
from clew.errors import Code, Conflict, InputRefused, Where
from clew.ids import parse_zone
from clew.venues.known import known_venue
from clew.venues.model import Closure, VenueRecord
from clew.venues.ports import GroundStore, VenueStore

LONGEST = 300
"""Characters of a reason or a name."""


class Subject(msgspec.Struct, frozen=True):
    """What is closed: a zone or a connector of a venue.

    Attributes:
        venue: the venue's id.
        zone: its id; None where it is a connector.
        connector: its id; None where it is a zone.
    """

    venue: str
    zone: str | None = None
    connector: str | None = None

    def __str__(self) -> str:
        return self.zone or f"{self.connector} of {self.venue}"


def subject_of(zone: str | None, venue: str | None, connector: str | None) -> Subject:
    """A zone by itself, or a connector with its venue; raises `InputRefused` (`wrong_value`)."""
    if zone is not None and connector is None and venue is None:
        return Subject(parse_zone(zone).venue, zone=zone)
    if zone is None and connector is not None and venue is not None:
        return Subject(venue, connector=connector)
    raise InputRefused(
        Code.WRONG_VALUE,
        "one thing is closed or opened at a time",
        remedy="name a zone, or a connector together with its venue",
    )


class Closures:
    """Closes and opens."""

    def __init__(self, *, venues: VenueStore, store: GroundStore, clock: Clock) -> None:
        self._venues = venues
        self._store = store
        self._clock = clock

    async def close(
        self,
        subject: Subject,
        *,
        since: int | None = None,
        until: int | None = None,
        why: str = "",
        who: str,
    ) -> Closure:
        """Closes from `since` (now) to before `until` (open-ended), in seconds since 1970.

        Closures of one thing add up: it is closed while any of them holds. Raises `InputRefused`
        (`venue_unknown`, `zone_unknown`, `connector_unknown`, `wrong_value`).
        """
        now = self._now()
        since = now if since is None else since
        _check_words(why, who)
        if until is not None and until <= max(since, now):
            raise InputRefused(
                Code.WRONG_VALUE,
                "a closure that is over before it begins, or is over already",
                remedy="let it end after it begins, and in the future",
                where=Where(field="until"),
            )
        _check_known(subject, await known_venue(self._venues, subject.venue))
        return await self._store.close(
            Closure(subject.venue, subject.zone, subject.connector, since, until, why, who, now)
        )

    async def open(self, subject: Subject, *, who: str) -> Sequence[Closure]:
        """Takes back every closure of a thing that is not over; which those are.

        Raises `InputRefused` (`venue_unknown`, `wrong_value`), `Conflict` (`not_closed`) where
        there is none. What the map does not have any more can be opened still.
        """
        now = self._now()
        _check_words("", who)
        await known_venue(self._venues, subject.venue)
        standing = [one for one in await self.standing(subject.venue) if _subject(one) == subject]
        opened = await self._store.open(standing, who=who, at=now)
        if not opened:
            raise Conflict(
                Code.NOT_CLOSED,
                f"nobody has closed {str(subject)[:160]}",
                remedy="see `clew venue closures --venue ID`; hours are set by `clew zone import`",
            )
        return opened

    async def standing(self, venue: str) -> Sequence[Closure]:
        """A venue's closures that hold now or will, by number.

        Raises `InputRefused` (`venue_unknown`).
        """
        await known_venue(self._venues, venue)
        now = self._now()
        return [
            one for one in await self._store.closures(venue) if one.until is None or one.until > now
        ]

    async def every(self, venue: str) -> Sequence[Closure]:
        """Every closure of a venue there ever was, by number. Raises as `standing`."""
        await known_venue(self._venues, venue)
        return await self._store.closures(venue, every=True)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def _subject(closure: Closure) -> Subject:
    return Subject(closure.venue, closure.zone, closure.connector)


def _check_known(subject: Subject, record: VenueRecord) -> None:
    if subject.zone is not None and all(zone.id != subject.zone for zone in record.zones):
        raise InputRefused(
            Code.ZONE_UNKNOWN,
            f"the venue has no zone {subject.zone[:80]!r}",
            remedy="see `clew venue zones`",
            where=Where(field="zone"),
        )
    connectors = {connector.id for connector in record.connectors}
    if subject.connector is not None and subject.connector not in connectors:
        raise InputRefused(
            Code.CONNECTOR_UNKNOWN,
            f"venue {subject.venue!r} has no connector {subject.connector[:80]!r}",
            remedy="`clew venue reach` tells the connectors on a way",
            where=Where(field="connector"),
        )


def _check_words(why: str, who: str) -> None:
    for field, words in (("why", why), ("who", who)):
        if len(words) > LONGEST or not words.isprintable() or (field == "who" and not words):
            raise InputRefused(
                Code.WRONG_VALUE,
                f"{words[:40]!r} cannot be kept as {field}",
                remedy=f"write up to {LONGEST} printable characters on one line",
                where=Where(field=field),
            )
