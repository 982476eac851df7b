"""Granian's server with the parts that it leaves to chance: one queue, patient restarts, a drain.

Its own way opens a socket a worker, so a worker that ends takes the connections with it that wait
in its queue; and two deaths of a worker within seconds end the whole service.
"""

from __future__ import annotations

import ctypes
import logging
import socket
import struct
from collections.abc import Callable
from time import monotonic, sleep
from typing import Any

from granian._granian import SocketHolder
from granian.server.mp import MPServer

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 5.0
"""How long a worker that died stays away, seconds: twice as long each time, up to the second."""
STEADY_S = 10.0
"""Seconds that a worker must have lived for its death to count as the first again."""
HOPELESS = 5
"""Deaths in a row, each before anything was answered, after which the service ends."""
EMPTY_S = 2.0
"""How long the queue may take to be emptied at the end, seconds."""

_log = logging.getLogger("clew.http")
_SO_ATTACH_FILTER = 26
"""Linux, socket(7): lets through to a socket what a classic BPF program says, here nothing."""
_NOTHING = struct.pack("HBBI", 0x06, 0, 0, 0)
_TCP_INFO_BYTES, _WAITING = 104, 24
"""Linux, tcp(7): of a listening socket `tcpi_unacked` is how many wait to be accepted."""


class Supervisor(MPServer):
    """Keeps workers that all accept from one listening socket."""

    def __init__(
        self, listener: socket.socket, answering: Callable[[], bool], *, backlog: int, **more: Any
    ) -> None:
        """`answering` says whether any worker has ever answered; `more` is for Granian."""
        super().__init__("clew", backlog=backlog, **more)
        self._listener = listener
        self._answering = answering
        self._deaths = 0
        self._last_death = 0.0

    def _init_shared_socket(self) -> None:
        # The vendor's types leave out what its sockets are made of, and what may stand here.
        holder: Any = SocketHolder
        number = self._listener.fileno()
        vars(self).update(_shd=holder(number, False, self.backlog), _sfd=number, _sso=None)

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
        admit_nobody(self._listener)
        until = monotonic() + EMPTY_S
        while waiting(self._listener) and monotonic() < until:
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
