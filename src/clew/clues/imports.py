"""A large import as it lies in the home while it is published in shares, and who keeps it there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import msgspec

from clew.clues.model import Clue, Revision, State

SHARE = 5_000
"""Clues of one transaction; a file of more is published in shares of so many."""


class ImportRow(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A checked row of a clues.csv.

    Attributes:
        id, text, lang, zone, aliases, lat, lon: as in `Clue`.
        standing: the clue's live or deleted revision when the file was checked; 0 for none.
        line: where it stands in the file, the header is 1.
    """

    id: str
    text: str
    lang: str
    zone: str
    aliases: tuple[str, ...]
    lat: float | None
    lon: float | None
    standing: int
    line: int

    @property
    def clue(self) -> Clue:
        """What the row says."""
        return Clue(self.id, self.text, self.lang, self.zone, self.aliases, self.lat, self.lon)


def import_row(clue: Clue, line: int, standing: Revision | None) -> ImportRow:
    """The row of a clue that stands at that revision when it is checked."""
    number = 0 if standing is None else standing.number
    return ImportRow(
        clue.id, clue.text, clue.lang, clue.zone, clue.aliases, clue.lat, clue.lon, number, line
    )


def stands(clue: Clue, standing: Revision | None) -> bool:
    """Whether a clue is live already, word for word."""
    return standing is not None and standing.state is State.LIVE and standing.clue == clue


class ImportHead(msgspec.Struct, frozen=True):
    """Which import it is.

    Attributes:
        file: as the caller named it.
        sha: of what its rows say, SHA-256 in hex; the same for the same rows.
        rows: how many.
        created: when it was checked, RFC 3339 in UTC.
    """

    campaign: str
    file: str
    sha: str
    rows: int
    created: str


class Imported(msgspec.Struct, frozen=True):
    """What an import did.

    Attributes:
        rows: how many the file has.
        published: how many of them are new or were changed; the others stood already.
        replaced: the file of another import that had broken off, whose rest will not be
            completed any more; empty where there was none.
    """

    rows: int
    published: int
    replaced: str = ""


class ImportDraft(Protocol):
    """An import that is being checked; nobody sees it yet."""

    def add(self, rows: Sequence[ImportRow]) -> None:
        """Adds a share."""
        ...

    def finish(self, campaign: str, file: str, created: str) -> ImportHead:
        """Says which import it is; no share can be added then."""
        ...


class ImportShelf(Protocol):
    """Keeps at most one import of each campaign until it is published whole. Blocks on the disk.

    Raises `PartUnavailable` where the disk refuses, and for a file that is damaged.
    """

    def turn(self, campaign: str) -> AbstractContextManager[bool]:
        """The campaign's imports are the caller's while the block runs: its value is whether.

        One process at a time has the turn; the system takes it back from one that dies.
        """
        ...

    def drafting(self, campaign: str) -> AbstractContextManager[ImportDraft]:
        """An import that replaces the campaign's when the block ends; durable then.

        Where the block raises, what was there before stays. The caller has the turn.
        """
        ...

    def campaigns(self) -> Sequence[str]:
        """The campaigns that have an import on the shelf."""
        ...

    def head(self, campaign: str) -> ImportHead | None:
        """Which import of the campaign is on the shelf; None where there is none."""
        ...

    def shares(self, campaign: str) -> Iterator[Sequence[ImportRow]]:
        """Its rows in the order of the file, as they were added."""
        ...

    def remove(self, campaign: str) -> None:
        """Takes it off. The caller has the turn."""
        ...
