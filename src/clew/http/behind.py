"""What stands behind the front: an ASGI 3 application, called from RSGI."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from clew.http.body import drop, parts, too_slow
from clew.http.wire import Head, Headers, Line, Scope, Stream

BODY_S = 60.0
"""How long a body may take to arrive, seconds: the longest is a file of clues."""

UNREADABLE = b"\xff"
"""Stands for a value that is no ASCII: a header that was sent must never count as not sent."""

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Any, Receive, Send], Awaitable[None]]


async def pass_on(app: Application, scope: Scope, line: Line, *, more: Head = ()) -> None:
    """Has the application answer a request; `more` are headers that every answer gets."""
    exchange = _Exchange(scope.headers, line, more)
    await app(asgi_scope(scope), exchange.receive, exchange.send)


def asgi_scope(scope: Scope) -> Mapping[str, Any]:
    """The request as ASGI has it (HTTP connection scope, version 2.3)."""
    path = scope.path or "/"
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.0" if scope.http_version == "1" else scope.http_version,
        "method": scope.method,
        "scheme": scope.scheme,
        "path": path,
        "raw_path": path.encode(),
        "query_string": scope.query_string.encode(),
        "root_path": "",
        "headers": _headers(scope.headers),
        "client": _address(scope.client),
        "server": _address(scope.server),
        "state": {},
    }


def _headers(given: Headers) -> list[tuple[bytes, bytes]]:
    """All headers; one whose value the server does not hand over has one that nobody takes."""
    read = [(name.encode(), value.encode("latin-1")) for name, value in given.items()]
    unread = {name.encode() for name in iter(given)} - {name for name, _ in read}
    return read + [(name, UNREADABLE) for name in sorted(unread)]


class _Exchange:
    """One request's two channels."""

    def __init__(self, asked: Headers, line: Line, more: Head) -> None:
        self._asked = asked
        self._line = line
        self._more = more
        self._parts: AsyncIterator[bytes] | None = None
        self._until = asyncio.get_running_loop().time() + BODY_S
        self._read = False
        self._status = 0
        self._headers: list[tuple[str, str]] = []
        self._stream: Stream | None = None

    async def receive(self) -> Any:
        """The body's next part; after the last one, the client's leaving.

        Raises `Refused` (`body_too_slow`, `body_broken`).
        """
        if self._read:
            await self._line.client_disconnect()
            return {"type": "http.disconnect"}
        if self._parts is None:
            self._parts = parts(self._line)
        try:
            async with asyncio.timeout_at(self._until):
                part = await anext(self._parts, b"")
        except TimeoutError as error:
            raise too_slow(BODY_S) from error
        self._read = not part
        return {"type": "http.request", "body": part, "more_body": bool(part)}

    async def _drop(self) -> bool:
        """Has whoever is still sending come to the end; whether that has come."""
        begun = self._parts is not None
        if self._parts is None:
            self._parts = parts(self._line)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self._until):
                return await drop(self._asked, self._parts, begun=begun)
        return False

    async def send(self, message: Any) -> None:
        """Sends the head with what is to follow it, then part after part."""
        if message["type"] == "http.response.start":
            if not self._read:
                self._read = await self._drop()
            self._status = message["status"]
            self._headers = [
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in message["headers"]
            ]
            self._headers += self._more if self._read else [("connection", "close")]
            return
        body, goes_on = message.get("body", b""), message.get("more_body", False)
        if self._stream is None and not goes_on:
            self._line.response_bytes(self._status, self._headers, body)
            return
        if self._stream is None:
            self._stream = self._line.response_stream(self._status, self._headers)
        if body:
            await self._stream.send_bytes(body)
        if not goes_on:
            self._stream = None


def _address(told: str) -> tuple[str, int]:
    host, _, port = told.rpartition(":")
    return host.strip("[]"), int(port)
