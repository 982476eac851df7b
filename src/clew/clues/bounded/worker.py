"""Asks a process of its own, so that a hang or a crash costs a caller its deadline, no more.

What waits is sent in batches, one at a time; a long call lets short ones pass between its batches.
A process that outstays the deadline of a call it works on, dies, answers nonsense or answers a
known question wrongly is killed and another is started in the background, behind a circuit breaker.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import Generic

from clew.clues.bounded.breaker import Breaker
from clew.clues.bounded.breaker import State as BreakerState
from clew.clues.bounded.frames import Garbled
from clew.clues.bounded.model import Limits, Words, WorkerState, WorkerStatus
from clew.clues.bounded.pace import Pace
from clew.clues.bounded.ports import AnswerT, Codec, ItemT, Sentinel
from clew.clues.bounded.process import BoundedProcess, ProcessFailed
from clew.clues.bounded.queue import Call, CallQueue
from clew.errors import PartUnavailable


class BoundedWorker(Generic[ItemT, AnswerT]):
    """Has items answered by one process. One a process of ours; used on one event loop."""

    def __init__(
        self,
        command: Sequence[str],
        codec: Codec[ItemT, AnswerT],
        words: Words,
        *,
        limits: Limits,
        sentinel: Sentinel[ItemT, AnswerT] | None = None,
    ) -> None:
        """`command` starts the process; the pid of ours is added to it."""
        self._command = tuple(command)
        self._codec = codec
        self._words = words
        self._limits = limits
        self._sentinel = sentinel
        self._breaker = Breaker(limits.back_off, monotonic)
        self._calls: CallQueue[ItemT, AnswerT] = CallQueue()
        self._pace = Pace()
        self._restarts = self._shed = 0
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
            self._calls.waiting,
            self._breaker.retry_in_s,
            self._fault,
        )

    async def ask(self, items: Sequence[ItemT], *, deadline_s: float) -> list[AnswerT]:
        """The answers to the items, in order, within `deadline_s` seconds.

        Raises `PartUnavailable`: with the code for shed at once where too much is waiting already,
        or more than the deadline leaves time for; with the one for unavailable at once while the
        breaker is open, and otherwise when the process fails or the deadline passes. It never
        waits longer than the deadline.
        """
        self._admit(len(items), deadline_s)
        if not items:
            return []
        call: Call[ItemT, AnswerT] = Call(items, monotonic() + deadline_s)
        trial = self._breaker.state is BreakerState.HALF_OPEN
        self._on_trial = self._on_trial or trial
        self._calls.put(call)
        self._news.set()
        self._begin()
        try:
            async with asyncio.timeout(deadline_s):
                return await call.done
        except TimeoutError as error:
            raise self.unavailable(f"gave no answer in {deadline_s * 1000:.0f} ms") from error
        finally:
            # Given up or answered: it takes no place in the queue any more.
            call.retire()
            self._calls.drop(call)
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

    def unavailable(self, why: str) -> PartUnavailable:
        """The refusal of a call, with what went wrong last."""
        return PartUnavailable(
            self._words.unavailable,
            f"{self._words.process} {why}" + (f" ({self._fault})" if self._fault else ""),
            remedy="it restarts by itself; `clew doctor` looks closer if it stays so",
        )

    # ------------------------------------------------------------ letting in

    def _admit(self, items: int, deadline_s: float) -> None:
        if self._state in {WorkerState.OPEN, WorkerState.CLOSED}:
            raise self.unavailable(f"is {self._state}")
        if self._breaker.state is BreakerState.HALF_OPEN and self._on_trial:
            raise self.unavailable("is on trial")
        if self._calls.waiting + items > self._limits.waiting or (
            self._pace.seconds(self._calls.ahead(self._limits.batch))
            > deadline_s * self._limits.share
        ):
            self._shed += 1
            raise PartUnavailable(
                self._words.shed,
                f"{self._calls.waiting} {self._words.items} wait for {self._words.process}, "
                f"{items} more are too many",
                remedy="ask again later, with at most "
                f"{self._limits.waiting} {self._words.items} at a time",
            )

    def _begin(self) -> None:
        if self._task is None and self._state is WorkerState.IDLE:
            self._state = WorkerState.STARTING
            self._task = asyncio.create_task(self._run(), name=f"clew: {self._words.process}")

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
                self._failed(str(error))
            except Exception as error:  # noqa: BLE001 - a fault of ours may not end this in silence
                self._failed(f"met {type(error).__name__}: {error}")

    def _failed(self, fault: str) -> None:
        self._ready.clear()
        self._fault = fault
        self._breaker.failed()
        self._restarts += 1

    async def _one_process(self) -> None:
        """Serves with one process until it fails."""
        process = await BoundedProcess.start(
            self._command, self._codec, within_s=self._limits.start_s
        )
        try:
            if self._sentinel is not None:
                self._sentinel.forget()
            await self._prove(process, (), self._limits.proof_s)
            self._state = WorkerState.READY
            self._ready.set()
            while True:
                await self._work_or_end(process)
                await self._one_batch(process)
        finally:
            await process.kill()

    async def _work_or_end(self, process: BoundedProcess[ItemT, AnswerT]) -> None:
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

    async def _one_batch(self, process: BoundedProcess[ItemT, AnswerT]) -> None:
        shares = self._calls.next_batch(self._limits.batch)
        items = [item for _, share in shares for item in share]
        deadline = min(call.deadline for call, _ in shares)
        try:
            await self._prove(process, items, self._within_s(deadline))
            since = monotonic()
            answers = await process.ask(items, within_s=self._within_s(deadline))
            self._pace.took(len(items), monotonic() - since)
        except (ProcessFailed, PartUnavailable, asyncio.CancelledError) as error:
            for call, _ in shares:
                self._calls.drop(call)
                call.fail(self.unavailable(str(error) or "is closed"))
            if isinstance(error, PartUnavailable):
                # What proves the process is missing; that is no fault of the process.
                return
            raise
        if self._codec.proves(answers):
            self._breaker.succeeded()
        at = 0
        for call, share in shares:
            call.fill(answers[at : at + len(share)])
            at += len(share)

    def _refuse_all(self, why: str) -> None:
        for call in self._calls.take_all():
            call.fail(self.unavailable(why))

    def _within_s(self, deadline: float) -> float:
        return max(deadline - monotonic(), self._limits.patience_s)

    async def _prove(
        self,
        process: BoundedProcess[ItemT, AnswerT],
        items: Sequence[ItemT],
        within_s: float,
    ) -> None:
        """Returns once it answers known questions rightly; raises `ProcessFailed`."""
        if self._sentinel is None or not (questions := self._sentinel.due(items)):
            return
        answers = await process.ask(questions, within_s=within_s)
        try:
            self._sentinel.judge(questions, answers)
        except Garbled as error:
            raise ProcessFailed(f"answered a known question wrongly: {error}") from error
