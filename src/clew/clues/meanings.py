"""What the vector tier keeps of a clue, and whoever makes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from clew.clues.model import Clue
from clew.clues.rows import Meaning
from clew.progress import Progress

Ready = Mapping[str, tuple[Meaning, ...]]
"""Clue id -> its spellings with their vectors, one for each key."""


class Meanings(Protocol):
    """Makes the vectors of clues."""

    @property
    def model(self) -> str | None:
        """The version of the model; None where there is no vector tier."""
        ...

    async def of(self, clues: Sequence[Clue], progress: Progress) -> Ready:
        """The spellings of each clue with their vectors, one for each key.

        Raises `PartUnavailable` where the texts cannot be embedded.
        """
        ...


class NoMeanings:
    """There is no vector tier."""

    model: str | None = None

    async def of(self, clues: Sequence[Clue], progress: Progress) -> Ready:  # noqa: ARG002
        """Nothing of every clue."""
        return {clue.id: () for clue in clues}
