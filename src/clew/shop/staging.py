"""A checked file as it lies in the home while its rows go into the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Any, Protocol

import msgspec

Cells = tuple[Any, ...]
"""The cells of one row, texts and numbers: in the order of `Purchase`, or of `Event`."""


class Kind(StrEnum):
    """What a staged file holds."""

    BASKETS = "baskets"
    EVENTS = "events"


class StagedHead(msgspec.Struct, frozen=True):
    """What is known of a staged file.

    Attributes:
        file: as the caller named it.
        sha: of its bytes, SHA-256.
        rows: rows of the file.
        lines: rows that are left once those of one key are one.
        done: of `lines`, how many are surely in the record.
    """

    kind: Kind
    file: str
    sha: str
    rows: int
    lines: int
    done: int


class StagingDraft(Protocol):
    """A file that is being checked; nothing is left of it where the block raises."""

    def add(self, rows: Sequence[Cells]) -> None:
        """Keeps checked rows, in any order."""
        ...

    def finish(self, file: str, sha: str) -> StagedHead:
        """Orders the rows by key, adding up those of one key; the last word."""
        ...


class Staging(Protocol):
    """Checked files, at most one a kind, durable until they are removed.

    Raises `PartUnavailable` (`storage_full`, `home_unreadable`; `record_unavailable` for a
    damaged one).
    """

    def turn(self, kind: Kind) -> AbstractContextManager[bool]:
        """Whether it is this process's turn to import the kind, held until the block ends."""
        ...

    def drafting(self, kind: Kind) -> AbstractContextManager[StagingDraft]:
        """A draft that replaces what was staged once the block ends; only in one's turn."""
        ...

    def head(self, kind: Kind) -> StagedHead | None:
        """What is staged of a kind; None where nothing is."""
        ...

    def shares(self, kind: Kind, *, after: int, size: int) -> Iterator[Sequence[Cells]]:
        """The ordered rows past the first `after`, in shares of at most `size`."""
        ...

    def mark(self, kind: Kind, done: int) -> None:
        """Keeps that so many of the ordered rows are in the record."""
        ...

    def remove(self, kind: Kind) -> None:
        """Forgets what is staged."""
        ...
