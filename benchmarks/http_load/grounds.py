"""Servers that do less, or the same by other means, on the server and with the settings of Clew.

    python -m http_load.grounds asgi|rsgi|litestar --port N --answer FILE [--home DIR]

`asgi` and `rsgi` read the body and give one answer to everything; `litestar` is the lookup of Clew
behind a typed handler of the framework, without what the door adds.
"""

from __future__ import annotations

import argparse
import gc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from litestar import Litestar, post

from clew.clues.model import NO_CONTEXT, Context, Query, Resolution
from clew.http.ask import Ask
from clew.http.server import BACKLOG, BACKPRESSURE, BUFFER_BYTES
from clew.settings import Settings, load
from clew.wiring.house import House

_HEAD = (("content-type", "application/json"),)


class ConstantAsgi:
    """Reads a body, as ASGI has it, and gives one answer."""

    def __init__(self, answer: bytes) -> None:
        head = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(answer))]
        self._start = {"type": "http.response.start", "status": 200, "headers": head}
        self._body = {"type": "http.response.body", "body": answer}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers a request, or lives through the worker's lifespan."""
        if scope["type"] == "lifespan":
            await receive()
            _settled()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body, more = b"", True
        while more:
            message = await receive()
            body += message["body"]
            more = message["more_body"]
        await send(self._start)
        await send(self._body)


class ConstantRsgi:
    """Reads a body, as RSGI has it, and gives one answer."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._head = [*_HEAD]

    def __rsgi_init__(self, _loop: Any) -> None:
        """Begins as the door does."""
        _settled()

    async def __rsgi__(self, _scope: Any, protocol: Any) -> None:
        """Answers a request."""
        await protocol()
        protocol.response_bytes(200, self._head, self._answer)


def typed_litestar(home: Path) -> Litestar:
    """The lookup behind a typed handler: the same checks of the body, the same resolver."""
    house = House(load(home))

    @post("/v1/resolve", status_code=200)
    async def resolve(data: Ask) -> Resolution:
        """Answers as the door does, but counts nothing."""
        given = data.context
        context = NO_CONTEXT if given is None else Context(given.lang, given.venue, given.level)
        return await house.resolver.resolve(Query(data.text, data.campaign, context))

    async def begin() -> None:
        house.prepare()
        _settled()

    return Litestar([resolve], on_startup=[begin], openapi_config=None, logging_config=None)


def _settled() -> None:
    """What Clew's worker does once everything stands."""
    gc.collect()
    gc.freeze()


def _made(target: Callable[[], Any]) -> Any:
    return target()


def main() -> None:
    """Serves until SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("asgi", "rsgi", "litestar"))
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--answer", type=Path)
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    target: Callable[[], Any]
    if given.kind == "litestar":
        target = partial(typed_litestar, given.home)
    else:
        maker = ConstantAsgi if given.kind == "asgi" else ConstantRsgi
        target = partial(maker, given.answer.read_bytes())
    Granian(
        "clew",
        port=given.port,
        interface=Interfaces.RSGI if given.kind == "rsgi" else Interfaces.ASGI,
        workers=given.workers,
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        backpressure=BACKPRESSURE,
        http1_settings=HTTP1Settings(
            header_read_timeout=Settings().idle_s * 1000, max_buffer_size=BUFFER_BYTES
        ),
        log_level=LogLevels.error,
    ).serve(target_loader=partial(_made, target), wrap_loader=False)


if __name__ == "__main__":
    main()
