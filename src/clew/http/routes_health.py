"""Whether the service lives, and whether it is ready."""

from __future__ import annotations

import msgspec
from litestar import get


class Alive(msgspec.Struct, frozen=True):
    """The process that answered lives."""

    alive: bool = True


@get("/healthz", summary="Whether the process lives", tags=["service"])
async def healthz() -> Alive:
    """Says that the process lives, whatever its parts do."""
    return Alive()


ROUTES = (healthz,)
