"""Starting what is measured: Clew, the servers that do less, and nginx, each of two processes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from http_load.homes import Home
from http_load.processes import children

WORKERS = 2
BEGIN_S = 60.0
"""How long a server may take to answer, seconds."""
FOLDER = Path(__file__).parents[1]
CLEW = (sys.executable, "-P", "-c", "from clew.cli.main import main; main()")
NGINX = """
daemon off;
worker_processes {workers};
worker_rlimit_nofile 20000;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
events {{ worker_connections 16384; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  keepalive_requests 1000000000;
  keepalive_timeout 3600s;
  server {{
    listen 127.0.0.1:{port} reuseport backlog=16384;
    default_type application/json;
    location / {{ return 200 '{answer}'; }}
  }}
}}
"""


class Server(NamedTuple):
    """A server that answers.

    Attributes:
        pid: of the process that was started; its workers are its children.
        began_s: seconds from its start until it took a connection.
    """

    name: str
    address: tuple[str, int]
    pid: int
    began_s: float

    @property
    def workers(self) -> list[int]:
        """The processes that answer, without the one that Python keeps for shared names."""
        return [pid for pid in children(self.pid) if b"resource_tracker" not in _command(pid)]


@contextmanager
def clew(home: Home, workers: int = WORKERS, **settings: str) -> Iterator[Server]:
    """`clew serve` over a home, until the block ends."""
    command = [*CLEW, "--home", str(home.folder), "serve", "--json", "--port", "0"]
    environment = {**home.environment, **settings}
    since = time.perf_counter()
    with _process([*command, "--workers", str(workers)], environment) as process:
        assert process.stdout is not None
        printed = json.loads(process.stdout.readline())
        port = int(printed["address"].rpartition(":")[2])
        began_s = time.perf_counter() - since
        yield Server("Clew", ("127.0.0.1", port), process.pid, began_s)


@contextmanager
def ground(
    kind: str, answer: bytes, home: Home | None = None, workers: int = WORKERS
) -> Iterator[Server]:
    """A server of `http_load.grounds`, until the block ends."""
    with tempfile.TemporaryDirectory() as folder, _port() as port:
        file = Path(folder) / "answer"
        file.write_bytes(answer)
        command = [sys.executable, "-m", "http_load.grounds", kind, "--port", str(port)]
        command += ["--workers", str(workers), "--answer", str(file)]
        command += ["--home", str(home.folder)] if home else []
        paths = os.pathsep.join([str(FOLDER), os.environ.get("PYTHONPATH", "")])
        environment = {**(home.environment if home else {}), "PYTHONPATH": paths}
        since = time.perf_counter()
        with _process(command, environment) as process:
            yield _listening(kind, port, process, since)


@contextmanager
def nginx(answer: bytes, workers: int = WORKERS) -> Iterator[Server | None]:
    """Nginx with one answer, in a folder of its own, until the block ends; None if it is absent."""
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder, _port() as port:
        # A quote or a dollar would mean something there; the answer's length is what counts.
        told = answer.decode().translate({ord(one): " " for one in "'$\\"})
        file = Path(folder) / "nginx.conf"
        file.write_text(NGINX.format(workers=workers, folder=folder, port=port, answer=told))
        since = time.perf_counter()
        with _process([program, "-p", folder, "-c", str(file)], {}) as process:
            yield _listening("nginx", port, process, since)


@contextmanager
def _process(
    command: Sequence[str], environment: Mapping[str, str]
) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(  # noqa: S603 - our own servers
        command, stdout=subprocess.PIPE, env={**os.environ, **environment}, text=True
    ) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            finally:
                process.kill()


@contextmanager
def _port() -> Iterator[int]:
    """A port that stays ours while servers that share it listen there."""
    with closing(socket.socket()) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def _listening(name: str, port: int, process: subprocess.Popen[str], since: float) -> Server:
    """The server, once all of its workers listen."""
    ends = since + BEGIN_S
    address = ("127.0.0.1", port)
    while True:
        try:
            socket.create_connection(address, timeout=1).close()
            return Server(name, address, process.pid, time.perf_counter() - since)
        except OSError:
            assert process.poll() is None, f"{name} ended"
            assert time.perf_counter() < ends, f"{name} does not answer"
            time.sleep(0.01)


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
