"""Measured centroids in and out: `survey.csv`, checked as a whole before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import isfinite
from pathlib import Path
from typing import NamedTuple

import msgspec

from clew.clock import Clock
from clew.errors import Code, Conflict, InputRefused, ManyRefused
from clew.geo import rounded
from clew.ids import ZoneId, parse_zone
from clew.tabular import Columns, Row, decimal, read_rows
from clew.venues.checksums import survey_checksum
from clew.venues.frame import Projector
from clew.venues.known import unknown_venue
from clew.venues.model import Survey, SurveyReport, VenueRecord
from clew.venues.ports import MapListeners, MapShelf, VenueStore

COLUMNS = ("zone", "lat", "lon", "accuracy_m", "instrument", "measured_on")

_ROUNDING_M = 0.01
"""A point on its cell's edge may lie this far beyond it once rounded to 1e-7 degrees."""

_MOST_TOLD = 1_000
"""How many refusals of one file are told in full; the rest are counted."""

_INSTRUMENT_CHARACTERS = 200
_MAX_LAT, _MAX_LON = 90.0, 180.0


class _Known(NamedTuple):
    record: VenueRecord
    zones: frozenset[str]
    surveys: dict[str, Survey]
    projector: Projector


class _Plan(NamedTuple):
    new: dict[str, list[Survey]]
    replaced: int
    unchanged: int


async def import_surveys(
    path: Path,
    *,
    store: VenueStore,
    shelf: MapShelf,
    listeners: MapListeners,
    clock: Clock,
    replace: bool = False,
) -> SurveyReport:
    """As `take_surveys`, of a survey.csv; raises as `read_rows`, too."""
    return await take_surveys(
        list(read_rows(path, Columns(COLUMNS))),
        store=store,
        shelf=shelf,
        listeners=listeners,
        clock=clock,
        replace=replace,
    )


async def take_surveys(
    rows: Sequence[Row],
    *,
    store: VenueStore,
    shelf: MapShelf,
    listeners: MapListeners,
    clock: Clock,
    replace: bool = False,
) -> SurveyReport:
    """Sets and locks the centroids of the rows' zones, and publishes new map versions.

    Running it again changes nothing, and publishes what a crash may have left unpublished. Raises
    `InputRefused`, several together as `ManyRefused`, with the line: `venue_unknown`,
    `zone_unknown`, `outside_cell`, `outside_wgs84`, `wrong_value`, `duplicate_row`, `zone_locked`
    (without `replace`). Refused rows change nothing.
    """
    known = await _known(rows, store)
    plan = _planned(rows, known, clock.now().date(), replace=replace)
    await listeners.ready()
    venues = []
    for venue, surveys in plan.new.items():
        stored = known[venue].record
        record = _with_surveys(stored, surveys)
        with shelf.publishing(record):
            if surveys:
                version = stored.venue.map_version
                await store.add_surveys(venue, surveys, expected_version=version)
        await listeners.map_published(venue, record.venue.map_version)
        venues.append(record.venue)
    added = sum(map(len, plan.new.values())) - plan.replaced
    return SurveyReport(tuple(venues), added, plan.replaced, plan.unchanged)


def survey_rows(surveys: Sequence[Survey]) -> Iterator[Sequence[str]]:
    """Yields the rows of `survey.csv` by venue, level and cell; importing them changes nothing."""
    for survey in sorted(surveys, key=lambda survey: parse_zone(survey.zone)):
        yield (
            survey.zone,
            f"{survey.lat:.7f}",
            f"{survey.lon:.7f}",
            repr(survey.accuracy_m),
            survey.instrument,
            survey.measured_on.isoformat(),
        )


async def _known(rows: Sequence[Row], store: VenueStore) -> dict[str, _Known]:
    known: dict[str, _Known] = {}
    for name in sorted({row.values["zone"].partition("/")[0] for row in rows}):
        record = await store.load(name)
        if record is not None:
            zones = frozenset(zone.id for zone in record.zones)
            surveys = {survey.zone: survey for survey in record.surveys}
            known[name] = _Known(record, zones, surveys, Projector(record.venue.frame))
    return known


def _with_surveys(record: VenueRecord, surveys: Sequence[Survey]) -> VenueRecord:
    """The record once the surveys are added: the next map version, if there are any."""
    if not surveys:
        return record
    merged = {survey.zone: survey for survey in (*record.surveys, *surveys)}
    version = record.venue.map_version + 1
    return msgspec.structs.replace(
        record,
        venue=msgspec.structs.replace(record.venue, map_version=version),
        surveys=tuple(merged[zone] for zone in sorted(merged)),
    )


