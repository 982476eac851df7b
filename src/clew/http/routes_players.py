"""Players over HTTP: whose histories the shop brought in. Needs an admin key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
from litestar import get
from litestar.params import Parameter

from clew.http.documented import KEY, refusals
from clew.http.entry import writers
from clew.http.parts import Parts

Limit = Annotated[int, Parameter(ge=1, le=1000)]


class PlayerPage(msgspec.Struct, frozen=True):
    """Some of the players, by id.

    Attributes:
        next: what to give as `after` for those that follow; None at the end.
    """

    players: Sequence[str]
    next: str | None


@get(
    "/v1/players",
    guards=[writers],
    security=KEY,
    tags=["players"],
    summary="Players who bought something",
    responses=refusals(400, 401, 403, 422, 503),
)
async def players(parts: Parts, after: str = "", limit: Limit = 100) -> PlayerPage:
    """The first `limit` ids that come after `after`, ascending."""
    found = await parts.house.history.players(after=after, limit=limit + 1)
    page = list(found[:limit])
    return PlayerPage(page, page[-1] if len(found) > limit else None)


ROUTES = (players,)
