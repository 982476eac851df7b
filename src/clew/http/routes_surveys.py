"""Measured centroids over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import get, post

from clew.clues.attempt import Attempt
from clew.http.documented import KEY, refusals
from clew.http.entry import writers
from clew.http.idempotency import ONCE, Sending
from clew.http.parts import Parts
from clew.tabular import Row
from clew.venues.import_survey import take_surveys
from clew.venues.known import known_venue
from clew.venues.model import SurveyReport

MOST_ROWS = 5_000
"""The most measures in one request."""


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of a survey.csv.

    Attributes:
        lat: of the measured point, degrees.
        lon: degrees.
        accuracy_m: metres, as the instrument states it.
        instrument: what it was measured with.
    """

    zone: str
    lat: float
    lon: float
    accuracy_m: float
    instrument: str
    measured_on: date


class Measures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Measures that are taken in together.

    Attributes:
        replace: accept another measure for a zone that has one.
    """

    surveys: Annotated[tuple[Measure, ...], msgspec.Meta(min_length=1, max_length=MOST_ROWS)]
    replace: bool = False


class Measured(msgspec.Struct, frozen=True):
    """A venue's measures in force, by zone."""

    surveys: Sequence[Measure]


_OPTIONS: dict[str, Any] = {"guards": [writers], "security": KEY, "tags": ["venues"]}


@get(
    "/v1/venues/{venue:str}/surveys",
    **_OPTIONS,
    summary="A venue's measured centroids",
    responses=refusals(401, 403, 404, 503),
)
async def surveys(parts: Parts, venue: str) -> Measured:
    """All of them, by zone; sent back as they are, they change nothing."""
    record = await known_venue(parts.house.venues, venue)
    return Measured(
        [
            Measure(one.zone, one.lat, one.lon, one.accuracy_m, one.instrument, one.measured_on)
            for one in sorted(record.surveys, key=lambda survey: survey.zone)
        ]
    )


@post(
    "/v1/surveys",
    **_OPTIONS,
    dependencies=ONCE,
    status_code=200,
    summary="Set and lock the centroids of zones by measure",
    responses=refusals(400, 401, 403, 404, 409, 413, 422, 503),
)
async def add_surveys(parts: Parts, data: Measures, sending: Sending) -> SurveyReport:
    """All of them or none; `errors` names each bad one by its `line`, counting from 1."""
    house = parts.house

    async def work(_attempt: Attempt | None) -> SurveyReport:
        return await take_surveys(
            [_row(line, measure) for line, measure in enumerate(data.surveys, start=1)],
            store=house.venues,
            shelf=house.maps,
            listeners=house.map_listeners,
            clock=house.clock,
            replace=data.replace,
        )

    return await sending.once(SurveyReport, work)


def _row(line: int, given: Measure) -> Row:
    cells = {
        "zone": given.zone.strip(),
        "lat": f"{given.lat:.9f}",
        "lon": f"{given.lon:.9f}",
        "accuracy_m": repr(given.accuracy_m),
        "instrument": given.instrument.strip(),
        "measured_on": given.measured_on.isoformat(),
    }
    return Row(line, cells, "")


ROUTES = (surveys, add_surveys)
