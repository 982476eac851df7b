"""One process of players: holds its lines and asks over them, in one of three ways."""

from __future__ import annotations

import random
import select
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from heapq import heapify, heappop, heappush
from itertools import count, cycle, islice
from time import perf_counter, sleep
from typing import NamedTuple

from http_load.asks import Ask, judged
from http_load.line import Line

GIVE_UP_S = 60.0
"""How long an answer may take before it counts as none, seconds."""
_AT_ONCE = 64
"""Lines that are opened before their first answers are waited for."""
_AT_A_TIME = 1024
"""Answers that are taken from the kernel at once."""


class Heard(NamedTuple):
    """What a process of players was told.

    Attributes:
        counts: (kind, what came of it) -> how often.
        errors: what went wrong on a connection -> how often.
        exact_s: seconds of each answer to a text that a clue has, as the player has them.
        other_s: seconds of each other answer.
        ended: `perf_counter` at the last answer, in a list of one.
    """

    counts: Counter[tuple[str, str]]
    errors: Counter[str]
    exact_s: array[float]
    other_s: array[float]
    ended: list[float]


class Client:
    """Lines to one server. Used in a process of its own, one way at a time."""

    def __init__(
        self, address: tuple[str, int], source: str, lines: int, first: Ask, seed: int
    ) -> None:
        """Opens the lines, and asks `first` over each: nobody connects and says nothing.

        A server may close a connection that was never used sooner than one that was.
        """
        self._chance = random.Random(seed)
        self._lines: dict[int, Line] = {}
        self._poll = select.epoll()
        self._fresh()
        for _ in range(lines):
            line = Line(address, source)
            self._watch(line)
            self._send(line, first)
            if self._waiting >= _AT_ONCE:
                self._drained(_content)
        self._drained(_content)

    def fresh(self, asks: Sequence[Ask]) -> Heard:
        """Asks once over each line; those that a server closed meanwhile are opened again."""
        for _ in range(2):
            self._fresh()
            for line in [*self._lines.values()]:
                self._send(line, asks[0])
            self._drained(_content)
        return self._heard

    def loop(self, asks: Sequence[Ask], times: int) -> Heard:
        """Asks `times` times, each line again as soon as it has its answer."""
        queue = islice(cycle(asks), times)

        def again(line: Line) -> None:
            ask = next(queue, None)
            if ask is not None:
                self._send(line, ask)

        self._fresh()
        for line in [*self._lines.values()]:
            again(line)
        return self._drained(again)

    def burst(self, asks: Sequence[Ask], at: float) -> Heard:
        """Asks once on each line, on all of them at `at`, seconds of `perf_counter`."""
        self._fresh()
        pairs = list(zip(self._lines.values(), cycle(asks)))
        sleep(max(0.0, at - perf_counter()))
        for line, ask in pairs:
            self._send(line, ask)
        return self._drained(_content)

    def paced(
        self, asks: Sequence[Ask], until: float, think_s: tuple[float, float], *, steady: bool
    ) -> Heard:
        """Asks on each line now and then, until `until`, seconds of `perf_counter`.

        A player thinks after an answer; where they are `steady` they count from when they asked,
        so that a slow server is asked no less.
        """
        self._fresh()
        queue = cycle(asks)
        began = perf_counter()
        due = [
            (began + self._chance.uniform(0, think_s[1]), number, line)
            for number, line in enumerate(self._lines.values())
        ]
        heapify(due)
        numbers = count(len(due))

        def thinks(line: Line) -> None:
            since = line.due if steady else perf_counter()
            # The number keeps two that are due at once from being compared as lines.
            heappush(due, (since + self._chance.uniform(*think_s), next(numbers), line))

        while (now := perf_counter()) < until:
            while due and due[0][0] <= now:
                when, _, line = heappop(due)
                line.due = when
                self._send(line, next(queue))
            self._hear(min(until, due[0][0] if due else until) - perf_counter(), thinks)
        return self._drained(_content)

    def close(self) -> None:
        """Hangs up."""
        for line in self._lines.values():
            line.close()
        self._poll.close()

    def _fresh(self) -> None:
        self._waiting = 0
        self._heard = Heard(Counter(), Counter(), array("d"), array("d"), [0.0])

    def _watch(self, line: Line) -> None:
        self._lines[line.socket.fileno()] = line
        self._poll.register(line.socket, select.EPOLLIN)

    def _send(self, line: Line, ask: Ask) -> None:
        self._waiting += 1
        try:
            line.send(ask)
        except OSError as error:
            self._broken(line, error)

    def _drained(self, then: Callable[[Line], None]) -> Heard:
        """What was heard, once nothing waits for an answer any more."""
        ends = perf_counter() + GIVE_UP_S
        while self._waiting and perf_counter() < ends:
            self._hear(1.0, then)
        if self._waiting:
            self._heard.errors["no answer"] += self._waiting
        return self._heard

    def _hear(self, within_s: float, then: Callable[[Line], None]) -> None:
        for fd, _ in self._poll.poll(max(0.0, within_s), _AT_A_TIME):
            line = self._lines[fd]
            try:
                if self._answered(line):
                    then(line)
            except OSError as error:
                asked = line.ask is not None
                self._broken(line, error)
                if asked:
                    then(line)

    def _answered(self, line: Line) -> bool:
        answer, ask = line.read(), line.ask
        if answer is None:
            return False
        if ask is None:
            raise ConnectionAbortedError("an answer that nobody asked for")
        line.ask = None
        self._waiting -= 1
        heard = self._heard
        heard.counts[ask.kind, judged(ask, answer.status, answer.body)] += 1
        (heard.exact_s if ask.kind == "exact" else heard.other_s).append(answer.seconds)
        heard.ended[0] = perf_counter()
        return True

    def _broken(self, line: Line, error: OSError) -> None:
        """Counts what went wrong on a line and opens it again."""
        self._heard.errors[f"{type(error).__name__}: {error}"] += 1
        self._waiting -= line.ask is not None
        self._poll.unregister(line.socket)
        del self._lines[line.socket.fileno()]
        line.again()
        self._watch(line)


def _content(_line: Line) -> None:
    """Asks no more."""
