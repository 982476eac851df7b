"""What the server calls (ASGI 3): the lookup in front, everything else behind it.

`POST /v1/resolve` is answered here, without the framework that serves the rest: that costs more
than the lookup itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any, Protocol

from clew.http.problems import MEDIA_TYPE, RETRY_S, DoorCode, Problem, Refused, encoded, problem
from clew.http.resolve_door import MOST_BYTES, ResolveDoor

PATH = "/v1/resolve"
BODY_S = 10.0
"""How long a body may take to arrive, seconds: a phone on a bad network, and no slow-loris."""

Scope = Any
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_log = logging.getLogger("clew.http")


class Life(Protocol):
    """What begins and ends with a worker."""

    async def begin(self) -> tuple[ResolveDoor, Application]:
        """Opens the house; gives the door in front and what answers everything else."""
        ...

    async def end(self) -> None:
        """Closes the house."""
        ...


class Gone(Exception):
    """The client went away before its request was whole."""


class Front:
    """The ASGI application of one worker."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._door: ResolveDoor
        self._rest: Application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or lives through the worker's lifespan."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] == PATH:
            await self._resolve(scope, receive, send)
        else:
            await self._rest(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            self._door, self._rest = await self._life.begin()
        except Exception as error:  # noqa: BLE001 - the server must hear of whatever it was
            _log.exception("the worker cannot begin")
            await send({"type": "lifespan.startup.failed", "message": str(error)})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._life.end()
        await send({"type": "lifespan.shutdown.complete"})

    async def _resolve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            _check_method(scope["method"])
            status, body = await self._door.handle(await whole(receive), scope["headers"])
        except Refused as refused:
            status, body = refused.problem.status, encoded(refused.problem)
        except Gone:
            return
        except Exception:  # noqa: BLE001 - a fault of ours is answered, and logged, never shown
            _log.exception("a resolve failed")
            status, body = HTTPStatus.INTERNAL_SERVER_ERROR, encoded(fault())
        await send(
            {"type": "http.response.start", "status": status, "headers": _head(status, body)}
        )
        await send({"type": "http.response.body", "body": body})


def _check_method(method: str) -> None:
    if method != "POST":
        raise Refused(
            DoorCode.METHOD_NOT_ALLOWED,
            f"{PATH} takes POST",
            remedy='POST {"campaign": ..., "text": ...}',
        )


async def whole(receive: Receive) -> bytes:
    """The request's body, at most `MOST_BYTES` of it in `BODY_S`.

    Raises `Refused` (`body_too_large`, `body_too_slow`) or `Gone`.
    """
    try:
        async with asyncio.timeout(BODY_S):
            return await _joined(receive)
    except TimeoutError as error:
        raise Refused(
            DoorCode.BODY_TOO_SLOW,
            f"the body did not arrive within {BODY_S:g} seconds",
            remedy="send it again",
        ) from error


async def _joined(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Gone
        part: bytes = message.get("body", b"")
        body += part
        if len(body) > MOST_BYTES:
            raise Refused(
                DoorCode.BODY_TOO_LARGE,
                f"the body is longer than {MOST_BYTES:,} bytes",
                remedy="ask one text at a time; `clew resolve --batch` takes many",
                field="body",
            )
        if not message.get("more_body"):
            return body


def fault() -> Problem:
    """What is told of a fault of ours: nothing of its inside."""
    return problem(
        DoorCode.INTERNAL_FAULT,
        "this is a fault of Clew",
        remedy="the server's log says more; please report it",
    )


def _head(status: int, body: bytes) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-type", b"application/json" if status == HTTPStatus.OK else _PROBLEM),
        (b"content-length", b"%d" % len(body)),
        *_MORE.get(status, ()),
    ]


_PROBLEM = MEDIA_TYPE.encode()
_MORE: Mapping[int, tuple[tuple[bytes, bytes], ...]] = {
    # status -> the headers that go with it
    HTTPStatus.UNAUTHORIZED: ((b"www-authenticate", b"Bearer"),),
    HTTPStatus.METHOD_NOT_ALLOWED: ((b"allow", b"POST"),),
    HTTPStatus.REQUEST_TIMEOUT: ((b"connection", b"close"),),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ((b"connection", b"close"),),
    HTTPStatus.SERVICE_UNAVAILABLE: ((b"retry-after", b"%d" % RETRY_S),),
}
