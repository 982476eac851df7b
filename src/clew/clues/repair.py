"""Making the parts agree again, without asking anybody: the record is the truth, a delete wins.

Doing it twice is doing it once. What somebody may still be working on is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from clew.clock import Clock
from clew.clues.changes import Held, has_meanings
from clew.clues.heads import CampaignHeads
from clew.clues.import_leftovers import ImportLeft, ImportLeftovers
from clew.clues.key import keys_of
from clew.clues.lease import runs
from clew.clues.meanings import Meanings
from clew.clues.model import Clue, Revision, State
from clew.clues.ports import ClueRecord, ExactTier, TombstoneLog
from clew.clues.settle import Settlement
from clew.clues.write import ClueWriter, change_of, stones
from clew.errors import Conflict
from clew.progress import silent

if TYPE_CHECKING:
    from clew.clues.vectors.keeper import SnapshotKeeper

AT_ONCE = 1_000
"""Clues that are written in one transaction."""


class Mended(msgspec.Struct, frozen=True):
    """Something that was put right.

    Attributes:
        clue: None where it was the campaign's head, or an import into it.
        done: what was done, in words.
    """

    campaign: str
    clue: str | None
    done: str


class LeftAlone(msgspec.Struct, frozen=True):
    """An unfinished revision that somebody may still be working on.

    Attributes:
        retry_after_s: seconds until its lease runs out; 0 where somebody was faster just now.
    """

    campaign: str
    clue: str
    retry_after_s: float


class Repaired(msgspec.Struct, frozen=True):
    """What a repair did.

    Attributes:
        imports: those that broke off and could not be completed yet.
    """

    mended: tuple[Mended, ...]
    left: tuple[LeftAlone, ...]
    imports: tuple[ImportLeft, ...] = ()


class Repair:
    """Settles what broke off, and writes again what differs from the record."""

    def __init__(
        self,
        *,
        record: ClueRecord,
        exact: ExactTier,
        tombstones: TombstoneLog,
        heads: CampaignHeads,
        meanings: Meanings,
        writer: ClueWriter,
        settlement: Settlement,
        snapshots: SnapshotKeeper | None,
        imports: ImportLeftovers,
        clock: Clock,
    ) -> None:
        """`snapshots`: None where no index is kept on disk."""
        self._record = record
        self._exact = exact
        self._tombstones = tombstones
        self._heads = heads
        self._clock = clock
        self._meanings = meanings
        self._writer = writer
        self._settlement = settlement
        self._snapshots = snapshots
        self._imports = imports

    async def run(self) -> Repaired:
        """Repairs every campaign, closed ones too; durable and visible on return.

        Raises `PartUnavailable`; what was mended before stays mended.
        """
        mended: list[Mended] = []
        left: list[LeftAlone] = []
        for campaign in await self._record.campaigns():
            await self._repair(campaign.id, mended, left)
        completed, waiting = await self._imports.complete()
        mended += [Mended(one.campaign, None, one.done) for one in completed]
        return Repaired(tuple(mended), tuple(left), tuple(waiting))

    async def _repair(self, campaign: str, mended: list[Mended], left: list[LeftAlone]) -> None:
        before = await self._exact.head(campaign)
        if await self._heads.refresh(campaign) != before:
            mended.append(Mended(campaign, None, "its head says again what the record says"))
        now = self._clock.now().timestamp()
        begun = await self._record.unfinished(campaign)
        left += [
            LeftAlone(campaign, row.clue.id, round(row.lease.until - now, 1))
            for row in begun
            if row.lease is not None and runs(row.lease, now)
        ]
        expired = [row for row in begun if not runs(row.lease, now)]
        for row, after in (await self._settlement.settle(campaign, expired)).items():
            done = f"revision {row.number}, begun and left, is {after}"
            mended.append(Mended(campaign, row.clue.id, done))
        await self._tiers(campaign, mended, left)
        await self._stones(campaign, mended)
        await self._complete(campaign, mended)
        if self._snapshots is not None:
            mends = ["a damaged snapshot is removed"] * len(
                await self._snapshots.drop_damaged(campaign)
            )
            if await self._snapshots.keep(campaign):
                mends.append("a snapshot of its vectors is built")
            mended += [Mended(campaign, None, one) for one in mends]

    # ------------------------------------------------------------ record and exact tier

    async def _tiers(self, campaign: str, mended: list[Mended], left: list[LeftAlone]) -> None:
        # The exact tier first: what is committed after this look is newer than the record's rows
        # that are compared with it, and the compare of `begin` and `commit` refuses those.
        held = {one.clue: one async for one in self._exact.held(campaign)}
        latest = await self._record.latest(campaign)
        busy = {row.clue.id for row in await self._record.unfinished(campaign)}
        differing = [
            one
            for clue, one in sorted(latest.items())
            if clue not in busy and _differs(one, held, self._meanings.model)
        ]
        missing = [one for one in differing if _number(one, held) < one.number]
        for chunk in _chunks(missing):
            await self._put(campaign, chunk, mended, left)
        for state in (State.PUBLISHING, State.DELETING):
            again = [
                one
                for one in differing
                if _number(one, held) >= one.number and _wanted(one, held) is state
            ]
            for chunk in _chunks(again):
                await self._rewrite(campaign, chunk, state, mended, left)

    async def _complete(self, campaign: str, mended: list[Mended]) -> None:
        """Lets the campaign be searched again once every live clue has its vectors."""
        head = await self._heads.refresh(campaign)
        if head.model == self._meanings.model:
            return
        lacking = [
            one
            async for one in self._exact.held(campaign)
            if one.zone is not None and not has_meanings(one, self._meanings.model)
        ]
        if not lacking:
            await self._heads.refresh(campaign, whole=True)
            mended.append(Mended(campaign, None, f"is searched with {self._meanings.model} again"))

    async def _put(
        self,
        campaign: str,
        revisions: Sequence[Revision],
        mended: list[Mended],
        left: list[LeftAlone],
    ) -> None:
        """Commits recorded revisions that the exact tier never had, under their own numbers."""
        live = [one.clue for one in revisions if one.state is State.LIVE]
        made = await self._meanings.of(live, silent)
        changes = [change_of(one, self._meanings.model, made) for one in revisions]
        head = await self._heads.refresh(campaign)
        try:
            await self._exact.reserve(len(revisions))
            await self._exact.commit(campaign, changes, generation=head.generation)
        except Conflict:
            if len(revisions) == 1:
                left.append(LeftAlone(campaign, revisions[0].clue.id, 0))
                return
            for one in revisions:
                await self._put(campaign, [one], mended, left)
            return
        mended += [
            Mended(campaign, one.clue.id, f"revision {one.number} is in the exact tier again")
            for one in revisions
        ]

    async def _rewrite(
        self,
        campaign: str,
        revisions: Sequence[Revision],
        state: State,
        mended: list[Mended],
        left: list[LeftAlone],
    ) -> None:
        """Writes what the record says under new numbers, which fence whatever stood there."""
        clues: list[Clue] = [one.clue for one in revisions]
        expected = {one.clue.id: one.number for one in revisions}
        try:
            written = await self._writer.write(campaign, clues, state, expected=expected)
        except Conflict as refusal:
            if len(revisions) == 1:
                wait = refusal.retry_after_s or 0
                left.append(LeftAlone(campaign, revisions[0].clue.id, wait))
                return
            for one in revisions:
                await self._rewrite(campaign, [one], state, mended, left)
            return
        what = "published" if state is State.PUBLISHING else "deleted"
        mended += [
            Mended(campaign, one.clue.id, f"{what} as recorded, at revision {one.number}")
            for one in written
        ]

    # ------------------------------------------------------------ tombstones

    async def _stones(self, campaign: str, mended: list[Mended]) -> None:
        # The stones first: one that is laid after this look has a higher number than any lifted.
        lying = await self._tombstones.unlifted(campaign)
        latest = await self._record.latest(campaign)
        busy = {row.clue.id for row in await self._record.unfinished(campaign)}
        wrong = [
            msgspec.structs.replace(stone, lifted=True)
            for stone in lying
            if stone.clue not in busy
            and stone.clue in latest
            and latest[stone.clue].state is State.LIVE
        ]
        known = {(stone.clue, stone.key) for stone in lying}
        lost = [
            stone
            for clue, one in latest.items()
            if one.state is State.DELETED and clue not in busy
            for stone in stones([one], lifted=False)
            if (stone.clue, stone.key) not in known
        ]
        await self._tombstones.append([*wrong, *lost])
        for done, some in (("lifted", wrong), ("laid again", lost)):
            mended += [
                Mended(campaign, clue, f"its tombstones are {done}")
                for clue in sorted({stone.clue for stone in some})
            ]


def _number(one: Revision, held: dict[str, Held]) -> int:
    known = held.get(one.clue.id)
    return known.revision if known else 0


def _wanted(one: Revision, held: dict[str, Held]) -> State:
    """The state to begin in, so that the parts agree: a delete in either of them wins."""
    known = held.get(one.clue.id)
    buried = known is not None and known.zone is None and known.revision > one.number
    return State.DELETING if buried or one.state is State.DELETED else State.PUBLISHING


def _differs(one: Revision, held: dict[str, Held], model: str | None) -> bool:
    known = held.get(one.clue.id)
    if known is None or known.revision != one.number:
        return True
    if one.state is State.DELETED:
        return known.zone is not None
    wanted = {key for key, _ in keys_of(one.campaign, one.clue.spellings)}
    return known.zone != one.clue.zone or known.keys != wanted or not has_meanings(known, model)


def _chunks(revisions: Iterable[Revision]) -> Iterator[Sequence[Revision]]:
    rest = iter(revisions)
    while chunk := list(islice(rest, AT_ONCE)):
        yield chunk
