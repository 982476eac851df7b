"""Players in processes of their own, since one process may hold 20,000 open files only."""

from __future__ import annotations

import gc
import multiprocessing
import resource
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from http_load.asks import Ask
from http_load.client import Client, Heard

PROCESSES = 2
_FORK = multiprocessing.get_context("fork")


class Told(NamedTuple):
    """What all players were told.

    Attributes:
        counts: (kind, what came of it) -> how often.
        errors: what went wrong on a connection -> how often.
        exact_s: seconds of each answer to a text that a clue has, as the players have them.
        other_s: seconds of each other answer.
        ended: `perf_counter` at the last answer.
    """

    counts: Counter[tuple[str, str]]
    errors: Counter[str]
    exact_s: NDArray[np.float64]
    other_s: NDArray[np.float64]
    ended: float

    @property
    def answers(self) -> int:
        """How many were answered."""
        return self.counts.total()

    @property
    def wrong(self) -> list[str]:
        """What was answered wrongly, or refused."""
        bad = ("wrong", "refused")
        return [f"{n} x {how}" for (_, how), n in self.counts.items() if how.startswith(bad)]

    @property
    def faults(self) -> str:
        """What must not be, in words; "0 errors, 0 wrong" where there is none."""
        wrong = sum(int(one.partition(" ")[0]) for one in self.wrong)
        told = f"{self.errors.total()} errors, {wrong} wrong"
        return "; ".join([told, *map(str, self.errors.items()), *self.wrong[:5]])


class Party:
    """The processes of the players of one server."""

    def __init__(self, members: Sequence[tuple[BaseProcess, Connection]]) -> None:
        self._members = members

    def fresh(self) -> Told:
        """Every line is in use again, also where a server has closed some that waited."""
        return self._all("fresh")

    def loop(self, count: int) -> Told:
        """Each line asks again at once; `count` asks in all."""
        return self._all("loop", count // len(self._members))

    def burst(self, at: float, asks: str = "asks") -> Told:
        """Each line asks once, all at `at`, seconds of `perf_counter`."""
        return self._all("burst", at, asks=asks)

    def paced(self, until: float, think_s: tuple[float, float], *, steady: bool = False) -> Told:
        """Each line asks now and then until `until`, seconds of `perf_counter`."""
        self.begin_paced(until, think_s, steady=steady)
        return self.heard()

    def begin_paced(self, until: float, think_s: tuple[float, float], *, steady: bool) -> None:
        """The same, without waiting for its end; `heard` does."""
        self._begin("paced", until, think_s, steady=steady)

    def heard(self) -> Told:
        """What the players were told; waits until they are done."""
        all_heard: list[Heard] = [link.recv() for _, link in self._members]
        return Told(
            sum((one.counts for one in all_heard), Counter()),
            sum((one.errors for one in all_heard), Counter()),
            np.concatenate([np.asarray(one.exact_s) for one in all_heard]),
            np.concatenate([np.asarray(one.other_s) for one in all_heard]),
            max(one.ended[0] for one in all_heard),
        )

    def _all(self, way: str, *how: Any, asks: str = "asks") -> Told:
        self._begin(way, *how, asks=asks)
        return self.heard()

    def _begin(self, way: str, *how: Any, asks: str = "asks", **more: Any) -> None:
        for _, link in self._members:
            link.send((way, asks, how, more))


@contextmanager
def party(
    address: tuple[str, int],
    lines: int,
    asks: Mapping[str, Sequence[Ask]],
    processes: int = PROCESSES,
) -> Iterator[Party]:
    """Players with `lines` open lines in all, until the block ends.

    `asks` are the lists that they may ask from, by name; each process takes its share of each.
    """
    members = []
    for number in range(processes):
        ours, theirs = _FORK.Pipe()
        share = {name: some[number::processes] or some for name, some in asks.items()}
        count = lines // processes + (number < lines % processes)
        how = (theirs, address, f"127.0.0.{2 + number}", count, share, number)
        process = _FORK.Process(target=_members, args=how, daemon=True)
        process.start()
        theirs.close()
        members.append((process, ours))
    try:
        for _, link in members:
            link.recv()  # its lines are open
        yield Party(members)
    finally:
        # A closed pipe would not tell them: a process that was started later holds it too.
        for process, link in members:
            link.send(None)
            process.join(10)
            process.kill()
            link.close()


def _members(
    link: Connection,
    address: tuple[str, int],
    source: str,
    lines: int,
    asks: Mapping[str, Sequence[Ask]],
    seed: int,
) -> None:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # Nothing here goes in circles, and a collection would look like a slow server.
    gc.disable()
    first = next(iter(asks.values()))[0]
    client = Client(address, source, lines, first, seed)
    link.send(None)
    while (told := link.recv()) is not None:
        way, name, how, more = told
        link.send(getattr(client, way)(asks[name], *how, **more))
    client.close()
