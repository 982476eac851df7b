"""One open connection of one player, no more than bytes: the load must not be the measured."""

from __future__ import annotations

import re
import socket
from time import perf_counter
from typing import NamedTuple

from http_load.asks import Ask

_HEAD = re.compile(
    rb"HTTP/1\.1 (\d{3}).*?\r\ncontent-length: *(\d+)\r\n.*?\r\n\r\n", re.IGNORECASE | re.DOTALL
)
_MOST = 65_536
_PORT_AT_CONNECT = 24
"""IP_BIND_ADDRESS_NO_PORT of Linux: the port is chosen when it is known where it leads, so that
each source address has all ports."""


class Answer(NamedTuple):
    """An answer.

    Attributes:
        seconds: from before the request was sent until the last byte was read.
    """

    status: int
    body: bytes
    seconds: float


class Line:
    """A connection on which at most one request waits for its answer.

    Attributes:
        due: when something is to be sent again, seconds of `perf_counter`.
    """

    __slots__ = ("_address", "_begun", "_source", "ask", "due", "sent", "socket")

    def __init__(self, address: tuple[str, int], source: str) -> None:
        """`source` is an address of this machine; each has some 28,000 ports."""
        self._address = address
        self._source = source
        self._begun = b""
        self.ask: Ask | None = None
        self.due = self.sent = 0.0
        self.socket = self._connected()

    def again(self) -> None:
        """Closes the connection and opens another."""
        self.close()
        self.ask = None
        self._begun = b""
        self.socket = self._connected()

    def send(self, ask: Ask) -> None:
        """Sends a request; raises `OSError`."""
        self.ask = ask
        self.sent = perf_counter()
        if self.socket.send(ask.request) != len(ask.request):
            raise BlockingIOError("the request was not taken whole")

    def read(self) -> Answer | None:
        """The answer once it is whole; raises `OSError`, also where the server closes."""
        part = self.socket.recv(_MOST)
        if not part:
            raise ConnectionResetError("closed by the server")
        self._begun += part
        head = _HEAD.match(self._begun)
        if head is None or len(self._begun) < head.end() + int(head[2]):
            return None
        body = self._begun[head.end() :]
        self._begun = b""
        return Answer(int(head[1]), body, perf_counter() - self.sent)

    def close(self) -> None:
        """Closes the connection."""
        self.socket.close()

    def _connected(self) -> socket.socket:
        made = socket.socket()
        made.settimeout(30)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        made.setsockopt(socket.IPPROTO_IP, _PORT_AT_CONNECT, 1)
        made.bind((self._source, 0))
        made.connect(self._address)
        made.setblocking(False)
        return made
