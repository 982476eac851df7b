"""The events that the packages tell. Primitives only: no clue, player or text."""

from __future__ import annotations

from typing import Protocol

import msgspec


class Resolved(msgspec.Struct, frozen=True, gc=False):
    """A query was answered.

    Attributes:
        outcome: found, ambiguous or miss.
        tier: the tier that answered; None for a miss.
        searched_missed: every tier that searches (exact, and vector where there is one) had
            nothing; counted even when static answers.
        degraded: how many parts were skipped.
        ms: what the answer took, milliseconds.
    """

    outcome: str
    tier: str | None
    searched_missed: bool
    degraded: int
    ms: float


class Recorder(Protocol):
    """Takes events; never raises and never waits."""

    def resolved(self, event: Resolved) -> None:
        """Counts an answer."""
        ...
