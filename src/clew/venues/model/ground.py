"""The data of what may be walked on when: opening hours, capacities, closures.

Moments are whole seconds since 1970; a range of them begins with its first and ends before its
second moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class ZoneRule(msgspec.Struct, frozen=True):
    """What always holds of one zone.

    Attributes:
        zone: its id.
        capacity: how many players hunts may lead there at a time, 0 for none; None for no bound.
        opening_hours: in OpenStreetMap's `opening_hours` syntax, by the venue's time zone; empty
            where it is always open.
    """

    zone: str
    capacity: int | None = None
    opening_hours: str = ""

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return self.capacity is None and not self.opening_hours


class RuleStep(msgspec.Struct, frozen=True):
    """A change of a zone's rule, for the audit trail.

    Attributes:
        rule: what holds from then on; without capacity and hours, nothing.
        who: who changed it.
        at: when.
    """

    rule: ZoneRule
    who: str
    at: int


class Closure(msgspec.Struct, frozen=True):
    """A zone or a connector that is closed for a while; either one or the other is named.

    Attributes:
        venue: the venue's id.
        zone: its id; None where a connector is closed.
        connector: its id; None where a zone is closed.
        since: its first moment.
        until: the moment from which it is open again; None while nobody has said when.
        why: in the words of who closed it; empty where nothing was said.
        who: who closed it.
        at: when that was said.
        number: counts closures of the record from 1; 0 before it is kept.
        opened_by: who took it back; None while it stands.
        opened_at: when it was taken back; from then on it counts for nothing.
    """

    venue: str
    zone: str | None
    connector: str | None
    since: int
    until: int | None
    why: str
    who: str
    at: int
    number: int = 0
    opened_by: str | None = None
    opened_at: int | None = None


class GroundRules(msgspec.Struct, frozen=True):
    """What always holds of a venue's zones.

    Attributes:
        venue: the venue's id.
        timezone: IANA, for example `Europe/Paris`: what its clocks on the wall show; empty only
            where no zone has opening hours and nobody has told it.
        country: ISO 3166-1 alpha-2, whose public holidays `PH` means; empty where none was told.
        zones: zone id -> its rule, by id; zones without a rule are not in it.
    """

    venue: str
    timezone: str = ""
    country: str = ""
    zones: Mapping[str, ZoneRule] = {}


class ShutReason(StrEnum):
    """Why a zone is not open."""

    CLOSED = "closed"
    OUTSIDE_HOURS = "outside opening hours"


class Shut(msgspec.Struct, frozen=True):
    """Why something is not open.

    Attributes:
        reason: one of the two.
        why: for `closed`, what was said; for `outside opening hours`, the hours.
    """

    reason: ShutReason
    why: str


class GroundFacts(msgspec.Struct, frozen=True):
    """What holds of a venue's ground throughout a range of moments.

    Attributes:
        venue: the venue's id.
        at: the first moment.
        until: the moment that it ends before.
        shut: zone id -> why it is not open throughout, by id; every other zone is open.
        shut_connectors: connector id -> what was said of it, by id.
        capacities: zone id -> how many players hunts may lead there at a time, by id; a zone that
            is not in it has no bound.
    """

    venue: str
    at: int
    until: int
    shut: Mapping[str, Shut]
    shut_connectors: Mapping[str, str]
    capacities: Mapping[str, int]


class HoursFault(msgspec.Struct, frozen=True):
    """What is wrong with opening hours.

    Attributes:
        column: the character from which they are not understood; the first one is 1.
        message: in words.
    """

    column: int
    message: str


class RulesPut(msgspec.Struct, frozen=True):
    """What a file of zone rules did.

    Attributes:
        venues: the venues that it told of, by id.
        set: zones whose rule is new or another one now.
        cleared: zones that have no rule any more.
        unchanged: zones whose rule was just so.
    """

    venues: tuple[str, ...]
    set: int
    cleared: int
    unchanged: int
