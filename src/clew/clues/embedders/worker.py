"""Embeds in a process of its own, so that a hang or a crash costs a caller its deadline, no more.

What waits is sent in batches, one at a time; a long call lets short ones pass between its batches.
A process that outstays the deadline of a call it works on, dies or answers nonsense is killed and
another is started in the background, behind a circuit breaker.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from time import monotonic

import msgspec
import numpy as np
from numpy.typing import NDArray

from clew.clues.embedders.breaker import BackOff, Breaker
from clew.clues.embedders.breaker import State as BreakerState
from clew.clues.embedders.process import EmbedProcess, ProcessFailed
from clew.errors import Code, PartUnavailable


class WorkerState(StrEnum):
    """What a worker is doing for its callers."""

    IDLE = "idle"
    """Not started: the first call starts it."""
    STARTING = "starting"
    """A process is loading its model; calls wait for it, within their deadlines."""
    READY = "ready"
    """Calls are answered."""
    OPEN = "open"
    """It failed too often in a row; calls are refused at once until a trial succeeds."""
    CLOSED = "closed"
    """It was told to end."""


class Limits(msgspec.Struct, frozen=True):
    """What a worker may take.

    Attributes:
        waiting: texts that may wait; a call beyond is shed at once.
        batch: the most texts sent at a time; about 1.5 ms of work each.
        patience_s: how long a batch may take, seconds, even when the deadline of its call is
            nearer. A process that was given a call in its last millisecond is not hung, and
            starting another costs half a second.
        start_s: how long a process may take to load and prove its model, seconds.
        back_off: when to stop trying.
    """

    waiting: int = 512
    batch: int = 16
    patience_s: float = 0.25
    start_s: float = 30.0
    back_off: BackOff = BackOff()


class WorkerStatus(msgspec.Struct, frozen=True):
    """A worker as operators see it.

    Attributes:
        state: what it is doing.
        restarts: processes that were started to replace one that failed.
        shed: calls refused because too much was waiting.
        waiting: texts that wait now.
        retry_in_s: seconds until the next trial; 0 unless the state is open.
        fault: what the last failure was; "" where there was none.
    """

    state: WorkerState
    restarts: int
    shed: int
    waiting: int
    retry_in_s: float
    fault: str


class _Call:
    """Texts on their way; `done` is set with all of their vectors."""

    def __init__(self, texts: Sequence[str], dims: int, deadline: float) -> None:
        self.texts = texts
        self.deadline = deadline
        self.vectors = np.empty((len(texts), dims), np.float32)
        self.sent = 0
        self.filled = 0
        self.done: asyncio.Future[NDArray[np.float32]] = asyncio.get_running_loop().create_future()

    def fill(self, vectors: NDArray[np.float32]) -> None:
        self.vectors[self.filled : self.filled + len(vectors)] = vectors
        self.filled += len(vectors)
        if self.filled == len(self.texts) and not self.done.done():
            self.done.set_result(self.vectors)

    def fail(self, error: PartUnavailable) -> None:
        if not self.done.done():
            self.done.set_exception(error)


class EmbedWorker:
    """Embeds texts through one process. One a process of ours; used on one event loop."""

    def __init__(self, command: Sequence[str], *, dims: int, limits: Limits | None = None) -> None:
        """`command` starts the process (`onnx_command`); `dims` is what its vectors must have."""
        self.dims = dims
        self._command = tuple(command)
        self._limits = limits or Limits()
        self._breaker = Breaker(self._limits.back_off, monotonic)
        self._calls: deque[_Call] = deque()
        self._waiting = self._restarts = self._shed = 0
        self._on_trial = False
        self._fault = ""
        self._state = WorkerState.IDLE
        self._news = asyncio.Event()
        self._ready = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @property
    def status(self) -> WorkerStatus:
        """How it is doing."""
        return WorkerStatus(
            self._state,
            self._restarts,
            self._shed,
            self._waiting,
            self._breaker.retry_in_s,
            self._fault,
        )

    async def embed(self, texts: Sequence[str], *, deadline_s: float) -> NDArray[np.float32]:
        """(len(texts), dims) float32, rows of length 1, in order, within `deadline_s` seconds.

        Raises `PartUnavailable`: `embedding_shed` at once where too much is waiting already,
        `embedding_unavailable` at once while the breaker is open, and otherwise when the process
        fails or the deadline passes. It never waits longer than the deadline.
        """
        self._admit(len(texts))
        if not texts:
            return np.empty((0, self.dims), np.float32)
        call = _Call(texts, self.dims, monotonic() + deadline_s)
        trial = self._breaker.state is BreakerState.HALF_OPEN
        self._on_trial = self._on_trial or trial
        self._calls.append(call)
        self._waiting += len(texts)
        self._news.set()
        self._begin()
        try:
            async with asyncio.timeout(deadline_s):
                return await call.done
        except TimeoutError as error:
            raise self._unavailable(f"gave no answer in {deadline_s * 1000:.0f} ms") from error
        finally:
            # Given up or answered: it takes no place in the queue any more.
            if not call.done.cancel() and not call.done.cancelled():
                call.done.exception()
            self._drop(call)
            self._on_trial = self._on_trial and not trial

    async def ready(self, *, within_s: float) -> bool:
        """Starts it if it isn't, and whether it answers within that many seconds."""
        self._begin()
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._ready.wait()
        return self._state is WorkerState.READY

    async def close(self) -> None:
        """Ends the process; calls that wait are refused. No process is left on return."""
        self._state = WorkerState.CLOSED
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        self._refuse_all("is closed")

    # ------------------------------------------------------------ letting in

    def _admit(self, texts: int) -> None:
        if self._state in {WorkerState.OPEN, WorkerState.CLOSED}:
            raise self._unavailable(f"is {self._state}")
        if self._breaker.state is BreakerState.HALF_OPEN and self._on_trial:
            raise self._unavailable("is on trial")
        if self._waiting + texts > self._limits.waiting:
            self._shed += 1
            raise PartUnavailable(
                Code.EMBEDDING_SHED,
                f"{self._waiting} texts are waiting to be embedded, {texts} more are too many",
                remedy=f"ask again later, with at most {self._limits.waiting} texts at a time",
            )

    def _begin(self) -> None:
        if self._task is None and self._state is WorkerState.IDLE:
            self._state = WorkerState.STARTING
            self._task = asyncio.create_task(self._run(), name="clew embedding")

    def _drop(self, call: _Call) -> None:
        with suppress(ValueError):
            self._calls.remove(call)
            self._waiting -= len(call.texts) - call.sent

    # ------------------------------------------------------------ the process's life

    async def _run(self) -> None:
        while True:
            if not self._breaker.allow():
                self._state = WorkerState.OPEN
                self._refuse_all("failed too often in a row")
                await asyncio.sleep(self._breaker.retry_in_s)
                continue
            self._state = WorkerState.STARTING
            try:
                await self._one_process()
            except ProcessFailed as error:
                self._ready.clear()
                self._fault = str(error)
                self._breaker.failed()
                self._restarts += 1

    async def _one_process(self) -> None:
        """Serves with one process until it fails."""
        process = await EmbedProcess.start(
            self._command, dims=self.dims, within_s=self._limits.start_s
        )
        try:
            self._state = WorkerState.READY
            self._ready.set()
            while True:
                await self._work_or_end(process)
                await self._one_batch(process)
        finally:
            await process.kill()

    async def _work_or_end(self, process: EmbedProcess) -> None:
        """Returns when something waits; raises `ProcessFailed` if the process ends first."""
        while not self._calls:
            self._news.clear()
            news = asyncio.ensure_future(self._news.wait())
            try:
                await asyncio.wait({news, process.ended}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                news.cancel()
            if process.ended.done():
                raise ProcessFailed("died")

    async def _one_batch(self, process: EmbedProcess) -> None:
        shares = self._next_batch()
        texts = [text for call, size in shares for text in call.texts[call.sent : call.sent + size]]
        for call, size in shares:
            call.sent += size
            self._waiting -= size
        left = min(call.deadline for call, _ in shares) - monotonic()
        try:
            vectors = await process.ask(texts, within_s=max(left, self._limits.patience_s))
        except (ProcessFailed, asyncio.CancelledError) as error:
            for call, _ in shares:
                self._drop(call)
                call.fail(self._unavailable(str(error) or "is closed"))
            raise
        self._breaker.succeeded()
        at = 0
        for call, size in shares:
            call.fill(vectors[at : at + size])
            at += size

    def _next_batch(self) -> list[tuple[_Call, int]]:
        """The calls whose turn it is, and how many texts of each; what is left of one goes last."""
        shares = []
        room = self._limits.batch
        for _ in range(len(self._calls)):
            if not room:
                break
            call = self._calls.popleft()
            size = min(room, len(call.texts) - call.sent)
            shares.append((call, size))
            room -= size
            if call.sent + size < len(call.texts):
                self._calls.append(call)
        return shares

    def _refuse_all(self, why: str) -> None:
        for call in self._calls:
            call.fail(self._unavailable(why))
        self._calls.clear()
        self._waiting = 0

    def _unavailable(self, why: str) -> PartUnavailable:
        return PartUnavailable(
            Code.EMBEDDING_UNAVAILABLE,
            f"the embedding process {why}" + (f" ({self._fault})" if self._fault else ""),
            remedy="it restarts by itself; `clew doctor` looks closer if it stays so",
        )
