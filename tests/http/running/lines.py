"""Connections that stay open to a known worker each: who serves one is told by the kernel."""

from __future__ import annotations

import json
from collections import defaultdict
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

from served import Service


class Answer(NamedTuple):
    """What was answered on a line."""

    status: int
    json: Any


class Line:
    """A connection that stays open, always to the same worker.

    Attributes:
        worker: the process id of the worker.
    """

    def __init__(self, service: Service, key: str) -> None:
        self._connection = service.connection()
        self._headers = {"content-type": "application/json", "authorization": f"Bearer {key}"}
        # A connection has its worker once it is accepted, so once it was answered.
        self.ask("GET", "/healthz")
        self.worker = _worker(service, self._connection)

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        content = None if body is None else json.dumps(body)
        self._connection.request(method, path, content, self._headers)
        answer = self._connection.getresponse()
        return Answer(answer.status, json.loads(answer.read()))

    def close(self) -> None:
        self._connection.close()


def lines_to_all(service: Service, key: str, *, each: int) -> dict[int, list[Line]]:
    """So many lines to every worker, by its process id."""
    found: defaultdict[int, list[Line]] = defaultdict(list)
    workers = set(service.workers())
    for _ in range(1_000):
        line = Line(service, key)
        if len(found[line.worker]) < each:
            found[line.worker].append(line)
        else:
            line.close()
        if set(found) == workers and all(len(some) == each for some in found.values()):
            return dict(found)
    raise AssertionError(f"after 1,000 connections only {found}")


def _worker(service: Service, connection: HTTPConnection) -> int:
    assert connection.sock is not None
    mine: int = connection.sock.getsockname()[1]
    socket = f"socket:[{_inode(service.port, mine)}]"
    for worker in service.workers():
        for file in Path(f"/proc/{worker}/fd").iterdir():
            with suppress(FileNotFoundError):
                if str(file.readlink()) == socket:
                    return worker
    raise AssertionError(f"no worker holds {socket}")


def _inode(local: int, remote: int) -> str:
    """Of the service's end of a connection; columns as proc(5) has them."""
    for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]:
        cells = line.split()
        ports = tuple(int(cells[at].rpartition(":")[2], 16) for at in (1, 2))
        if ports == (local, remote):
            return cells[9]
    raise AssertionError(f"no connection of port {remote}")
