"""Checking a clues.csv as a whole: every row's place, then what forbids to publish it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import NamedTuple

from clew.clues.clue_file import ALIAS_BAR, CluePlacer, read_clues
from clew.clues.model import Clue
from clew.clues.ports import VenuePlans
from clew.errors import Code, InputRefused, Where
from clew.progress import Progress
from clew.tabular import Refusals, Row

TOLD_EVERY = 200
"""Rows between two words of progress."""


class CheckedShare(NamedTuple):
    """Rows that are well-formed and stand in a zone, as many as one transaction takes.

    Attributes:
        clues: in the order of the file.
        places: where each was written.
    """

    clues: Sequence[Clue]
    places: Sequence[Where]


class FileCheck:
    """Reads one clues.csv, row by row.

    Attributes:
        ids: clue -> the line that it stands on, of the rows read so far.
    """

    def __init__(self, path: Path, plans: VenuePlans, *, share: int, progress: Progress) -> None:
        self.ids: dict[str, int] = {}
        self._path = path
        self._placer = CluePlacer(plans)
        self._share = share
        self._progress = progress
        self._refused = Refusals()

    async def shares(self) -> AsyncIterator[CheckedShare]:
        """The rows in shares; none any more from the first bad row on.

        Raises `InputRefused` or `ManyRefused` at the end, with a line for each bad row.
        """
        clues: list[Clue] = []
        places: list[Where] = []
        for row in read_clues(self._path):
            if row.line % TOLD_EVERY == 0:
                self._progress("checking", row.line - 1, 0)
            try:
                clues.append(await self._placed(row))
            except InputRefused as refusal:
                self._refused.add(refusal)
                continue
            places.append(row.where())
            if len(clues) == self._share:
                if not self._refused:
                    yield CheckedShare(clues, places)
                clues, places = [], []
        self._refused.refuse()
        if clues:
            yield CheckedShare(clues, places)

    async def _placed(self, row: Row) -> Clue:
        cells = row.values
        clue = await self._placer.place(
            clue_id=cells["clue_id"],
            text=cells["text"],
            lang=cells["lang"],
            venue=cells["venue"],
            level=cells["level"],
            lat=cells["lat"],
            lon=cells["lon"],
            zone=cells["zone"],
            aliases=[
                alias for cell in cells["aliases"].split(ALIAS_BAR) if (alias := cell.strip())
            ],
            where=row.where(),
        )
        first_line = self.ids.setdefault(clue.id, row.line)
        if first_line != row.line:
            raise InputRefused(
                Code.DUPLICATE_ROW,
                f"clue {clue.id!r} stands on line {first_line} already",
                remedy="give each clue one row; other wordings go into aliases",
                where=row.where("clue_id"),
            )
        return clue
