"""A child process that writes one clue and is killed at the n-th call that it makes to a store."""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from clew.testing.builders import lettered_house
from clew.wiring.house import House

PORTS = ("clues", "exact", "tombstones", "static", "plans", "attempt_book")
NEVER = -1

Write = Callable[[House], Awaitable[object]]


class Fuse:
    """Counts calls, and kills the process before or after the one at which it is set."""

    def __init__(self, at: int, *, after: bool) -> None:
        self._at = at
        self._after = after
        self.calls = 0

    def around(self, port: object) -> Counted:
        """The same port, counted."""
        return Counted(port, self)

    def before(self) -> int:
        """Counts a call; its number, from 0."""
        number, self.calls = self.calls, self.calls + 1
        if number == self._at and not self._after:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    def after(self, number: int) -> None:
        """The call of that number has returned."""
        if number == self._at and self._after:
            os.kill(os.getpid(), signal.SIGKILL)


class Counted:
    """A port that lights the fuse with each awaited call."""

    def __init__(self, port: object, fuse: Fuse) -> None:
        self._port = port
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        if not inspect.iscoroutinefunction(method):
            return method

        async def counted(*args: object, **how: object) -> object:
            number = self._fuse.before()
            answer = await method(*args, **how)
            self._fuse.after(number)
            return answer

        return counted


def run_in_child(home: Path, write: Write, at: int, *, after: bool) -> int | None:
    """Forks, writes and waits; how many calls the write made, None where it was killed."""
    heard, said = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads that sleep hold no lock here
        child = os.fork()
    if child == 0:
        status = 70
        try:
            os.write(said, str(asyncio.run(_write(home, write, at, after=after))).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(said)
    with os.fdopen(heard, "rb") as stream:
        calls = stream.read()
    _, ended = os.waitpid(child, 0)
    status = os.waitstatus_to_exitcode(ended)
    assert status in {0, -signal.SIGKILL}, status
    return int(calls) if status == 0 else None


async def _write(home: Path, write: Write, at: int, *, after: bool) -> int:
    house = lettered_house(home, exact_map_gib=1)
    fuse = Fuse(at, after=after)
    for name in PORTS:
        house.__dict__[name] = fuse.around(getattr(house, name))
    await write(house)
    return fuse.calls
