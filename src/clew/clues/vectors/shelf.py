"""The indexes that a search process keeps, each brought up to date before it answers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from time import monotonic

import numpy as np

from clew.clues.rows import StoredRow
from clew.clues.vectors.codec import Answer, Behind, CatchUp, Found, Item, Sought
from clew.clues.vectors.index import SpellingIndex
from clew.clues.vectors.ports import RowReader

MOST_INDEXES = 8
"""Campaigns, by model, that are kept at a time; the one that was asked least lately goes."""
AT_ONCE = 256
"""Rows that a search reads first if they are new; some 20 ms. More are caught up with apart."""
MOMENT_S = 0.05
"""How long a catching up may take before others have their turn, seconds."""

Name = tuple[str, str]
"""Campaign and model."""


class Kept:
    """An index and how far it has read; it may have read past the last row that still stands."""

    def __init__(self, index: SpellingIndex) -> None:
        self.index = index
        self.read_to = index.last

    def read(self, rows: RowReader, name: Name, *, last: int, until: Callable[[], bool]) -> None:
        """Reads on to the row numbered `last`, or until it is told to leave off."""
        while self.read_to < last and not until():
            some = list(islice(rows.after(*name, self.read_to), AT_ONCE))
            self.index.add(some)
            # Fewer than asked for: what is missing up to `last` was taken away again.
            self.read_to = some[-1].number if len(some) == AT_ONCE else max(last, self.index.last)


class Shelf:
    """Answers searches from indexes over the stored rows."""

    def __init__(
        self,
        rows: RowReader,
        snapshots: Path,
        *,
        most: int = MOST_INDEXES,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`clock` gives seconds that never run backwards."""
        self._rows = rows
        self._snapshots = snapshots
        self._most = most
        self._clock = clock
        self._kept: OrderedDict[Name, Kept] = OrderedDict()

    def answer(self, item: Item) -> Answer:
        """What an item is answered; raises `PartUnavailable` where rows cannot be read."""
        if isinstance(item, CatchUp):
            return self.catch_up(item)
        return self.search(item)

    def search(self, sought: Sought) -> Answer:
        """What is stored near a text, every commit up to now included, or how far it is behind."""
        name = (sought.campaign, sought.model)
        last = self._rows.last(*name)
        if not last:
            return Found(())
        kept = self._kept.get(name)
        if kept is None:
            return Behind(last) if self._first(name) else Found(())
        if last - kept.read_to > AT_ONCE:
            return Behind(last - kept.read_to)
        self._kept.move_to_end(name)
        kept.read(self._rows, name, last=last, until=lambda: False)
        vector = np.frombuffer(sought.vector, "<f4")
        return Found(tuple(kept.index.search(vector, sought.form, sought.limit)))

    def catch_up(self, wanted: CatchUp) -> Behind:
        """Reads on for a moment, and says how many rows there are left."""
        name = (wanted.campaign, wanted.model)
        last = self._rows.last(*name)
        kept = self._kept.get(name) or self._open(name)
        if kept is None:
            return Behind(0)
        ends = self._clock() + MOMENT_S
        kept.read(self._rows, name, last=last, until=lambda: self._clock() > ends)
        return Behind(max(0, last - kept.read_to))

    def _open(self, name: Name) -> Kept | None:
        first = self._first(name)
        if first is None:
            return None
        kept = self._kept[name] = Kept(SpellingIndex(_dims(first)))
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return kept

    def _first(self, name: Name) -> StoredRow | None:
        return next(self._rows.after(*name, 0), None)


def _dims(row: StoredRow) -> int:
    return len(row.vector) // 2
