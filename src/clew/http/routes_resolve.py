"""`POST /v1/resolve` as the OpenAPI document has it; the front answers it before it comes here."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from litestar import Request, Response, post
from litestar.openapi.datastructures import ResponseSpec

from clew.clues.model import Resolution
from clew.http.ask import Ask
from clew.http.problems import MEDIA_TYPE, Problem
from clew.http.resolve_door import ResolveDoor

REFUSALS = {
    # status -> what the document says of it
    400: "The body is no JSON.",
    401: "A key is needed.",
    403: "The key does not open this.",
    404: "There is no such campaign, venue or clue.",
    408: "The body did not arrive in time.",
    409: "What stands forbids it now.",
    413: "The body is too long.",
    422: "What was given cannot be accepted; nothing was changed.",
    500: "A fault of Clew.",
    503: "A part that the work needs is down.",
}


def refusals(*statuses: int) -> dict[int, ResponseSpec]:
    """What a route may answer beside its success, for the document."""
    return {
        status: ResponseSpec(
            data_container=Problem,
            description=REFUSALS[status],
            media_type=MEDIA_TYPE,
            generate_examples=False,
        )
        for status in statuses
    }


@post(
    "/v1/resolve",
    status_code=200,
    summary="Take a text to one five-metre square",
    tags=["resolve"],
    responses=refusals(400, 401, 403, 404, 408, 409, 413, 422, 500, 503),
)
async def resolve(
    request: Request[Any, Any, Any],
    data: Ask,  # noqa: ARG001 - for the document: the door reads the bytes itself
    door: ResolveDoor,
) -> Resolution:
    """Answers with one square's own centroid, an honest question, or a miss."""
    head = [(name.encode(), value.encode()) for name, value in request.headers.items()]
    status, body = await door.handle(await request.body(), head)
    media_type = "application/json" if status == HTTPStatus.OK else MEDIA_TYPE
    answer: Any = Response(body, status_code=status, media_type=media_type)
    return answer  # type: ignore[no-any-return]


ROUTES = (resolve,)
