"""When to stop asking a part that keeps failing, and when to try it again."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

import msgspec


class State(StrEnum):
    """What a breaker lets through."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class BackOff(msgspec.Struct, frozen=True):
    """How patient a breaker is.

    Attributes:
        failures: failures in a row that open it, at least 1.
        first_s: how long it stays open the first time, seconds.
        factor: by how much longer after each failed trial.
        most_s: the longest it stays open, seconds.
    """

    failures: int = 3
    first_s: float = 0.5
    factor: float = 2.0
    most_s: float = 30.0


class Breaker:
    """Closed: everything passes. Open: nothing does, for a while. Then one trial decides.

    A trial that succeeds closes it; one that fails opens it for longer (exponential back-off).
    """

    def __init__(self, back_off: BackOff, clock: Callable[[], float]) -> None:
        """Starts closed; `clock` gives seconds that never run backwards."""
        self._back_off = back_off
        self._clock = clock
        self._in_a_row = 0
        self._openings = 0
        self._until = 0.0
        self._state = State.CLOSED

    @property
    def state(self) -> State:
        """What it lets through now."""
        return self._state

    @property
    def retry_in_s(self) -> float:
        """Seconds until a trial may pass; 0 unless it is open."""
        return max(0.0, self._until - self._clock()) if self._state is State.OPEN else 0.0

    def allow(self) -> bool:
        """Whether a request may pass; the first one after the pause is the trial."""
        if self._state is State.OPEN and self.retry_in_s <= 0.0:
            self._state = State.HALF_OPEN
            return True
        return self._state is State.CLOSED

    def succeeded(self) -> None:
        """A request that passed was answered well."""
        self._in_a_row = self._openings = 0
        self._state = State.CLOSED

    def failed(self) -> None:
        """A request that passed failed, hung or was answered with nonsense."""
        self._in_a_row += 1
        if self._state is State.HALF_OPEN or self._in_a_row >= self._back_off.failures:
            pause = self._back_off.first_s
            for _ in range(self._openings):
                # Step by step, so that a long row of failures can't overflow.
                pause = min(pause * self._back_off.factor, self._back_off.most_s)
                if pause >= self._back_off.most_s:
                    break
            self._openings += 1
            self._until = self._clock() + pause
            self._state = State.OPEN
