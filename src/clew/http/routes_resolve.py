"""`POST /v1/resolve` as the OpenAPI document has it; the front answers it before it comes here."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from litestar import Request, Response, post

from clew.clues.model import Resolution
from clew.http.ask import Ask
from clew.http.documented import refusals
from clew.http.parts import Parts
from clew.http.problems import MEDIA_TYPE


@post(
    "/v1/resolve",
    status_code=200,
    summary="Take a text to one five-metre square",
    tags=["resolve"],
    responses=refusals(400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 503),
)
async def resolve(
    request: Request[Any, Any, Any],
    data: Ask,  # noqa: ARG001 - for the document: the door reads the bytes itself
    parts: Parts,
) -> Resolution:
    """Answers with one square's own centroid, an honest question, or a miss."""
    status, body = await parts.door.handle(await request.body(), request.headers)
    media_type = "application/json" if status == HTTPStatus.OK else MEDIA_TYPE
    answer: Any = Response(body, status_code=status, media_type=media_type)
    return answer  # type: ignore[no-any-return]


ROUTES = (resolve,)
