"""Checking many clues as a whole: every row's place, then what forbids to publish it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import NamedTuple

import msgspec

from clew.clues.clue_file import CluePlacer, Written
from clew.clues.model import Clue
from clew.clues.ports import VenuePlans
from clew.errors import Code, InputRefused, Where
from clew.progress import Progress
from clew.tabular import Refusals

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
    """Reads the clues of one file, or of one request, row by row.

    Attributes:
        ids: clue -> the line that it stands on, of the rows read so far.
    """

    def __init__(
        self, rows: Iterable[Written], plans: VenuePlans, *, share: int, progress: Progress
    ) -> None:
        self.ids: dict[str, int] = {}
        self._rows = rows
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
        for row in self._rows:
            line = row.where.line or 0
            if line % TOLD_EVERY == 0:
                self._progress("checking", line - 1, 0)
            try:
                clues.append(await self._placed(row))
            except InputRefused as refusal:
                self._refused.add(refusal)
                continue
            places.append(row.where)
            if len(clues) == self._share:
                if not self._refused:
                    yield CheckedShare(clues, places)
                clues, places = [], []
        self._refused.refuse()
        if clues:
            yield CheckedShare(clues, places)

    async def _placed(self, row: Written) -> Clue:
        clue = await self._placer.place(**row._asdict())
        line = row.where.line or 0
        first_line = self.ids.setdefault(clue.id, line)
        if first_line != line:
            raise InputRefused(
                Code.DUPLICATE_ROW,
                f"clue {clue.id!r} stands on line {first_line} already",
                remedy="give each clue one row; other wordings go into aliases",
                where=msgspec.structs.replace(row.where, field="clue_id"),
            )
        return clue
