"""What the framework's exceptions and the house's errors become on the wire."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.params import QueryParameter

from clew.errors import ClewError, Code, Where
from clew.http.ask import unnamed
from clew.http.front import fault
from clew.http.problems import (
    MEDIA_TYPE,
    TITLES,
    DoorCode,
    Problem,
    Refused,
    encoded,
    problem,
    problem_of,
)

_log = logging.getLogger("clew.http")


def answer(told: Problem, headers: Mapping[str, str] | None = None) -> Response[bytes]:
    """A problem as the framework sends it."""
    head = dict(headers or {})
    if told.retry_after_s is not None:
        head["retry-after"] = str(told.retry_after_s)
    if told.status == HTTPStatus.UNAUTHORIZED:
        head["www-authenticate"] = "Bearer"
    return Response(encoded(told), status_code=told.status, media_type=MEDIA_TYPE, headers=head)


def _house(_request: Request[Any, Any, Any], error: ClewError) -> Response[bytes]:
    return answer(problem_of(error))


def _door(_request: Request[Any, Any, Any], error: Refused) -> Response[bytes]:
    return answer(error.problem)


def _misfit(request: Request[Any, Any, Any], error: ValidationException) -> Response[bytes]:
    extra = error.extra if isinstance(error.extra, list) else []
    first = extra[0] if extra and isinstance(extra[0], dict) else {}
    said = str(first.get("message") or "not what is taken here")
    # The framework calls the whole body `data`; the message names the field that it has or lacks.
    at = _asked_as(request, str(first.get("key") or "data"))
    field = (unnamed(said) or "body") if at == "data" else at
    detail = f"{field}: {said}"
    return answer(
        problem(
            Code.WRONG_VALUE,
            detail,
            remedy="see /v1/openapi.json for what is taken",
            where=Where(field=field),
            status=422,
        )
    )


def _asked_as(request: Request[Any, Any, Any], parameter: str) -> str:
    """What a parameter of ours is called in the query, where that is another name."""
    signature = request.route_handler.parsed_fn_signature
    told = getattr(signature.parameters.get(parameter), "kwarg_definition", None)
    return (told.name if isinstance(told, QueryParameter) else None) or parameter


_TOLD: Mapping[int, tuple[DoorCode, str]] = {
    # status -> what the framework has refused with it
    HTTPStatus.NOT_FOUND: (DoorCode.NOT_FOUND, "there is nothing at this path"),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        DoorCode.METHOD_NOT_ALLOWED,
        "this path does not take this method",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (DoorCode.BODY_TOO_LARGE, "the body is too long"),
}


def _framework(_request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("a request failed", exc_info=error)
        return answer(fault())
    status = error.status_code if error.status_code in TITLES else int(HTTPStatus.BAD_REQUEST)
    code, detail = _TOLD.get(status, (DoorCode.REQUEST_REFUSED, "the request is not understood"))
    return answer(
        problem(
            code, detail, remedy="see /v1/openapi.json for what is answered here", status=status
        ),
        error.headers,
    )


def _ours(_request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    _log.error("a request failed", exc_info=error)
    return answer(fault())


HANDLERS: Any = {
    # what was raised -> what is answered; the nearest class wins
    ClewError: _house,
    Refused: _door,
    ValidationException: _misfit,
    HTTPException: _framework,
    Exception: _ours,
}
