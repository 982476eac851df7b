"""Capacities and opening hours of zones: `zones.csv`, checked as a whole before it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from clew.clock import Clock
from clew.errors import Code, InputRefused, Where
from clew.ids import parse_zone
from clew.tabular import Columns, Refusals, Row, read_rows
from clew.venues.known import unknown_venue
from clew.venues.model import GroundRules, RulesPut, ZoneRule
from clew.venues.ports import GroundStore, Hours, VenueStore

COLUMNS = ("zone", "capacity", "opening_hours")
MOST_PLAYERS = 1_000_000
"""The largest capacity: more than ever stood in five metres square."""

_WHOLE = re.compile(r"[0-9]{1,7}", re.ASCII)


class _Known(NamedTuple):
    zones: frozenset[str]
    rules: GroundRules


class ZoneRuleImport:
    """Takes rules of zones in: all of a file, or nothing."""

    def __init__(
        self,
        *,
        venues: VenueStore,
        store: GroundStore,
        hours: Hours,
        clock: Clock,
        timezone: str = "",
    ) -> None:
        """`timezone` is where venues stand of which none was told, empty where nobody says."""
        self._venues = venues
        self._store = store
        self._hours = hours
        self._clock = clock
        self._timezone = timezone

    async def run(
        self, path: Path, *, timezone: str | None = None, country: str | None = None, who: str
    ) -> RulesPut:
        """As `take`, of a zones.csv; raises as `read_rows`, too."""
        rows = list(read_rows(path, Columns(COLUMNS)))
        return await self.take(rows, timezone=timezone, country=country, who=who)

    async def take(
        self,
        rows: Sequence[Row],
        *,
        timezone: str | None = None,
        country: str | None = None,
        who: str,
    ) -> RulesPut:
        """Sets the rules of the rows' zones; a row that says nothing clears its zone's rule.

        Time zone and country are those of all venues in the rows; None keeps what was told before.
        Running it again changes nothing. Raises `InputRefused`, several together as `ManyRefused`,
        with the line: `venue_unknown`, `zone_unknown`, `duplicate_row`, `wrong_value`,
        `opening_hours_refused`.
        """
        self._check_place(self._timezone if timezone is None else timezone, country)
        known = await self._known(rows, timezone, country)
        told = self._told(rows, known)
        standing = {venue: await self._store.rules(venue) for venue in known}
        changed = {
            venue: {
                zone: rule
                for zone, rule in rules.items()
                if standing[venue].zones.get(zone, ZoneRule(zone)) != rule
            }
            for venue, rules in told.items()
        }
        put = [
            msgspec.structs.replace(known[venue].rules, zones=zones)
            for venue, zones in changed.items()
            if zones or not _same_place(known[venue].rules, standing[venue])
        ]
        if put:
            await self._store.put_rules(put, who=who, at=int(self._clock.now().timestamp()))
        new = [rule for zones in changed.values() for rule in zones.values()]
        cleared = sum(rule.empty for rule in new)
        unchanged = sum(map(len, told.values())) - len(new)
        return RulesPut(tuple(known), len(new) - cleared, cleared, unchanged)

    def _check_place(self, timezone: str, country: str | None) -> None:
        if timezone and not self._hours.knows_timezone(timezone):
            raise InputRefused(
                Code.WRONG_VALUE,
                f"{timezone[:60]!r} is no IANA time zone",
                remedy="write it as Europe/Paris",
                where=Where(field="timezone"),
            )
        if country and not self._hours.knows_country(country):
            raise InputRefused(
                Code.WRONG_VALUE,
                f"the public holidays of {country[:20]!r} are not known",
                remedy="write the country in two capitals, as FR; or leave it out and write the "
                "holidays as days",
                where=Where(field="country"),
            )

    async def _known(
        self, rows: Sequence[Row], timezone: str | None, country: str | None
    ) -> Mapping[str, _Known]:
        known: dict[str, _Known] = {}
        for name in sorted({row.values["zone"].partition("/")[0] for row in rows}):
            record = await self._venues.load(name)
            if record is None:
                continue
            rules = await self._store.rules(name)
            rules = msgspec.structs.replace(
                rules,
                timezone=rules.timezone or self._timezone if timezone is None else timezone,
                country=rules.country if country is None else country,
            )
            known[name] = _Known(frozenset(zone.id for zone in record.zones), rules)
        return known

    def _told(
        self, rows: Sequence[Row], known: Mapping[str, _Known]
    ) -> Mapping[str, Mapping[str, ZoneRule]]:
        refused = Refusals()
        lines: dict[str, int] = {}
        told: dict[str, dict[str, ZoneRule]] = {venue: {} for venue in known}
        for row in rows:
            try:
                venue, rule = self._rule(row, known)
                _check_once(row, lines)
                told[venue][rule.zone] = rule
            except InputRefused as error:
                refused.add(error)
        refused.refuse()
        for venue, rules in told.items():
            self._check_standing(known[venue].rules, rules)
        return told

    def _rule(self, row: Row, known: Mapping[str, _Known]) -> tuple[str, ZoneRule]:
        zone = parse_zone(row.values["zone"], row.where("zone"))
        venue = known.get(zone.venue)
        if venue is None:
            raise unknown_venue(zone.venue, row.where("zone"))
        written = row.values["opening_hours"]
        rule = ZoneRule(str(zone), _capacity(row), written)
        # What the map does not have any more can be cleared still.
        if rule.zone not in venue.zones and not (rule.empty and rule.zone in venue.rules.zones):
            raise InputRefused(
                Code.ZONE_UNKNOWN,
                f"{zone} is no zone of the venue",
                remedy="see `clew venue zones`, or import the map that has it",
                where=row.where("zone"),
            )
        if written:
            self._check_hours(written, venue.rules, row.where("opening_hours"))
        return zone.venue, rule

    def _check_hours(self, written: str, rules: GroundRules, where: Where) -> None:
        if not rules.timezone:
            raise InputRefused(
                Code.WRONG_VALUE,
                f"nobody has told the time zone of venue {rules.venue!r}",
                remedy="add --timezone Europe/Paris, or set `timezone`",
                where=where,
            )
        fault = self._hours.fault(written, rules.country)
        if fault is not None:
            here = written[fault.column - 1 : fault.column + 19]
            raise InputRefused(
                Code.OPENING_HOURS_REFUSED,
                f"{written[:80]!r}, character {fault.column} ({here!r}): {fault.message}",
                remedy="write it as OpenStreetMap does, for example `Mo-Sa 10:00-20:00; PH off`"
                " with --country FR",
                where=where,
            )

    def _check_standing(self, rules: GroundRules, told: Mapping[str, ZoneRule]) -> None:
        """What other zones keep must make sense in the country that is told now, too."""
        for rule in rules.zones.values():
            if rule.opening_hours and rule.zone not in told:
                self._check_hours(rule.opening_hours, rules, Where(field=f"zone {rule.zone}"))


def _same_place(one: GroundRules, other: GroundRules) -> bool:
    return (one.timezone, one.country) == (other.timezone, other.country)


def _capacity(row: Row) -> int | None:
    cell = row.values["capacity"]
    if not cell:
        return None
    if _WHOLE.fullmatch(cell) is None or int(cell) > MOST_PLAYERS:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{cell[:40]!r} is no capacity",
            remedy=f"write how many players at a time, from 0 to {MOST_PLAYERS:,}, or nothing",
            where=row.where("capacity"),
        )
    return int(cell)


def _check_once(row: Row, lines: dict[str, int]) -> None:
    zone = row.values["zone"]
    first = lines.setdefault(zone, row.line)
    if first != row.line:
        raise InputRefused(
            Code.DUPLICATE_ROW,
            f"{zone} stands in line {first} already",
            remedy="keep one row a zone",
            where=row.where("zone"),
        )