def _planned(rows: Sequence[Row], known: dict[str, _Known], today: date, *, replace: bool) -> _Plan:
    errors: list[InputRefused] = []
    lines: dict[str, int] = {}
    new: dict[str, list[Survey]] = {}
    replaced = unchanged = 0
    for row in rows:
        try:
            zone, survey = _survey(row, known, today)
            _check_once(survey.zone, row, lines)
            standing = known[zone.venue].surveys.get(survey.zone)
            if not replace:
                _check_lock(standing, survey, row)
        except InputRefused as error:
            errors.append(error)
            continue
        to_write = new.setdefault(zone.venue, [])
        if standing == survey:
            unchanged += 1
        else:
            to_write.append(survey)
            replaced += standing is not None
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ManyRefused(errors[:_MOST_TOLD], total=len(errors))
    return _Plan(new, replaced, unchanged)


def _survey(row: Row, known: dict[str, _Known], today: date) -> tuple[ZoneId, Survey]:
    zone = parse_zone(row.values["zone"], row.where("zone"))
    venue = known.get(zone.venue)
    if venue is None:
        raise unknown_venue(zone.venue, row.where("zone"))
    if str(zone) not in venue.zones:
        raise InputRefused(
            Code.ZONE_UNKNOWN,
            f"{zone} is no zone of the venue",
            remedy="measure a point on one of its levels, or import the map that has it",
            where=row.where("zone"),
        )
    lat = rounded(_number(row, "lat", -_MAX_LAT, _MAX_LAT))
    lon = rounded(_number(row, "lon", -_MAX_LON, _MAX_LON))
    beyond = venue.projector.beyond_cell_m(lat, lon, (zone.i, zone.j))
    if not beyond <= _ROUNDING_M:
        raise InputRefused(
            Code.OUTSIDE_CELL,
            f"({lat}, {lon}) lies {beyond:.2f} m outside the cell of {zone}",
            remedy="name the zone that the point lies in, or measure again",
            where=row.where("lat"),
        )
    survey = Survey(
        str(zone), lat, lon, _accuracy(row), _instrument(row), _measured_on(row, today), ""
    )
    return zone, msgspec.structs.replace(survey, checksum=survey_checksum(survey))


def _number(row: Row, field: str, low: float, high: float) -> float:
    number = decimal(row.values[field])
    if not low <= number <= high:
        raise InputRefused(
            Code.OUTSIDE_WGS84 if isfinite(number) else Code.WRONG_VALUE,
            f"{row.values[field][:40]!r} is no {field} in degrees",
            remedy=f"write a decimal number from {low:g} to {high:g}",
            where=row.where(field),
        )
    return number


def _accuracy(row: Row) -> float:
    metres = decimal(row.values["accuracy_m"])
    if not (isfinite(metres) and metres > 0):
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{row.values['accuracy_m'][:40]!r} is no accuracy",
            remedy="write the stated accuracy in metres, more than 0, for example 0.25",
            where=row.where("accuracy_m"),
        )
    return metres


def _instrument(row: Row) -> str:
    instrument = row.values["instrument"]
    if not instrument or len(instrument) > _INSTRUMENT_CHARACTERS or not instrument.isprintable():
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{instrument[:40]!r} is no instrument",
            remedy=f"say what it was measured with, in up to {_INSTRUMENT_CHARACTERS} characters",
            where=row.where("instrument"),
        )
    return instrument


def _measured_on(row: Row, today: date) -> date:
    try:
        day = date.fromisoformat(row.values["measured_on"])
    except ValueError:
        day = date.max
    # East of Greenwich tomorrow may have begun.
    if day > today + timedelta(days=1):
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{row.values['measured_on'][:40]!r} is no day that has been",
            remedy="write the day of the measure as 2026-11-21",
            where=row.where("measured_on"),
        )
    return day


def _check_once(zone: str, row: Row, lines: dict[str, int]) -> None:
    first = lines.setdefault(zone, row.line)
    if first != row.line:
        raise InputRefused(
            Code.DUPLICATE_ROW,
            f"{zone} stands in line {first} already",
            remedy="keep one measure a zone",
            where=row.where("zone"),
        )


def _check_lock(standing: Survey | None, survey: Survey, row: Row) -> None:
    if standing is not None and standing != survey:
        raise Conflict(
            Code.ZONE_LOCKED,
            f"{standing.zone} is locked by the survey of {standing.measured_on.isoformat()} "
            f"with {standing.instrument}",
            remedy="leave the row out, or use --replace if the new measure is the better one",
            where=row.where("zone"),
        )
