"""The access log: a line of JSON a request, without texts, ids or addresses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import msgspec

from clew.http.behind import Application, Receive, Send

_METHODS = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}


class LogLine(msgspec.Struct, frozen=True):
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


class AccessLog:
    """Writes a line of each request."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    def answered(self, method: str, route: str, status: int | None, seconds: float) -> None:
        """Writes one."""
        line = LogLine(
            datetime.now(UTC).isoformat(timespec="milliseconds"),
            method if method in _METHODS else "-",
            route,
            status,
            round(seconds * 1000, 3),
        )
        self._write(msgspec.json.encode(line).decode() + "\n")

    def around(self, app: Application) -> Application:
        """The application, whose every answer is written."""

        async def call(scope: Any, receive: Receive, send: Send) -> None:
            since = perf_counter()
            status: int | None = None

            async def noted(message: Any) -> None:
                nonlocal status
                status = message.get("status", status)
                await send(message)

            try:
                await app(scope, receive, noted)
            finally:
                route = scope.get("path_template") or "-"
                self.answered(scope["method"], route, status, perf_counter() - since)

        return call
