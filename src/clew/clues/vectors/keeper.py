"""When a campaign's rows are worth a new snapshot, and what becomes of the old ones."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from clew.clues.rows import StoredRow
from clew.clues.vectors.build import build_snapshot
from clew.clues.vectors.manifest import verify_snapshot
from clew.clues.vectors.ports import RowReader
from clew.clues.vectors.snapshot_folders import folder_of, newest_first
from clew.errors import PartUnavailable
from clew.progress import Progress, silent
from clew.venues.model import Finding

FRESH = 20_000
"""Rows that are searched one by one at most, beside the newest snapshot: some 3 ms."""
KEPT = 2
"""Snapshots of a campaign that stay: a process may still be opening the one before the newest."""


class SnapshotKeeper:
    """Builds snapshots below a folder, from the stored rows of one model."""

    def __init__(
        self, root: Path, rows: RowReader, *, model: str, dims: int, fresh: int = FRESH
    ) -> None:
        """`fresh`: how many rows may come after a snapshot before another one is due."""
        self._root = root
        self._rows = rows
        self._model = model
        self._dims = dims
        self._fresh = fresh

    async def keep(self, campaign: str, *, progress: Progress = silent) -> bool:
        """Builds a snapshot where too many rows came after the newest whole one.

        Whether it did. The processes that search take it over by themselves. Raises
        `PartUnavailable`; the rows themselves are searched meanwhile.
        """
        last = self._rows.last(campaign, self._model)
        if last - self._newest(campaign) <= self._fresh:
            return False
        await asyncio.to_thread(self._build, campaign, last, progress)
        return True

    async def findings(self, campaign: str) -> list[Finding]:
        """A finding for each snapshot of which a byte is not as it was written; reads them all."""
        found = []
        for folder in newest_first(self._root, campaign, self._model):
            try:
                await asyncio.to_thread(verify_snapshot, folder)
            except PartUnavailable as error:
                found.append(Finding("vector", str(folder), error.message, "`clew repair`"))
        return found

    async def drop_damaged(self, campaign: str) -> list[Path]:
        """Removes the snapshots that `findings` would name, and returns their folders."""
        wrong = [Path(one.subject) for one in await self.findings(campaign)]
        for folder in wrong:
            shutil.rmtree(folder, ignore_errors=True)
        return wrong

    def _newest(self, campaign: str) -> int:
        folders = newest_first(self._root, campaign, self._model)
        return int(folders[0].name) if folders else 0

    def _build(self, campaign: str, last: int, progress: Progress) -> None:
        rows = self._rows.after(campaign, self._model, 0)
        build_snapshot(
            _up_to(rows, last),
            folder_of(self._root, campaign, self._model, last),
            dims=self._dims,
            model=self._model,
            campaign=campaign,
            last=last,
            progress=lambda done: progress("indexing", done, last),
        )
        for folder in newest_first(self._root, campaign, self._model)[KEPT:]:
            shutil.rmtree(folder, ignore_errors=True)


def _up_to(rows: Iterator[StoredRow], last: int) -> Iterator[StoredRow]:
    return takewhile(lambda row: row.number <= last, rows)
