"""The indexes that a search process keeps, each brought up to date before it answers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from time import monotonic

import numpy as np

from clew.clues.vectors.codec import Answer, Behind, CatchUp, Found, Item, Sought
from clew.clues.vectors.index import SpellingIndex
from clew.clues.vectors.ports import RowReader
from clew.clues.vectors.snapshot_folders import Built, candidates, open_newest
from clew.errors import Code, PartUnavailable

MOST_INDEXES = 8
"""Campaigns, by model, that are kept at a time; the one that was asked least lately goes."""
AT_ONCE = 256
"""Rows that a search reads first if they are new; some 20 ms. More are caught up with apart."""
MOMENT_S = 0.05
"""How long a catching up may take before others have their turn, seconds."""
LOOK_S = 2.0
"""How often a campaign's folder is looked at for a newer snapshot while it is used, seconds."""

Name = tuple[str, str]
"""Campaign and model."""


class Kept:
    """An index, which snapshot is in it, and how far it has read.

    It may have read past the last row that still stands.
    """

    def __init__(self, index: SpellingIndex, snapshot: Built | None) -> None:
        self.index = index
        self.snapshot = snapshot
        self.read_to = index.last
        self.look_at = 0.0
        self.newer: Future[Kept | None] | None = None

    def read(self, rows: RowReader, name: Name, *, last: int, until: Callable[[], bool]) -> None:
        """Reads on to the row numbered `last`, or until it is told to leave off."""
        while self.read_to < last and not until():
            some = list(islice(rows.after(*name, self.read_to), AT_ONCE))
            self.index.add(some)
            # Fewer than asked for: what is missing up to `last` was taken away again.
            self.read_to = some[-1].number if len(some) == AT_ONCE else max(last, self.index.last)


class Shelf:
    """Answers searches from indexes over the stored rows. For one thread."""

    def __init__(
        self,
        rows: RowReader,
        snapshots: Path,
        *,
        most: int = MOST_INDEXES,
        look_s: float = LOOK_S,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`snapshots` is the folder of all campaigns'; `clock` never runs backwards."""
        self._rows = rows
        self._snapshots = snapshots
        self._most = most
        self._look_s = look_s
        self._clock = clock
        self._kept: OrderedDict[Name, Kept] = OrderedDict()
        self._refused: set[Built] = set()
        self._beside = ThreadPoolExecutor(1, "newer snapshot")

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
        kept = self._take_over(name)
        if kept is None:
            stored = next(self._rows.after(*name, 0), None)
            return Behind(last) if stored else Found(())
        if last - kept.read_to > AT_ONCE:
            return Behind(last - kept.read_to)
        self._kept.move_to_end(name)
        kept.read(self._rows, name, last=last, until=lambda: False)
        return self._searched(name, kept, sought) or Behind(last)

    def catch_up(self, wanted: CatchUp) -> Behind:
        """Reads on for a moment, and says how many rows there are left."""
        name = (wanted.campaign, wanted.model)
        last = self._rows.last(*name)
        kept = self._take_over(name) or self._keep(name, self._open(name))
        if kept is None:
            return Behind(0)
        ends = self._clock() + MOMENT_S
        kept.read(self._rows, name, last=last, until=lambda: self._clock() > ends)
        return Behind(max(0, last - kept.read_to))

    def close(self) -> None:
        """Waits for what is done beside."""
        self._beside.shutdown(cancel_futures=True)

    # ------------------------------------------------------------ indexes

    def _searched(self, name: Name, kept: Kept, sought: Sought) -> Found | None:
        """What the index sees; None where its snapshot is damaged: it is dropped then."""
        vector = np.frombuffer(sought.vector, "<f4")
        try:
            return Found(tuple(kept.index.search(vector, sought.form, sought.limit)))
        except PartUnavailable as error:
            if error.code is not Code.SNAPSHOT_DAMAGED or kept.snapshot is None:
                raise
            self._refused.add(kept.snapshot)
            del self._kept[name]
            return None

    def _keep(self, name: Name, kept: Kept | None) -> Kept | None:
        if kept is not None:
            kept.look_at = self._clock() + self._look_s
            self._kept[name] = kept
            self._kept.move_to_end(name)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return kept

    def _open(self, name: Name) -> Kept | None:
        """An index from the newest snapshot, or from nothing; None where no row is stored."""
        last = self._rows.last(*name)
        found = open_newest(self._snapshots, *name, last=last, refused=self._refused)
        if found is not None:
            built, snapshot = found
            return Kept(SpellingIndex(snapshot.manifest.dims, snapshot), built)
        first = next(self._rows.after(*name, 0), None)
        return Kept(SpellingIndex(len(first.vector) // 2), None) if first else None

    # ------------------------------------------------------------ newer snapshots

    def _take_over(self, name: Name) -> Kept | None:
        """The index to ask: the one there is, or one with a newer snapshot that was made ready."""
        kept = self._kept.get(name)
        if kept is None:
            return None
        if kept.newer is not None and kept.newer.done():
            ready, kept.newer = kept.newer.result(), None
            if ready is not None and ready.snapshot != kept.snapshot:
                return self._keep(name, ready)
        if kept.newer is None and self._clock() >= kept.look_at:
            kept.look_at = self._clock() + self._look_s
            if self._is_newer(name, kept):
                kept.newer = self._beside.submit(self._made_ready, name)
        return kept

    def _is_newer(self, name: Name, kept: Kept) -> bool:
        known = int(kept.snapshot.folder.name) if kept.snapshot else 0
        builds = candidates(self._snapshots, *name, self._refused)
        return bool(builds) and int(builds[0].folder.name) > known

    def _made_ready(self, name: Name) -> Kept | None:
        """Opens the newest snapshot and reads what came since, beside the searching."""
        try:
            kept = self._open(name)
            while kept is not None and (last := self._rows.last(*name)) - kept.read_to > AT_ONCE:
                kept.read(self._rows, name, last=last, until=lambda: False)
        except PartUnavailable:
            return None
        return kept
