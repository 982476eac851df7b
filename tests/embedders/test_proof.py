from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from clew.clues.bounded.breaker import BackOff
from clew.clues.bounded.frames import Garbled
from clew.clues.bounded.model import Limits, WorkerState
from clew.clues.embedders.onnx import OnnxEmbedder
from clew.clues.embedders.proof import VectorSentinel, disproof, questions
from clew.clues.embedders.worker import EmbedWorker
from clew.errors import PartUnavailable
from clew.model_registry.artefact import EMBEDDING, load_artefact
from clew.model_registry.model import Artefact
from clew.testing.faulty_children import EMBED_FAULTS, FAULTS, embed_command

PATIENT_S = 30.0
"""A guard against a test that hangs; nothing here takes a tenth of it."""


class Hands:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture(scope="module")
def artefact() -> Artefact:
    return load_artefact(EMBEDDING)


@pytest.fixture(scope="module")
def true(artefact: Artefact) -> np.ndarray:
    return OnnxEmbedder(artefact).embed(questions(artefact.manifest.checks))


def test_true_vectors(artefact: Artefact, true: np.ndarray) -> None:
    """The vectors that the embedder gives here are the ones that its manifest names."""
    assert disproof(artefact.manifest.checks, true) is None


def test_vectors_of_other_texts(artefact: Artefact, true: np.ndarray) -> None:
    """Unit vectors that belong to other texts are found out."""
    assert disproof(artefact.manifest.checks, np.roll(true, 1, axis=0))


def test_no_numbers(artefact: Artefact, true: np.ndarray) -> None:
    """What is no number holds in no comparison."""
    checks = artefact.manifest.checks
    nothing = np.full_like(true, np.nan)
    assert disproof(checks, nothing)
    assert disproof(msgspec.structs.replace(checks, expected=()), nothing)


def test_when_to_ask(artefact: Artefact, true: np.ndarray) -> None:
    """An embedder is asked before anybody else asks it, and again when its proof has grown old
    or another process has taken its place."""
    clock = Hands()
    sentinel = VectorSentinel(artefact.manifest.checks, every_s=5.0, clock=clock)
    for again in (True, False):
        asked = sentinel.due(["the fountain"])
        assert asked
        sentinel.judge(asked, list(true))
        assert not sentinel.due(["the fountain"])
        clock.time += 5.0 if again else 0.0
    sentinel.forget()
    assert sentinel.due(["the fountain"]) == asked
    with pytest.raises(Garbled):
        sentinel.judge(asked, list(np.roll(true, 1, axis=0)))


@pytest.fixture
def control(tmp_path: Path) -> Path:
    return tmp_path / "control"


@pytest.fixture
async def worker(artefact: Artefact, control: Path) -> AsyncIterator[EmbedWorker]:
    """The released embedding in a process that can be told to err; one failure opens it."""
    manifest = artefact.manifest
    worker = EmbedWorker(
        embed_command(control, artefact.folder),
        dims=manifest.dims,
        limits=Limits(patience_s=0.1, proof_s=0.3, back_off=BackOff(1, 0.05, 2.0, 0.2)),
        checks=manifest.checks,
    )
    yield worker
    await worker.close()


async def answers(worker: EmbedWorker) -> bool:
    try:
        vectors = await worker.embed(["a bakery", "bread", "a tunnel"], deadline_s=1.0)
    except PartUnavailable:
        return False
    # Never a wrong vector.
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    return True


async def recovers(worker: EmbedWorker) -> None:
    async with asyncio.timeout(PATIENT_S):
        while not await answers(worker):  # noqa: ASYNC110 - only asking again tells
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("fault", [*FAULTS, *EMBED_FAULTS])
async def test_faults(worker: EmbedWorker, control: Path, fault: str) -> None:
    """A process that starts with a fault, the plausible ones included, answers nobody; when the
    fault has gone, vectors come by themselves, and they are the right ones."""
    await asyncio.to_thread(control.write_text, fault)
    async with asyncio.timeout(PATIENT_S):
        while worker.status.state is not WorkerState.OPEN:
            assert not await answers(worker)
    await asyncio.to_thread(control.write_text, "")
    await recovers(worker)
    assert worker.status.fault
