"""`clew demo --serve`: its tables, then the address, for as long as somebody looks."""

from __future__ import annotations

import os
import pty
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from served import CLEW, ENVIRONMENT, until

ADDRESS = re.compile(r"Clew is at http://(127\.0\.0\.1:\d+)\s")
ASKED = re.compile(r"Asked there: Gate 12: found, demo-mall/1/\d+/\d+ ")


class Terminal:
    """A command that runs at a terminal of its own."""

    def __init__(self, *words: str) -> None:
        self._ours, its = pty.openpty()
        os.set_blocking(self._ours, False)
        self._printed = b""
        # A session of its own, so that Ctrl-C reaches the command and its workers alone.
        self.process = subprocess.Popen(
            [*CLEW, *words], stdout=its, stderr=its, env=ENVIRONMENT, start_new_session=True
        )
        os.close(its)

    def printed(self) -> str:
        """All that it has printed so far."""
        # The end of a terminal that nobody writes to any more is an error.
        with suppress(BlockingIOError, OSError):
            while part := os.read(self._ours, 65_536):
                self._printed += part
        return self._printed.decode()

    def press_ctrl_c(self) -> None:
        """What the terminal does to everything that runs in front."""
        os.killpg(self.process.pid, signal.SIGINT)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        os.close(self._ours)


def _bound(held: socket.socket, port: int) -> bool:
    try:
        held.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


@contextmanager
def taken(port: int) -> Iterator[None]:
    """Somebody listens at a port: this test, unless another one does, and goes on doing so."""
    with closing(socket.socket()) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(AssertionError):
            until(lambda: _bound(held, port), within_s=10)
            held.listen()
        yield


def page(address: str) -> int:
    connection = HTTPConnection(address, timeout=30)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    finally:
        connection.close()


def test_at_a_terminal_until_ctrl_c(mall: Path) -> None:
    """It prints tables, address and an answer, serves the page, and ends with Ctrl-C and 0."""
    with closing(Terminal("--home", str(mall), "demo", "--serve")) as terminal:
        until(lambda: ASKED.search(terminal.printed()) is not None, within_s=120)
        told = ADDRESS.search(terminal.printed())
        assert told is not None
        assert "until Ctrl-C" in terminal.printed()
        assert " ambiguous " in terminal.printed()[: told.start()]
        assert page(told[1]) == 200
        terminal.press_ctrl_c()
        assert terminal.process.wait(timeout=60) == 0
        assert "Traceback" not in terminal.printed()


def test_where_nobody_looks_it_ends(mall: Path) -> None:
    """Without a terminal it prints the same, says that 8000 is taken, and ends by itself with 0."""
    words = (*CLEW, "--home", str(mall), "demo", "--serve", "--for", "2")
    with taken(8000):
        done = subprocess.run(words, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert "port 8000 of 127.0.0.1 is in use; another one is taken" in done.stderr
    told = ADDRESS.search(done.stdout)
    assert told is not None
    assert not told[1].endswith(":8000")
    assert ASKED.search(done.stdout)
    with pytest.raises(ConnectionRefusedError):
        page(told[1])


def test_a_minute_is_the_default_there(mall: Path) -> None:
    """Without a terminal and without --for it says that it goes on for a minute."""
    words = (*CLEW, "--home", str(mall), "demo", "--serve")
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=ENVIRONMENT, text=True) as demo:
        assert demo.stdout is not None
        assert any("for 60 s" in line for line in demo.stdout)
        demo.send_signal(signal.SIGTERM)
        demo.stdout.read()
    assert demo.returncode == 0
