"""Whether the service lives, whether it is ready, and what it has counted."""

from __future__ import annotations

import msgspec
from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec

from clew.http.documented import refusals
from clew.http.entry import readers
from clew.http.exposition import MEDIA_TYPE, exposed
from clew.http.parts import Parts
from clew.http.readiness import Ready, readiness


class Alive(msgspec.Struct, frozen=True):
    """The process that answered lives."""

    alive: bool = True


@get("/healthz", summary="Whether the process lives", tags=["service"])
async def healthz() -> Alive:
    """Says that the process lives, whatever its parts do."""
    return Alive()


@get(
    "/readyz",
    summary="Whether the parts are ready",
    tags=["service"],
    responses={503: ResponseSpec(Ready, description="Not ready.", generate_examples=False)},
)
async def readyz(parts: Parts) -> Response[Ready]:
    """Names each part; 503 while a store cannot be read or the service is still starting."""
    told = await readiness(parts.house, warming=parts.warming())
    return Response(told, status_code=200 if told.ready else 503)


@get(
    "/metrics",
    guards=[readers],
    summary="What was counted",
    tags=["service"],
    media_type=MEDIA_TYPE,
    responses=refusals(401, 403),
)
async def metrics(parts: Parts) -> str:
    """The counts of every worker of the service, for Prometheus."""
    parts.look()
    return exposed(parts.board.readings())


ROUTES = (healthz, readyz, metrics)
