"""Whether an embedder gives the vectors that its manifest says it must."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from clew.clues.bounded.frames import Garbled
from clew.clues.embedders.codec import Vector
from clew.model_registry.model import Checks

EVERY_S = 5.0
"""How long a proof counts, seconds; asking takes some 10 ms."""


def questions(checks: Checks) -> list[str]:
    """The texts whose vectors `disproof` looks at, in its order."""
    ordered = [text for one in checks.orders for text in (one.text, one.nearer, one.farther)]
    return [expected.text for expected in checks.expected] + ordered


def disproof(checks: Checks, vectors: Sequence[Vector] | NDArray[np.float32]) -> str | None:
    """How the vectors of `questions` are wrong, in words; None where each check holds.

    Another processor or run time may round differently, and then its vectors may not be compared
    with those in store.
    """
    left = iter(vectors)
    for expected, vector in zip(checks.expected, left, strict=False):
        apart = float(np.abs(vector[: len(expected.start)] - np.array(expected.start)).max())
        if not apart <= checks.tolerance:
            return f"gives {expected.text!r} numbers {apart:.4f} off, allowed {checks.tolerance}"
    for order in checks.orders:
        text, nearer, farther = islice(left, 3)
        if not text @ nearer > text @ farther:
            return f"puts {order.farther!r} nearer to {order.text!r}"
    return None


class VectorSentinel:
    """Asks an embedding process for the vectors of its manifest's checks, now and then."""

    def __init__(
        self,
        checks: Checks,
        *,
        every_s: float = EVERY_S,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`clock` gives seconds that never run backwards."""
        self._checks = checks
        self._every_s = every_s
        self._clock = clock
        self._holds_until: float | None = None

    def due(self, items: Sequence[str]) -> Sequence[str]:
        """See `Sentinel`: every text, at the start and whenever a proof has grown old."""
        del items
        if self._holds_until is not None and self._clock() < self._holds_until:
            return ()
        return questions(self._checks)

    def judge(self, questions: Sequence[str], answers: Sequence[Vector]) -> None:
        """See `Sentinel`."""
        del questions
        wrong = disproof(self._checks, answers)
        if wrong is not None:
            raise Garbled(wrong)
        self._holds_until = self._clock() + self._every_s

    def forget(self) -> None:
        """See `Sentinel`."""
        self._holds_until = None
