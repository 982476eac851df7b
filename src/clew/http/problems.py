"""Every way to say no over HTTP: RFC 9457 problem details with a closed set of codes.

A code is one of `clew.errors.Code` or `DoorCode`; its status stands in a table here, nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus
from typing import Any

import msgspec

from clew.errors import ClewError, Code, Conflict, ManyRefused, PartUnavailable, Where

MEDIA_TYPE = "application/problem+json"
RETRY_S = 1
"""Whole seconds after which a part that was down is worth asking again: it restarts by itself."""


class DoorCode(StrEnum):
    """What only the door can refuse; a code's meaning never changes."""

    ASKED_TOO_OFTEN = "asked_too_often"
    BODY_BROKEN = "body_broken"
    BODY_TOO_LARGE = "body_too_large"
    BODY_TOO_SLOW = "body_too_slow"
    BROKEN_JSON = "broken_json"
    INTERNAL_FAULT = "internal_fault"
    KEY_MISSING = "key_missing"
    KEY_REFUSED = "key_refused"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_FOUND = "not_found"
    REQUEST_REFUSED = "request_refused"


STATUS: Mapping[str, int] = {
    # code -> status, where the error's kind does not say it already
    Code.ATTEMPT_DIFFERS: 422,
    Code.CAMPAIGN_CLOSED: 409,
    Code.CAMPAIGN_UNKNOWN: 404,
    Code.CLUE_UNKNOWN: 404,
    Code.HOLD_UNKNOWN: 404,
    Code.HUNT_UNKNOWN: 404,
    Code.PRODUCT_UNKNOWN: 404,
    Code.PROMOTION_UNKNOWN: 404,
    Code.RULES_UNKNOWN: 404,
    Code.VENUE_UNKNOWN: 404,
    DoorCode.ASKED_TOO_OFTEN: 429,
    DoorCode.BODY_BROKEN: 400,
    DoorCode.BODY_TOO_LARGE: 413,
    DoorCode.BODY_TOO_SLOW: 408,
    DoorCode.BROKEN_JSON: 400,
    DoorCode.INTERNAL_FAULT: 500,
    DoorCode.KEY_MISSING: 401,
    DoorCode.KEY_REFUSED: 403,
    DoorCode.METHOD_NOT_ALLOWED: 405,
    DoorCode.NOT_FOUND: 404,
    DoorCode.REQUEST_REFUSED: 400,
}

TITLES: Mapping[int, str] = {
    # status -> its words in RFC 9110; Python's own changed between two of its versions
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
"""Every status that a problem may have."""


class Fault(msgspec.Struct, frozen=True, omit_defaults=True):
    """One of several faults of one input.

    Attributes:
        where: field, line or feature in what was given.
    """

    code: str
    detail: str
    remedy: str
    where: Where | None = None


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Problem details (RFC 9457), with what to do about it.

    Attributes:
        type: `urn:clew:problem:` and the code.
        title: the status in words.
        status: the HTTP status.
        detail: what was wrong, for people.
        code: from the closed set.
        remedy: the way out, for people.
        where: field, line or feature in what was given.
        retry_after_s: whole seconds after which the same request may succeed.
        reason: which of the code's own reasons it was, where it has some.
        errors: each fault, where there were several.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    remedy: str
    where: Where | None = None
    retry_after_s: int | None = None
    reason: str | None = None
    errors: tuple[Fault, ...] = ()


class Refused(Exception):
    """The door refuses a request by itself, before any part of the house hears of it."""

    def __init__(
        self,
        code: DoorCode,
        detail: str,
        *,
        remedy: str,
        field: str | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(detail)
        where = Where(field=field)
        self.problem = problem(
            code, detail, remedy=remedy, where=where, retry_after_s=retry_after_s
        )


def problem(
    code: str, detail: str, *, remedy: str, where: Where | None = None, **more: Any
) -> Problem:
    """The details of a problem whose code has its status in the table."""
    status = more.pop("status", None) or STATUS[code]
    return Problem(
        type=f"urn:clew:problem:{code}",
        title=TITLES[status],
        status=status,
        detail=detail,
        code=str(code),
        remedy=remedy,
        where=where if where != Where() else None,
        **more,
    )


def problem_of(error: ClewError) -> Problem:
    """An error of the house as problem details; it names no file and no folder of this machine."""
    status = _status(error)
    retry = getattr(error, "retry_after_s", None)
    return problem(
        error.code,
        _detail(error),
        remedy=error.remedy,
        where=_public(error.where),
        status=status,
        retry_after_s=retry
        if retry is not None or status != HTTPStatus.SERVICE_UNAVAILABLE
        else RETRY_S,
        reason=getattr(error, "reason", None),
        errors=_faults(error),
    )


def encoded(problem: Problem) -> bytes:
    """The problem as the body of an answer."""
    return msgspec.json.encode(problem)


def _status(error: ClewError) -> int:
    if isinstance(error, PartUnavailable):
        return HTTPStatus.SERVICE_UNAVAILABLE
    known = STATUS.get(error.code)
    if known is not None:
        return known
    return HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY


def _detail(error: ClewError) -> str:
    file = error.where.file
    return error.message.replace(file, "a file of the home") if file else error.message


def _public(where: Where) -> Where | None:
    public = msgspec.structs.replace(where, file=None)
    return public if public != Where() else None


def _faults(error: ClewError) -> Sequence[Fault]:
    if not isinstance(error, ManyRefused):
        return ()
    return tuple(
        Fault(one.code, one.message, one.remedy, _public(one.where)) for one in error.problems()
    )
