"""What is open in a venue over HTTP: closures, opening hours, capacities.

Moments are whole seconds since 1970.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import get, post

from clew.clues.attempt import Attempt
from clew.errors import Code, InputRefused, Where
from clew.http.documented import KEY, refusals
from clew.http.entry import writers
from clew.http.idempotency import ONCE, Sending
from clew.http.parts import Parts
from clew.tabular import Row
from clew.venues.closures import LONGEST, Subject
from clew.venues.hours import LONGEST as LONGEST_HOURS
from clew.venues.import_zone_rules import MOST_PLAYERS
from clew.venues.known import known_venue
from clew.venues.model import Closure, RulesPut, ZoneRule

MOST_ROWS = 20_000
"""The most rules in one request: each zone of a large venue."""

_LAST = 253_402_300_799
"""The end of the year 9999, the last that calendars know."""

Moment = Annotated[int, msgspec.Meta(ge=0, le=_LAST)]
Words = Annotated[str, msgspec.Meta(max_length=LONGEST)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST)]


class NewClosure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A zone or a connector to be closed; one of the two.

    Attributes:
        connector: a door, stair or lift of the venue's map.
        since: from then on; now where it is left out.
        until: it is open again from then on; until it is opened where it is left out.
        why: for the audit trail.
        who: the same.
    """

    zone: str | None = None
    connector: str | None = None
    since: Moment | None = None
    until: Moment | None = None
    why: Words = ""
    who: Name = "api"


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A zone or a connector to be opened; one of the two.

    Attributes:
        who: for the audit trail.
    """

    zone: str | None = None
    connector: str | None = None
    who: Name = "api"


class ClosureList(msgspec.Struct, frozen=True):
    """Closures, by number."""

    closures: Sequence[Closure]


class WrittenRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of a zones.csv; without capacity and hours it clears the zone's rule.

    Attributes:
        capacity: how many players hunts may lead there at a time; null for no bound.
        opening_hours: as OpenStreetMap writes them; empty where it is always open.
    """

    zone: str
    capacity: Annotated[int, msgspec.Meta(ge=0, le=MOST_PLAYERS)] | None = None
    opening_hours: Annotated[str, msgspec.Meta(max_length=LONGEST_HOURS)] = ""


class WrittenRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rules that are taken in together.

    Attributes:
        timezone: what the venues' clocks show, IANA; null keeps what was told.
        country: whose public holidays `PH` means, ISO 3166-1 alpha-2; null keeps what was told.
        who: for the audit trail.
    """

    rules: Annotated[tuple[WrittenRule, ...], msgspec.Meta(min_length=1, max_length=MOST_ROWS)]
    timezone: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    country: Annotated[str, msgspec.Meta(max_length=2)] | None = None
    who: Name = "api"


class StandingRules(msgspec.Struct, frozen=True):
    """A venue's zone rules in force, by zone.

    Attributes:
        timezone: IANA; empty where none was told.
        country: ISO 3166-1 alpha-2; empty where none was told.
    """

    timezone: str
    country: str
    rules: Sequence[ZoneRule]


_OPTIONS: dict[str, Any] = {"guards": [writers], "security": KEY, "tags": ["venues"]}
_WRITES: dict[str, Any] = _OPTIONS | {"dependencies": ONCE, "status_code": 200}


@get(
    "/v1/venues/{venue:str}/closures",
    **_OPTIONS,
    summary="What is closed in a venue",
    responses=refusals(400, 401, 403, 404, 422, 503),
)
async def closures(parts: Parts, venue: str, *, every: bool = False) -> ClosureList:
    """What is closed or will be; with `every`, all closures there ever were."""
    desk = parts.house.closures
    return ClosureList(await (desk.every(venue) if every else desk.standing(venue)))


@post(
    "/v1/venues/{venue:str}/closures",
    **_WRITES,
    summary="Close a zone, or a connector such as a lift",
    responses=refusals(400, 401, 403, 404, 409, 413, 422, 503),
)
async def close(parts: Parts, venue: str, data: NewClosure, sending: Sending) -> Closure:
    """For hunts that are composed from then on."""

    async def work(_attempt: Attempt | None) -> Closure:
        return await parts.house.closures.close(
            _subject(venue, data.zone, data.connector),
            since=data.since,
            until=data.until,
            why=data.why,
            who=data.who,
        )

    return await sending.once(Closure, work)


@post(
    "/v1/venues/{venue:str}/openings",
    **_WRITES,
    summary="Open a zone or a connector again",
    responses=refusals(400, 401, 403, 404, 409, 413, 422, 503),
)
async def open_(parts: Parts, venue: str, data: Opening, sending: Sending) -> ClosureList:
    """Takes back every closure of it that is not over, and tells which those are."""

    async def work(_attempt: Attempt | None) -> ClosureList:
        subject = _subject(venue, data.zone, data.connector)
        return ClosureList(await parts.house.closures.open(subject, who=data.who))

    return await sending.once(ClosureList, work)


@get(
    "/v1/venues/{venue:str}/zone-rules",
    **_OPTIONS,
    summary="A venue's opening hours and capacities",
    responses=refusals(401, 403, 404, 503),
)
async def zone_rules(parts: Parts, venue: str) -> StandingRules:
    """All of them, by zone; sent back as they are, they change nothing."""
    await known_venue(parts.house.venues, venue)
    standing = await parts.house.ground.rules(venue)
    return StandingRules(standing.timezone, standing.country, list(standing.zones.values()))


@post(
    "/v1/zone-rules",
    **_WRITES,
    summary="Set opening hours and capacities of zones",
    responses=refusals(400, 401, 403, 404, 409, 413, 422, 503),
)
async def set_zone_rules(parts: Parts, data: WrittenRules, sending: Sending) -> RulesPut:
    """All of them or none; `errors` names each bad one by its `line`, counting from 1."""

    async def work(_attempt: Attempt | None) -> RulesPut:
        return await parts.house.zone_rule_import.take(
            [_row(line, rule) for line, rule in enumerate(data.rules, start=1)],
            timezone=data.timezone,
            country=data.country,
            who=data.who,
        )

    return await sending.once(RulesPut, work)


def _subject(venue: str, zone: str | None, connector: str | None) -> Subject:
    if (zone is None) is (connector is None):
        raise InputRefused(
            Code.WRONG_VALUE,
            "one thing is closed or opened at a time",
            remedy="name `zone` or `connector`",
            where=Where(field="zone"),
        )
    return Subject(venue, zone, connector)


def _row(line: int, given: WrittenRule) -> Row:
    cells = {
        "zone": given.zone.strip(),
        "capacity": "" if given.capacity is None else str(given.capacity),
        "opening_hours": given.opening_hours.strip(),
    }
    return Row(line, cells, "")


ROUTES = (closures, close, open_, zone_rules, set_zone_rules)
