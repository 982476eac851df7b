"""The data of bounded processes: what they may take, and how they are doing."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from clew.clues.bounded.breaker import BackOff
from clew.errors import Code


class WorkerState(StrEnum):
    """What a worker is doing for its callers."""

    IDLE = "idle"
    """Not started: the first call starts it."""
    STARTING = "starting"
    """A process is getting ready; calls wait for it, within their deadlines."""
    READY = "ready"
    """Calls are answered."""
    OPEN = "open"
    """It failed too often in a row; calls are refused at once until a trial succeeds."""
    CLOSED = "closed"
    """It was told to end."""


class Limits(msgspec.Struct, frozen=True):
    """What a worker may take.

    Attributes:
        waiting: items that may wait; a call beyond is shed at once.
        share: of a call's time, how much it may have to wait for its turn, by what the last batches
            took; a call that would wait longer is shed at once. Whoever let it wait would answer
            it too late, after all the others that are too late.
        batch: the most items sent at a time.
        patience_s: how long a batch may take, seconds, even when the deadline of its call is
            nearer. A process that was given a call in its last millisecond is not hung, and
            starting another costs half a second.
        start_s: how long a process may take to load, seconds.
        proof_s: how long one that has loaded may take to answer what its sentinel knows, seconds;
            tens of milliseconds each time that it was looked at.
        back_off: when to stop trying.
    """

    waiting: int = 512
    share: float = 0.5
    batch: int = 16
    patience_s: float = 0.25
    start_s: float = 30.0
    proof_s: float = 2.0
    back_off: BackOff = BackOff()


class WorkerStatus(msgspec.Struct, frozen=True):
    """A worker as operators see it.

    Attributes:
        state: what it is doing.
        restarts: processes that were started to replace one that failed.
        shed: calls refused because too much was waiting.
        waiting: items that wait now.
        retry_in_s: seconds until the next trial; 0 unless the state is open.
        fault: what the last failure was; "" where there was none.
    """

    state: WorkerState
    restarts: int
    shed: int
    waiting: int
    retry_in_s: float
    fault: str


class Words(msgspec.Struct, frozen=True):
    """How a worker speaks of its work when it refuses some.

    Attributes:
        process: "the embedding process".
        items: what it is given, in the plural.
        unavailable: the code where the process gives no answer.
        shed: the code where too much is waiting.
    """

    process: str
    items: str
    unavailable: Code
    shed: Code
