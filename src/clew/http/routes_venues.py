"""A venue's squares and its map over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter

from clew.http.documented import KEY, refusals
from clew.http.entry import writers
from clew.http.parts import Parts
from clew.venues.export_geojson import export_geojson
from clew.venues.known import known_venue
from clew.venues.zone_list import ListedZone, listed_zones

GEOJSON = "application/geo+json"
"""RFC 7946, section 12."""

Limit = Annotated[int, Parameter(ge=1, le=10_000)]
Level = Annotated[int | None, Parameter(ge=-9999, le=9999)]
_OPTIONS: dict[str, Any] = {"guards": [writers], "security": KEY, "tags": ["venues"]}


class ZonePage(msgspec.Struct, frozen=True):
    """Some of a venue's zones, by id.

    Attributes:
        next: what to give as `after` for those that follow; None at the end.
    """

    zones: Sequence[ListedZone]
    next: str | None


@get(
    "/v1/venues/{venue:str}/zones",
    **_OPTIONS,
    summary="A venue's squares",
    responses=refusals(400, 401, 403, 404, 422, 503),
)
async def zones(
    parts: Parts, venue: str, after: str = "", level: Level = None, limit: Limit = 1_000
) -> ZonePage:
    """The first `limit` squares whose ids come after `after`, by id: centroid, unit, neighbours."""
    record = await known_venue(parts.house.venues, venue)
    # A large venue takes a while to list, and others ask meanwhile.
    found = await asyncio.to_thread(
        lambda: sorted(
            (one for one in listed_zones(record, level) if one.zone > after),
            key=lambda one: one.zone,
        )
    )
    page = found[:limit]
    return ZonePage(page, page[-1].zone if len(found) > limit else None)


@get(
    "/v1/venues/{venue:str}/map",
    **_OPTIONS,
    summary="A venue's map as GeoJSON",
    media_type=GEOJSON,
    responses={
        200: ResponseSpec(
            data_container=dict[str, Any],
            description="A feature collection; importing it makes the same zones.",
            media_type=GEOJSON,
            generate_examples=False,
        ),
        **refusals(401, 403, 404, 503),
    },
)
async def venue_map(parts: Parts, venue: str) -> Response[bytes]:
    """What `clew venue export` writes."""
    record = await known_venue(parts.house.venues, venue)
    return Response(await asyncio.to_thread(export_geojson, record), media_type=GEOJSON)


ROUTES = (zones, venue_map)
