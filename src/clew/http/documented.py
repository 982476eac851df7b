"""What the OpenAPI document says of refusals and keys, written once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from litestar.openapi.datastructures import ResponseSpec

from clew.http.problems import MEDIA_TYPE, Problem

KEY: Sequence[dict[str, list[str]]] = [{"key": []}]
"""A route that needs an admin key."""

_REFUSALS: Mapping[int, str] = {
    400: "The body is no JSON.",
    401: "A key is needed.",
    403: "The key does not open this.",
    404: "There is no such campaign, venue, clue, product, promotion, hold, version or hunt.",
    408: "The body did not arrive in time.",
    409: "What stands forbids it now.",
    413: "The body is too long.",
    422: "What was given cannot be accepted; nothing was changed.",
    429: "This client asks too often what no clue has word for word.",
    500: "A fault of Clew.",
    503: "A part that the work needs is down.",
}


def refusals(*statuses: int) -> dict[int, ResponseSpec]:
    """What a route may answer beside its success."""
    return {
        status: ResponseSpec(
            data_container=Problem,
            description=_REFUSALS[status],
            media_type=MEDIA_TYPE,
            generate_examples=False,
        )
        for status in sorted({*statuses, 500})
    }
