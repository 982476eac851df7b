"""What the framework's exceptions and the house's errors become on the wire."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException

from clew.errors import ClewError, Code, Where
from clew.http.front import fault
from clew.http.problems import MEDIA_TYPE, DoorCode, Problem, Refused, encoded, problem, problem_of

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


def _misfit(_request: Request[Any, Any, Any], error: ValidationException) -> Response[bytes]:
    extra = error.extra if isinstance(error.extra, list) else []
    first = extra[0] if extra and isinstance(extra[0], dict) else {}
    field = str(first.get("key") or "body")
    detail = f"{field}: {first.get('message') or 'not what is taken here'}"
    return answer(
        problem(
            Code.WRONG_VALUE,
            detail,
            remedy="see /v1/openapi.json for what is taken",
            where=Where(field=field),
            status=422,
        )
    )


_CODES: Mapping[int, DoorCode] = {
    HTTPStatus.NOT_FOUND: DoorCode.NOT_FOUND,
    HTTPStatus.METHOD_NOT_ALLOWED: DoorCode.METHOD_NOT_ALLOWED,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: DoorCode.BODY_TOO_LARGE,
}


def _framework(_request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    code = _CODES.get(error.status_code, DoorCode.REQUEST_REFUSED)
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("a request failed", exc_info=error)
        return answer(fault())
    status = HTTPStatus(error.status_code)
    return answer(
        problem(
            code,
            status.description or status.phrase,
            remedy="see /v1/openapi.json for what is answered here",
            status=int(status),
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
