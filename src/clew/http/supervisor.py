"""Granian's server with the parts that it leaves to chance: queues, patient restarts, a drain.

Left to itself each worker opens its socket, so one that ends takes the connections with it that
wait in its queue; and two deaths of a worker within seconds end the whole service.
"""

from __future__ import annotations

import ctypes
import logging
import socket
import struct
from collections.abc import Callable, Sequence
from time import monotonic, sleep
from typing import Any

from granian._granian import SocketHolder
from granian.server.mp import MPServer

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 1.0
"""How long a worker that died stays away, seconds: twice as long each time, up to the second. Who
waits in its queue waits for it."""
STEADY_S = 10.0
"""Seconds that a worker must have lived for its death to count as the first again."""
HOPELESS = 5
"""Deaths in a row, each before anything was answered, after which the service ends."""
EMPTY_S = 2.0
"""How long the queues may take to be emptied at the end, seconds."""

_log = logging.getLogger("clew.http")
_SO_ATTACH_FILTER = 26
"""Linux, socket(7): lets through to a socket what a classic BPF program says, here nothing."""
_NOTHING = struct.pack("HBBI", 0x06, 0, 0, 0)
_TCP_INFO_BYTES, _WAITING = 104, 24
"""Linux, tcp(7): of a listening socket `tcpi_unacked` is how many wait to be accepted."""


class Supervisor(MPServer):
    """Keeps workers, each of which accepts from a socket of its own that outlives it."""

    def __init__(
        self,
        listeners: Sequence[socket.socket],
        answering: Callable[[], bool],
        *,
        backlog: int,
        **more: Any,
    ) -> None:
        """`listeners` has one a worker; `answering` says whether any has ever answered.

        `more` is for Granian.
        """
        super().__init__("clew", backlog=backlog, workers=len(listeners), **more)
        self._listeners = listeners
        self._answering = answering
        self._deaths = 0
        self._last_death = 0.0

    def _init_shared_socket(self) -> None:
        """The sockets are there already."""
        vars(self).update(_sso=None)

    def _spawn_worker(
        self, idx: int, target: Any, callback_loader: Any, socket_loader: Any = None
    ) -> Any:
        del socket_loader  # its other servers', which have none of these sockets
        # The vendor's types leave out what its sockets are made of, and what may stand here.
        holder: Any = SocketHolder
        not_unix = False
        held = holder(self._listeners[idx].fileno(), not_unix, self.backlog)
        vars(self).update(_ssp=None, _shd=held)
        spawn: Callable[..., Any] = super()._spawn_worker
        return spawn(idx=idx, target=target, callback_loader=callback_loader)

    def _respawn_workers(
        self, workers: list[int], spawn_target: Any, target_loader: Any, delay: float = 0
    ) -> None:
        now = monotonic()
        self._deaths = 1 if now - self._last_death > STEADY_S else self._deaths + 1
        self._last_death = now
        if self._deaths >= HOPELESS and not self._answering():
            self.interrupt_children.extend(workers)
            self.interrupt_signal = True
            self.main_loop_interrupt.set()
            _log.error("no worker gets as far as answering; see what they wrote")
            return
        pause = min(FIRST_PAUSE_S * 2 ** (self._deaths - 1), LONGEST_PAUSE_S)
        # The signal to end wakes this; another death does too, and is looked at right afterwards.
        self.main_loop_interrupt.wait(pause)
        if not self.interrupt_signal:
            super()._respawn_workers(workers, spawn_target, target_loader, delay)
        # Otherwise Granian takes a second death within 5.5 seconds for a reason to end.
        self.respawned_wrks.clear()

    def _stop_workers(self) -> None:
        """Lets the workers take in what waits, then has them answer it and end."""
        for listener in self._listeners:
            admit_nobody(listener)
        until = monotonic() + EMPTY_S
        while any(map(waiting, self._listeners)) and monotonic() < until:
            sleep(0.01)
        stop: Callable[[], None] = super()._stop_workers
        stop()


def admit_nobody(listener: socket.socket) -> None:
    """Lets nobody else into the queue; who is in it stays. Closing it would reset them."""
    program = ctypes.create_string_buffer(_NOTHING, len(_NOTHING))
    listener.setsockopt(
        socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HP", 1, ctypes.addressof(program))
    )


def waiting(listener: socket.socket) -> int:
    """How many connections wait to be accepted."""
    told = listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
    (count,) = struct.unpack_from("I", told, _WAITING)
    return int(count)
