"""Granian: the sockets, the workers and their limits."""

from __future__ import annotations

import asyncio
import errno
import multiprocessing
import socket
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial
from mmap import mmap
from threading import Thread
from time import monotonic, sleep

import msgspec
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels

from clew.errors import Code, InputRefused
from clew.http.board import new_board
from clew.http.entry import open_to_all
from clew.http.keys import KeyFile
from clew.http.limits import new_limits
from clew.http.supervisor import Supervisor
from clew.http.worker import front
from clew.settings import Configuration
from clew.wiring.house import House

BACKLOG = 16_384
"""Connections that may wait for a worker. Measured: 15,000 players who send at once."""
BACKPRESSURE = 20_000
"""Connections that a worker holds. Measured: 22,000 phones on two workers, 20 KB each in use."""
BUFFER_BYTES = 64 * 1024
"""The longest head of a request, bytes; the body is bounded where it is read."""
DRAIN_S = 30
"""How long a worker may go on answering what it has accepted, seconds; then it is killed."""
ANSWERING_S = 60.0
"""How long the first worker may take to begin, seconds, before nothing is said any more."""


class Started(msgspec.Struct, frozen=True):
    """A service that answers.

    Attributes:
        open_to_all: whether asking needs no key.
        admin_key: the key that was made because there was none; it is never told again.
    """

    address: str
    workers: int
    open_to_all: bool
    admin_key: str | None


def serve(
    configuration: Configuration,
    *,
    host: str,
    port: int,
    workers: int,
    announce: Callable[[Started], None],
) -> None:
    """Serves until SIGTERM or SIGINT, then answers what it has accepted and returns.

    `announce` is told once a worker answers. A worker that dies is started again.
    Raises `InputRefused` (`address_refused`) for an address that cannot be had, and
    `PartUnavailable` for a home that cannot be used.
    """
    asyncio.run(_opened(configuration))
    with ExitStack() as held:
        listeners = _listeners(host, port, workers)
        for listener in listeners:
            held.enter_context(closing(listener))
        port = listeners[0].getsockname()[1]
        run = configuration.home / "run" / f"serve-{port}"
        new_board(run)
        new_limits(run)
        # Only a fork hands sockets on.
        multiprocessing.set_start_method("fork", force=True)
        # A byte that the workers share: the first one that answers sets it.
        begun = mmap(-1, 1)
        server = Supervisor(
            listeners,
            lambda: bool(begun[0]),
            address=host,
            port=port,
            interface=Interfaces.RSGI,
            loop=Loops.asyncio,
            http=HTTPModes.http1,
            websockets=False,
            backlog=BACKLOG,
            backpressure=BACKPRESSURE,
            http1_settings=HTTP1Settings(
                header_read_timeout=configuration.settings.idle_s * 1000,
                max_buffer_size=BUFFER_BYTES,
            ),
            log_level=LogLevels.error,
            respawn_failed_workers=True,
            workers_kill_timeout=DRAIN_S,
        )
        is_open = open_to_all(configuration.settings.resolve_access, host)
        started = Started(
            f"http://{f'[{host}]' if ':' in host else host}:{port}",
            workers,
            open_to_all=is_open,
            admin_key=KeyFile(configuration.home).first(),
        )
        watch = Thread(target=_announced, args=(begun, partial(announce, started)), daemon=True)
        server.on_startup(watch.start)
        server.serve(
            target_loader=partial(front, configuration, run, begun, open_to_all=is_open),
            wrap_loader=False,
        )


async def _opened(configuration: Configuration) -> None:
    """Opens the record and closes it, so that what is wrong with the home is told before a fork."""
    house = House(configuration)
    house.prepare()
    try:
        await house.clues.campaigns()
    finally:
        await house.close()


def _listeners(host: str, port: int, count: int) -> list[socket.socket]:
    """A socket a worker, all at one address: the kernel divides who comes evenly over them.

    Here they outlive any worker, and so does who waits in them. Others could share the port unseen:
    whether somebody listens there is found out first.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listeners: list[socket.socket] = []
    try:
        with closing(socket.socket(family)) as alone:
            alone.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            alone.bind((host, port))
            port = alone.getsockname()[1]
        for _ in range(count):
            listeners.append(socket.socket(family))
            listeners[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            listeners[-1].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            listeners[-1].bind((host, port))
        for listener in listeners:
            listener.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        for listener in listeners:
            listener.close()
        raise _refused(host, port, error) from error
    return listeners


def _refused(host: str, port: int, error: OSError | OverflowError) -> InputRefused:
    number = error.errno if isinstance(error, OSError) else None
    why, remedy = {
        errno.EADDRINUSE: ("is in use", "stop what listens there, or choose another --port"),
        errno.EACCES: ("is not for this user", "choose a --port above 1023"),
    }.get(
        number or 0,
        ("cannot be had", "give an address of this machine with --host, a --port up to 65535"),
    )
    return InputRefused(Code.ADDRESS_REFUSED, f"port {port} of {host} {why}", remedy=remedy)


def _announced(begun: mmap, announce: Callable[[], None]) -> None:
    until = monotonic() + ANSWERING_S
    while monotonic() < until:
        if begun[0]:
            announce()
            return
        sleep(0.02)
