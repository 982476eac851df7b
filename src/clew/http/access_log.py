"""The access log: a line of JSON a request, without texts, ids or addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import msgspec

from clew.http.front import PATH, Application, Receive, Scope, Send

_METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}


class Line(msgspec.Struct, frozen=True):
    """One request.

    Attributes:
        at: when it was answered, RFC 3339 in UTC.
        method: `-` for one that nobody knows: a client may write there what it likes.
        route: as the OpenAPI document has it, ids left open; `-` where there is none.
        status: None where the client went away first.
        ms: from the whole head to the last byte handed over, milliseconds.
    """

    at: str
    method: str
    route: str
    status: int | None
    ms: float


def logged(app: Application, write: Callable[[str], object]) -> Application:
    """The application, telling `write` a line of each request."""

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        since = perf_counter()
        status: int | None = None

        async def noted(message: Any) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await app(scope, receive, noted)
        finally:
            line = Line(
                datetime.now(UTC).isoformat(timespec="milliseconds"),
                scope["method"] if scope["method"] in _METHODS else "-",
                PATH if scope["path"] == PATH else scope.get("path_template") or "-",
                status,
                round((perf_counter() - since) * 1000, 3),
            )
            write(msgspec.json.encode(line).decode() + "\n")

    return call
