"""What the server calls (RSGI): the lookup in front, everything else behind it.

`POST /v1/resolve` is answered here, without the framework that serves the rest: that costs more
than the lookup itself.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Mapping
from http import HTTPStatus
from time import perf_counter
from typing import NoReturn, Protocol

from clew.errors import ClewError
from clew.http.behind import Application, pass_on
from clew.http.body import BODY_S, none_of_it, whole
from clew.http.patience import Patience
from clew.http.problems import MEDIA_TYPE, RETRY_S, DoorCode, Problem, Refused, problem
from clew.http.resolve_door import MOST_BYTES, ResolveDoor
from clew.http.wire import Head, Headers, Line, Scope

PATH = "/v1/resolve"
PARTING_S = 0.5
"""Seconds, at the end, in which every answer says that its connection closes: so a client that goes
on asking asks elsewhere, instead of on a connection that is being closed under it."""

_log = logging.getLogger("clew.http")

Answered = Callable[[str, str, int, float], object]
"""Hears of an answer: method, route, status, seconds."""


class Life(Protocol):
    """What begins and ends with a worker."""

    async def begin(self) -> tuple[ResolveDoor, Application]:
        """Opens the house; gives the door in front and what answers everything else."""
        ...

    async def end(self) -> None:
        """Closes the house."""
        ...


class Front:
    """The RSGI application of one worker."""

    def __init__(self, life: Life, answered: Answered | None = None) -> None:
        """`answered` hears of each answer of the front; what stands behind it tells its own."""
        self._life = life
        self._answered = answered
        self._patience = Patience(BODY_S)
        self._parting: Head = ()
        self._watch: asyncio.Task[None]
        self._door: ResolveDoor
        self._rest: Application

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begins the worker's life, before it listens; ends the process where it cannot begin."""
        try:
            self._door, self._rest = loop.run_until_complete(self._life.begin())
        except ClewError as error:
            _log.error("the worker cannot begin: %s", error)
            sys.exit(1)
        self._watch = loop.create_task(self._patience.watch(), name="clew: slow bodies")
        loop.add_signal_handler(signal.SIGTERM, self._part, loop)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Ends it, when every request is answered."""
        self._watch.cancel()
        loop.run_until_complete(self._life.end())

    def _part(self, loop: asyncio.AbstractEventLoop) -> None:
        self._parting = [("connection", "close")]
        # By the other signal the server ends: it closes what is idle, and answers the rest.
        loop.call_later(PARTING_S, os.kill, os.getpid(), signal.SIGINT)

    async def __call__(self, scope: Scope, line: Line) -> None:
        """Answers one request."""
        if scope.path != PATH:
            await pass_on(self._rest, scope, line, more=self._parting)
        elif self._answered is None:
            await self._resolve(scope, line)
        else:
            since = perf_counter()
            status = await self._resolve(scope, line)
            self._answered(scope.method, PATH, status, perf_counter() - since)

    async def _resolve(self, scope: Scope, line: Line) -> int:
        headers = scope.headers
        try:
            if scope.method != "POST":
                await self._wrong_method(headers, line)
            body = await whole(headers, line, self._patience, most=MOST_BYTES)
            status, told = await self._door.handle(body, headers)
        except Refused as refused:
            status, told = self._door.refuse(refused.problem)
        except Exception:  # noqa: BLE001 - a fault of ours is answered, and logged, never shown
            _log.exception("a resolve failed")
            status, told = self._door.refuse(fault())
        head = _HEADS.get(status, _PROBLEM)
        line.response_bytes(status, [*head, *self._parting] if self._parting else head, told)
        return status

    async def _wrong_method(self, headers: Headers, line: Line) -> NoReturn:
        await none_of_it(headers, line, self._patience)
        raise Refused(
            DoorCode.METHOD_NOT_ALLOWED,
            f"{PATH} takes POST",
            remedy='POST {"campaign": ..., "text": ...}',
        )


def fault() -> Problem:
    """What is told of a fault of ours: nothing of its inside."""
    return problem(
        DoorCode.INTERNAL_FAULT,
        "this is a fault of Clew",
        remedy="the server's log says more; please report it",
    )


_PROBLEM: Head = [("content-type", MEDIA_TYPE)]
_HEADS: Mapping[int, Head] = {
    # status -> the headers that go with it, where they are not those of every problem
    HTTPStatus.OK: [("content-type", "application/json")],
    HTTPStatus.UNAUTHORIZED: [*_PROBLEM, ("www-authenticate", "Bearer")],
    HTTPStatus.METHOD_NOT_ALLOWED: [*_PROBLEM, ("allow", "POST")],
    HTTPStatus.REQUEST_TIMEOUT: [*_PROBLEM, ("connection", "close")],
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: [*_PROBLEM, ("connection", "close")],
    HTTPStatus.TOO_MANY_REQUESTS: [*_PROBLEM, ("retry-after", str(RETRY_S))],
    HTTPStatus.SERVICE_UNAVAILABLE: [*_PROBLEM, ("retry-after", str(RETRY_S))],
}
