"""Imports that broke off: what the doctor says of them, and how repair completes them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import msgspec

from clew.clues.campaigns import Campaigns
from clew.clues.import_shares import Preparation, Prepared, one_ahead
from clew.clues.imports import ImportHead, ImportRow, ImportShelf, stands
from clew.clues.ports import ClueRecord
from clew.clues.publisher import Publisher
from clew.errors import Code, InputRefused, PartUnavailable
from clew.venues.model import Finding

_NOT_NOW = {Code.CLUE_BUSY, Code.LEASE_LOST}
"""Refusals that time lifts: what they stop is tried again by the next repair."""


class ImportCompleted(msgspec.Struct, frozen=True):
    """An import that had broken off, and is no more.

    Attributes:
        done: what became of its rows, in words.
    """

    campaign: str
    done: str


class ImportLeft(msgspec.Struct, frozen=True):
    """An import that is not complete yet.

    Attributes:
        file: as whoever began it named it.
        why: what it waits for, in words.
    """

    campaign: str
    file: str
    why: str


@dataclass
class _Count:
    published: int = 0
    stood: int = 0
    changed: int = 0
    refused: list[InputRefused] = field(default_factory=list)
    waiting: list[InputRefused] = field(default_factory=list)

    def words(self, head: ImportHead) -> str:
        told = (
            f"the import of {head.file} that broke off is completed: {self.published:,} clues "
            f"published, {self.stood:,} stood already"
        )
        if self.changed:
            told += f", {self.changed:,} left alone since somebody changed them meanwhile"
        if self.refused:
            told += f", {len(self.refused):,} refused (the first: {self.refused[0]})"
        return told


class ImportLeftovers:
    """Looks after the shelf of imports."""

    def __init__(
        self,
        *,
        record: ClueRecord,
        campaigns: Campaigns,
        publisher: Publisher,
        preparation: Preparation,
        shelf: ImportShelf,
    ) -> None:
        self._record = record
        self._campaigns = campaigns
        self._publisher = publisher
        self._preparation = preparation
        self._shelf = shelf

    async def findings(self) -> AsyncIterator[Finding]:
        """Every import that broke off and how far it is; one that is running is none."""
        for campaign in self._shelf.campaigns():
            # Given back at once: who looks must not keep anybody from importing.
            with self._shelf.turn(campaign) as free:
                pass
            if not free:
                continue
            try:
                head = self._shelf.head(campaign)
                if head is not None:
                    yield await self._finding(head)
            except PartUnavailable as error:
                yield Finding("record", str(error.where), error.message, error.remedy)

    async def _finding(self, head: ImportHead) -> Finding:
        standing = 0
        for rows in self._shelf.shares(head.campaign):
            latest = await self._record.latest(head.campaign, [row.id for row in rows])
            standing += sum(stands(row.clue, latest.get(row.id)) for row in rows)
        known = await self._record.campaign(head.campaign)
        closed = known is not None and not known.open
        return Finding(
            "record",
            f"campaign {head.campaign}",
            f"the import of {head.file} ({head.created}) broke off: "
            f"{standing:,} of {head.rows:,} rows stand",
            ("`clew campaign reopen` it, then " if closed else "")
            + "`clew repair`, or import the file again: either completes it",
        )

    async def complete(self) -> tuple[Sequence[ImportCompleted], Sequence[ImportLeft]]:
        """Publishes what imports that broke off left to do, and takes them off the shelf.

        A clue that somebody changed since the file was checked stays as it is. Raises
        `PartUnavailable`; what was published before stays published.
        """
        completed: list[ImportCompleted] = []
        left: list[ImportLeft] = []
        for campaign in self._shelf.campaigns():
            with self._shelf.turn(campaign) as mine:
                head = self._shelf.head(campaign)
                if head is None:
                    continue
                if not mine:
                    left.append(ImportLeft(campaign, head.file, "it is running"))
                    continue
                told = await self._complete(head)
                if isinstance(told, ImportLeft):
                    left.append(told)
                else:
                    completed.append(told)
        return completed, left

    async def _complete(self, head: ImportHead) -> ImportCompleted | ImportLeft:
        campaign = head.campaign
        await self._campaigns.ensure(campaign)
        known = await self._record.campaign(campaign)
        if known is None or not known.open:
            return ImportLeft(campaign, head.file, "the campaign is closed")
        count = _Count()

        async def prepare(rows: Sequence[ImportRow]) -> tuple[Sequence[ImportRow], Prepared]:
            return rows, await self._prepared(campaign, rows)

        async def publish(share: tuple[Sequence[ImportRow], Prepared]) -> None:
            await self._publish(campaign, *share, count)

        await one_ahead(self._shelf.shares(campaign), prepare, publish)
        if count.waiting:
            return ImportLeft(campaign, head.file, count.waiting[0].message)
        self._shelf.remove(campaign)
        return ImportCompleted(campaign, count.words(head))

    async def _prepared(self, campaign: str, rows: Sequence[ImportRow]) -> Prepared:
        return await self._preparation.of(campaign, rows, unchanged_only=True)

    async def _publish(
        self, campaign: str, rows: Sequence[ImportRow], share: Prepared, count: _Count
    ) -> None:
        """Publishes what of these rows may be; a refusal is narrowed down to the rows it is for."""
        try:
            await self._write(campaign, share)
        except InputRefused as refusal:
            if len(rows) > 1:
                middle = len(rows) // 2
                for half in (rows[:middle], rows[middle:]):
                    await self._publish(campaign, half, await self._prepared(campaign, half), count)
            elif refusal.code in _NOT_NOW:
                count.waiting.append(refusal)
            elif refusal.code is Code.NOT_NEWER:
                count.changed += 1
            else:
                count.refused.append(refusal)
            return
        count.published += len(share.clues)
        count.changed += len(share.changed)
        count.stood += share.rows - len(share.clues) - len(share.changed)

    async def _write(self, campaign: str, share: Prepared) -> None:
        if share.clues:
            await self._publisher.publish(
                campaign, share.clues, ready=share.ready, expected=share.expected
            )
