"""Embeds in a process of its own (`clew.clues.bounded`)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from clew.clues.bounded.flights import Flights
from clew.clues.bounded.model import Limits, Words, WorkerStatus
from clew.clues.bounded.worker import BoundedWorker
from clew.clues.embedders.codec import TextsToVectors, Vector
from clew.clues.embedders.proof import VectorSentinel
from clew.errors import Code
from clew.model_registry.model import Checks

_WORDS = Words("the embedding process", "texts", Code.EMBEDDING_UNAVAILABLE, Code.EMBEDDING_SHED)
LIMITS = Limits(waiting=512, batch=16)
"""A text takes about 1.5 ms."""


def onnx_command(folder: Path) -> tuple[str, ...]:
    """What starts a process that embeds with the artefact in `folder`."""
    # -P: a file in the working directory must not pass for one of our modules.
    return (sys.executable, "-P", "-m", "clew.clues.embedders.child", str(folder))


class EmbedWorker:
    """Embeds texts through one process. One a process of ours; used on one event loop."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        dims: int,
        limits: Limits = LIMITS,
        checks: Checks | None = None,
    ) -> None:
        """`command` starts the process (`onnx_command`); `dims` is what its vectors must have.

        With `checks` the process must give the vectors that they name before it answers anybody,
        and again every so often.
        """
        self.dims = dims
        self._worker: BoundedWorker[str, Vector] = BoundedWorker(
            command,
            TextsToVectors(dims),
            _WORDS,
            limits=limits,
            sentinel=None if checks is None else VectorSentinel(checks),
        )
        self._flights: Flights[list[Vector]] = Flights()

    @property
    def status(self) -> WorkerStatus:
        """How it is doing."""
        return self._worker.status

    async def embed(self, texts: Sequence[str], *, deadline_s: float) -> NDArray[np.float32]:
        """(len(texts), dims) float32, rows of length 1, in order, within `deadline_s` seconds.

        Raises `PartUnavailable`: `embedding_shed` at once where too much is waiting already,
        `embedding_unavailable` at once while the breaker is open, and otherwise when the process
        fails or the deadline passes. It never waits longer than the deadline. Calls for the same
        texts within the same time share the one that is under way.
        """
        vectors = await self._flights.join(
            (tuple(texts), deadline_s), lambda: self._worker.ask(texts, deadline_s=deadline_s)
        )
        return np.stack(vectors) if vectors else np.empty((0, self.dims), np.float32)

    async def ready(self, *, within_s: float) -> bool:
        """Starts it if it isn't, and whether it answers within that many seconds."""
        return await self._worker.ready(within_s=within_s)

    async def close(self) -> None:
        """Ends the process; calls that wait are refused. No process is left on return."""
        await self._worker.close()
