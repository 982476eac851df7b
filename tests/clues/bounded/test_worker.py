from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from clew.clues.bounded.breaker import BackOff
from clew.clues.bounded.model import Limits, Words, WorkerState
from clew.clues.bounded.worker import BoundedWorker
from clew.clues.embedders.codec import TextsToVectors, Vector
from clew.errors import Code, PartUnavailable

ECHO = Path(__file__).parents[2] / "embedders" / "echo_child.py"
WORDS = Words("the echo", "texts", Code.EMBEDDING_UNAVAILABLE, Code.EMBEDDING_SHED)
QUICK = Limits(back_off=BackOff(3, 0.05, 2.0, 0.2))
PATIENT_S = 30.0
"""A guard against a test that hangs; nothing here takes a tenth of it."""


class Troubled:
    """A sentinel that meets what it was not made for, the first times."""

    def __init__(self, *troubles: Exception) -> None:
        self.troubles = list(troubles)

    def due(self, items: Sequence[str]) -> Sequence[str]:
        if items and self.troubles:
            raise self.troubles.pop()
        return ()

    def judge(self, questions: Sequence[str], answers: Sequence[Vector]) -> None:
        """Nothing is ever asked."""

    def forget(self) -> None:
        """Nothing was shown."""


def echo(sentinel: Troubled) -> BoundedWorker[str, Vector]:
    command = (sys.executable, str(ECHO), "echo")
    return BoundedWorker(command, TextsToVectors(8), WORDS, limits=QUICK, sentinel=sentinel)


async def test_what_nobody_foresaw() -> None:
    """A fault of our own costs a call and a process; the next call is answered."""
    worker = echo(Troubled(ZeroDivisionError("no rows")))
    assert await worker.ready(within_s=PATIENT_S)
    with pytest.raises(PartUnavailable):
        await worker.ask(["water"], deadline_s=0.2)
    async with asyncio.timeout(PATIENT_S):
        assert len(await worker.ask(["water"], deadline_s=PATIENT_S)) == 1
    assert worker.status.restarts == 1
    assert "no rows" in worker.status.fault
    await worker.close()


async def test_nothing_to_prove_it_by() -> None:
    """Where what proves a process cannot be read, calls are refused and the process stays."""
    unreadable = PartUnavailable(Code.EXACT_UNAVAILABLE, "no disk", remedy="mount it")
    worker = echo(Troubled(unreadable))
    assert await worker.ready(within_s=PATIENT_S)
    with pytest.raises(PartUnavailable, match="no disk"):
        await worker.ask(["water"], deadline_s=PATIENT_S)
    assert len(await worker.ask(["water"], deadline_s=PATIENT_S)) == 1
    assert (worker.status.restarts, worker.status.state) == (0, WorkerState.READY)
    await worker.close()


async def test_a_queue_too_slow_to_wait_in() -> None:
    """Where those who wait take too long already, a call is shed at once; a patient one is not."""
    worker = BoundedWorker(
        (sys.executable, str(ECHO), "echo"),
        TextsToVectors(8),
        WORDS,
        limits=Limits(batch=1, patience_s=PATIENT_S),
    )
    assert await worker.ready(within_s=PATIENT_S)
    pace = [asyncio.ensure_future(worker.ask([f"nap:{n}"], deadline_s=PATIENT_S)) for n in "abcde"]
    await pace[0]
    with pytest.raises(PartUnavailable) as refused:
        await worker.ask(["hurried"], deadline_s=0.02)
    assert refused.value.code is Code.EMBEDDING_SHED
    assert worker.status.shed == 1
    assert len(await worker.ask(["patient"], deadline_s=PATIENT_S)) == 1
    await asyncio.gather(*pace)
    assert len(await worker.ask(["hurried no more"], deadline_s=PATIENT_S)) == 1
    await worker.close()
