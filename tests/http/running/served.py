"""A server in a process of its own, for the tests of the door."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

CLEW = (sys.executable, "-P", "-c", "from clew.cli.main import main; main()")
ENVIRONMENT = {**os.environ, "PYTHONUTF8": "1"}


class Told(NamedTuple):
    """An answer of the server."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Service:
    """A server in a process of its own, and a client that opens a connection a request."""

    def __init__(self, process: subprocess.Popen[str], host: str, port: int, printed: Any) -> None:
        self.process = process
        self.host = host
        self.port = port
        self.printed = printed

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def connection(self) -> HTTPConnection:
        return HTTPConnection(self.host, self.port, timeout=30)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Any = None,
        key: str | None = None,
        **more: str,
    ) -> Told:
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        headers = {"content-type": "application/json"} if content is not None else {}
        headers |= more
        if key is not None:
            headers["authorization"] = f"Bearer {key}"
        connection = self.connection()
        try:
            # Who refuses a body may have closed before it was all sent; the answer is there then.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, path, content, headers)
            answer = connection.getresponse()
            head = {name.lower(): value for name, value in answer.getheaders()}
            return Told(answer.status, head, answer.read())
        finally:
            connection.close()

    def resolve(self, text: str, **more: Any) -> Told:
        return self.ask("POST", "/v1/resolve", {"campaign": "demo", "text": text, **more})

    def workers(self) -> list[int]:
        """The process ids of its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(one) for one in children.read_text().split()]

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


@contextmanager
def serving(
    home: Path, *words: str, workers: int = 2, vectors: bool = True, **settings: str
) -> Iterator[Service]:
    """A server over a home, until the block ends; without vectors it begins seconds earlier."""
    if not vectors:
        settings["CLEW_VECTOR_URL"] = "none:"
    command = [*CLEW, "--home", str(home), "serve", "--json", "--port", "0"]
    process = subprocess.Popen(
        [*command, "--workers", str(workers), *words],
        stdout=subprocess.PIPE,
        env={**ENVIRONMENT, **settings},
        text=True,
    )
    try:
        assert process.stdout is not None
        printed = json.loads(process.stdout.readline())
        match = re.fullmatch(r"http://(.+):(\d+)", printed["address"])
        assert match is not None
        yield Service(process, match[1], int(match[2]), printed)
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=60)
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def counted(service: Service) -> dict[str, float]:
    """Every series of /metrics."""
    told = service.ask("GET", "/metrics")
    assert told.status == 200
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = [line for line in told.body.decode().splitlines() if not line.startswith("#")]
    return {series: float(value) for series, _, value in (one.rpartition(" ") for one in lines)}


def until(true: Callable[[], bool], within_s: float = 30) -> None:
    """Returns once it holds; fails where it does not come to hold."""
    ends = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.02)


def clew(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Runs a command of the command line over a home."""
    return subprocess.run(
        [*CLEW, "--home", str(home), *words],
        env=ENVIRONMENT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
