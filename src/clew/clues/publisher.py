"""Writing clues: the record first, then the exact tier, then the record's word that it is done.

    record: publishing -> exact tier: entries and head, the commit point -> record: live

Up to the commit a failure leaves nothing visible; from the commit on the new revision is what
every process answers, even if the record's last word is still missing (`clew doctor` names such a
row, and publishing again completes it).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import msgspec

from clew.clock import Clock
from clew.clues.heads import CampaignHeads, known_campaign
from clew.clues.key import keys_of
from clew.clues.model import Change, Clue, Revision, State, Tombstone
from clew.clues.ports import (
    ClueRecord,
    ExactWriter,
    StaticReader,
    TombstoneLog,
    VenuePlan,
    VenuePlans,
)
from clew.clues.publish_rules import contradictions, refusals
from clew.errors import ClewError, Code, Conflict, InputRefused, ManyRefused, PartUnavailable, Where

Progress = Callable[[str, int, int], None]
"""Told (what is being done, how many are done, of how many)."""


def silent(_doing: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


class Published(msgspec.Struct, frozen=True):
    """What became of one clue.

    Attributes:
        revision: the one in force.
        changed: False where it already stood there, word for word.
    """

    clue: str
    revision: int
    changed: bool


class Publisher:
    """Publishes, deletes and restores clues in both tiers."""

    def __init__(
        self,
        *,
        record: ClueRecord,
        exact: ExactWriter,
        static: StaticReader,
        tombstones: TombstoneLog,
        heads: CampaignHeads,
        plans: VenuePlans,
        clock: Clock,
    ) -> None:
        self._record = record
        self._exact = exact
        self._static = static
        self._tombstones = tombstones
        self._heads = heads
        self._plans = plans
        self._clock = clock

    async def publish(
        self,
        campaign: str,
        clues: Sequence[Clue],
        *,
        places: Sequence[Where] = (),
        again: bool = False,
        progress: Progress = silent,
    ) -> Sequence[Published]:
        """Makes every clue the live one of its id, all or none; durable and visible on return.

        A clue that stands already, word for word, is left alone unless `again` is set, which
        mends a tier that differs. `places` says where each clue was written, for refusals.
        Raises `Conflict` or `ManyRefused` for a deleted clue (`clue_deleted`) and for a clue that
        contradicts a locked row of the static tier (`contradicts_static`); nothing is changed then.
        """
        await self._check_open(campaign)
        standing = await self._record.latest(campaign, [clue.id for clue in clues])
        locked = await self._static.locked(campaign)
        where = places or [Where()] * len(clues)
        _refuse([*refusals(campaign, clues, where, standing, locked)])
        changed = [clue for clue in clues if again or not _stands(clue, standing.get(clue.id))]
        await self._put(campaign, changed, standing, progress)
        numbers = {clue.id: standing[clue.id].number for clue in clues if clue.id in standing}
        renewed = {clue.id for clue in changed}
        if renewed:
            latest = await self._record.latest(campaign, renewed)
            numbers.update((clue, revision.number) for clue, revision in latest.items())
        return [Published(clue.id, numbers[clue.id], clue.id in renewed) for clue in clues]

    async def delete(self, campaign: str, clue: str) -> Published:
        """Takes a clue out of both tiers, for good unless it is restored.

        Raises `InputRefused` (`clue_unknown`) where it is not live.
        """
        await self._check_open(campaign)
        standing = (await self._record.latest(campaign, [clue])).get(clue)
        if standing is None or standing.state is not State.LIVE:
            raise _unknown_clue(campaign, clue, standing)
        await self._exact.reserve(1)
        begun = await self._record.begin(campaign, [standing.clue], State.DELETING, self._now())
        number = begun[0].number
        stones = _tombstones(campaign, standing.clue, number, lifted=False)
        change = Change(clue, number, None, "", standing.clue.lang, ())
        try:
            # The static tier must know before the exact tier forgets, or it would answer for a
            # clue that is gone.
            await self._tombstones.append(stones)
            head = await self._heads.refresh(campaign)
            await self._exact.commit(campaign, [change], generation=head.generation)
        except ClewError:
            await self._abandon(begun)
            with suppress(ClewError):
                await self._tombstones.append(
                    _tombstones(campaign, standing.clue, number, lifted=True)
                )
            raise
        try:
            await self._record.finish(begun, State.DELETED)
            await self._heads.refresh(campaign)
        except ClewError as error:
            raise _pending(error, f"the clue is deleted at revision {number}") from error
        return Published(clue, number, changed=True)

    async def restore(self, campaign: str, clue: str) -> Published:
        """Brings a deleted clue back as it was, with a new revision.

        Raises `InputRefused` (`clue_unknown`) where it is not deleted.
        """
        await self._check_open(campaign)
        standing = (await self._record.latest(campaign, [clue])).get(clue)
        if standing is None or standing.state is not State.DELETED:
            raise InputRefused(
                Code.CLUE_UNKNOWN,
                f"campaign {campaign!r} has no deleted clue {clue!r}",
                remedy="only a deleted clue can be restored",
            )
        locked = await self._static.locked(campaign)
        _refuse([*contradictions(campaign, standing.clue, Where(), None, locked)])
        await self._put(campaign, [standing.clue], {clue: standing}, silent)
        number = (await self._record.latest(campaign, [clue]))[clue].number
        await self._tombstones.append(_tombstones(campaign, standing.clue, number, lifted=True))
        return Published(clue, number, changed=True)

    # ------------------------------------------------------------ the protocol

    async def _put(
        self,
        campaign: str,
        clues: Sequence[Clue],
        standing: Mapping[str, Revision],
        progress: Progress,
    ) -> None:
        if not clues:
            await self._heads.refresh(campaign)
            return
        total = len(clues)
        progress("recording", 0, total)
        await self._exact.reserve(total)
        begun = await self._record.begin(campaign, clues, State.PUBLISHING, self._now())
        try:
            progress("publishing", 0, total)
            head = await self._heads.refresh(campaign)
            await self._check_no_delete(campaign, begun, standing)
            await self._check_zones(begun)
            changes = [_change(campaign, revision) for revision in begun]
            await self._exact.commit(campaign, changes, generation=head.generation)
        except ClewError:
            await self._abandon(begun)
            raise
        progress("finishing", 0, total)
        try:
            await self._record.finish(begun, State.LIVE)
            # Old venues leave the head once no live clue names them.
            await self._heads.refresh(campaign)
        except ClewError as error:
            raise _pending(error, f"{total:,} clues are published") from error
        progress("finishing", total, total)

    async def _check_no_delete(
        self, campaign: str, begun: Sequence[Revision], standing: Mapping[str, Revision]
    ) -> None:
        """Refuses a clue whose delete began after it was looked at and before this revision.

        A delete that begins later has the higher revision, and wins by that.
        """
        since = {clue: revision.number for clue, revision in standing.items()}
        passed = {
            revision.clue.id: revision.number
            for revision in begun
            if revision.number > since.get(revision.clue.id, 0) + 1
        }
        if not passed:
            return
        rows = [
            *(await self._record.latest(campaign, passed)).values(),
            *await self._record.unfinished(campaign),
        ]
        for row in rows:
            clue = row.clue.id
            if row.state in {State.DELETED, State.DELETING} and (
                since.get(clue, 0) < row.number < passed.get(clue, 0)
            ):
                raise Conflict(
                    Code.CLUE_DELETED,
                    f"clue {clue!r} is being deleted, or was just now",
                    remedy=f"`clew clue delete {clue}` completes a delete that broke off; "
                    f"`clew clue restore {clue}` undoes it",
                )

    async def _check_zones(self, begun: Sequence[Revision]) -> None:
        """Refuses a zone that a map change took away since the clue was placed.

        From `begin` on the map's import sees the clue and refuses; before it, this does. A map
        that changes after this check raises the campaign's generation, which voids the commit.
        """
        plans: dict[str, VenuePlan | None] = {}
        for revision in begun:
            venue, zone = revision.clue.venue, revision.clue.zone
            if venue not in plans:
                plans[venue] = await self._plans.plan(venue)
            plan = plans[venue]
            if plan is None or not plan.has(zone):
                raise Conflict(
                    Code.ZONE_UNKNOWN,
                    f"the map of {venue!r} has no zone {zone} any more",
                    remedy=f"give clue {revision.clue.id!r} another place",
                )

    async def _abandon(self, begun: Sequence[Revision]) -> None:
        # A row that cannot even be marked stays as `publishing`; it is visible nowhere, and the
        # doctor names it.
        with suppress(ClewError):
            await self._record.finish(begun, State.ABANDONED)

    async def _check_open(self, campaign: str) -> None:
        known = await known_campaign(self._record, campaign)
        if not known.open:
            raise Conflict(
                Code.CAMPAIGN_CLOSED,
                f"campaign {campaign!r} is closed",
                remedy="`clew campaign reopen` opens it again",
            )

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="seconds")


def _pending(error: ClewError, done: str) -> PartUnavailable:
    """From the commit on, a failure takes nothing back: it leaves the record a word behind."""
    return PartUnavailable(
        error.code,
        f"{done}, but the record could not note it: {error.message}",
        remedy="run the same command again once that is mended; `clew doctor` names what is open",
        where=error.where,
    )


def _change(campaign: str, revision: Revision) -> Change:
    clue = revision.clue
    spellings = keys_of(campaign, clue.spellings)
    return Change(clue.id, revision.number, clue.zone, clue.text, clue.lang, spellings)


def _stands(clue: Clue, standing: Revision | None) -> bool:
    return standing is not None and standing.state is State.LIVE and standing.clue == clue


def _refuse(refusals: Sequence[InputRefused]) -> None:
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise ManyRefused(refusals)


def _tombstones(campaign: str, clue: Clue, number: int, *, lifted: bool) -> list[Tombstone]:
    return [
        Tombstone(campaign, key, clue.id, clue.zone, number, lifted)
        for key, _ in keys_of(campaign, clue.spellings)
    ]


def _unknown_clue(campaign: str, clue: str, standing: Revision | None) -> InputRefused:
    if standing is not None:
        return InputRefused(
            Code.CLUE_DELETED,
            f"clue {clue!r} was deleted already",
            remedy=f"`clew clue restore {clue}` brings it back",
        )
    return InputRefused(
        Code.CLUE_UNKNOWN,
        f"campaign {campaign!r} has no clue {clue[:80]!r}",
        remedy="see `clew clue export`",
    )
