"""Publishing, deleting and restoring clues: what may be written, by the protocol of `ClueWriter`.

A second publisher of a clue is refused while the first one's lease runs. After that it completes
or undoes what the first one left, and takes the next revision.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import msgspec

from clew.clock import Clock
from clew.clues.attempt import Attempt
from clew.clues.heads import CampaignHeads, known_campaign
from clew.clues.lease import busy, runs
from clew.clues.meanings import Ready
from clew.clues.model import CampaignHead, Clue, Revision, State
from clew.clues.ports import (
    ClueRecord,
    StaticReader,
    TombstoneLog,
    VenuePlan,
    VenuePlans,
)
from clew.clues.publish_rules import contradictions, refusals
from clew.clues.settle import Settlement
from clew.clues.write import NOTHING_READY, ClueWriter, pending, stones
from clew.errors import ClewError, Code, Conflict, InputRefused, ManyRefused, Where
from clew.progress import Progress, silent


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
        static: StaticReader,
        tombstones: TombstoneLog,
        heads: CampaignHeads,
        plans: VenuePlans,
        writer: ClueWriter,
        settlement: Settlement,
        clock: Clock,
    ) -> None:
        self._record = record
        self._static = static
        self._tombstones = tombstones
        self._heads = heads
        self._plans = plans
        self._clock = clock
        self._writer = writer
        self._settlement = settlement

    async def publish(
        self,
        campaign: str,
        clues: Sequence[Clue],
        *,
        places: Sequence[Where] = (),
        again: bool = False,
        ready: Ready = NOTHING_READY,
        expected: Mapping[str, int] | None = None,
        progress: Progress = silent,
        attempt: Attempt | None = None,
    ) -> Sequence[Published]:
        """Makes every clue the live one of its id, all or none; durable and visible on return.

        A clue that stands already, word for word, is left alone unless `again` is set, which
        mends a tier that differs. `places` says where each clue was written, for refusals;
        `ready` has the vectors that are made already; `expected` the revision, 0 for none, that
        each clue must stand at (`not_newer`); `attempt` is kept with what is begun.
        Raises `Conflict` or `ManyRefused` for a deleted clue (`clue_deleted`) and for a clue that
        contradicts a locked row of the static tier (`contradicts_static`), and `Conflict`
        (`clue_busy`) while somebody else is writing one of them; nothing is changed then.
        """
        await self._check_open(campaign)
        await self._take_over(campaign, {clue.id for clue in clues})
        standing = await self._record.latest(campaign, [clue.id for clue in clues])
        locked = await self._static.locked(campaign)
        where = places or [Where()] * len(clues)
        _refuse([*refusals(campaign, clues, where, standing, locked)])
        changed = [clue for clue in clues if again or not _stands(clue, standing.get(clue.id))]
        numbers = {clue.id: standing[clue.id].number for clue in clues if clue.id in standing}
        renewed = {clue.id for clue in changed}
        for revision in await self._put(
            campaign, changed, standing, ready, progress, expected=expected, attempt=attempt
        ):
            numbers[revision.clue.id] = revision.number
        return [Published(clue.id, numbers[clue.id], clue.id in renewed) for clue in clues]

    async def delete(
        self, campaign: str, clue: str, *, attempt: Attempt | None = None
    ) -> Published:
        """Takes a clue out of both tiers, for good unless it is restored.

        Raises `InputRefused` (`clue_unknown`) where it is not live, and `Conflict` (`clue_busy`)
        while somebody else is writing it.
        """
        await self._check_open(campaign)
        settled = await self._take_over(campaign, {clue})
        standing = (await self._record.latest(campaign, [clue])).get(clue)
        if standing is not None and State.DELETED in settled.values():
            return Published(clue, standing.number, changed=True)
        if standing is None or standing.state is not State.LIVE:
            raise _unknown_clue(campaign, clue, standing)
        (gone,) = await self._writer.write(
            campaign,
            [standing.clue],
            State.DELETING,
            expected={clue: standing.number},
            check=_check_open_head,
            attempt=attempt,
        )
        return Published(clue, gone.number, changed=True)

    async def restore(
        self, campaign: str, clue: str, *, attempt: Attempt | None = None
    ) -> Published:
        """Brings a deleted clue back as it was, with a new revision.

        Raises `InputRefused` (`clue_unknown`) where it is not deleted, and `Conflict`
        (`clue_busy`) while somebody else is writing it.
        """
        await self._check_open(campaign)
        settled = await self._take_over(campaign, {clue})
        standing = (await self._record.latest(campaign, [clue])).get(clue)
        if standing is not None and State.LIVE in settled.values():
            return Published(clue, standing.number, changed=True)
        if standing is None or standing.state is not State.DELETED:
            raise InputRefused(
                Code.CLUE_UNKNOWN,
                f"campaign {campaign!r} has no deleted clue {clue!r}",
                remedy="only a deleted clue can be restored",
            )
        locked = await self._static.locked(campaign)
        _refuse([*contradictions(campaign, standing.clue, Where(), None, locked)])
        back = await self._put(
            campaign, [standing.clue], {clue: standing}, NOTHING_READY, silent, attempt=attempt
        )
        try:
            await self._tombstones.append(stones(back, lifted=True))
        except ClewError as error:
            raise pending(error, f"clue {clue!r} is restored") from error
        return Published(clue, back[0].number, changed=True)

    async def _take_over(self, campaign: str, clues: Collection[str]) -> Mapping[Revision, State]:
        """Settles what earlier publishers of these clues left; refuses while one is at work."""
        begun = await self._record.unfinished(campaign, clues)
        now = self._clock.now().timestamp()
        for row in begun:
            if row.lease is not None and runs(row.lease, now):
                raise busy(row.clue.id, row.lease.until - now)
        return await self._settlement.settle(campaign, begun)

    async def _put(
        self,
        campaign: str,
        clues: Sequence[Clue],
        standing: Mapping[str, Revision],
        ready: Ready,
        progress: Progress,
        *,
        expected: Mapping[str, int] | None = None,
        attempt: Attempt | None = None,
    ) -> Sequence[Revision]:
        if not clues:
            await self._heads.refresh(campaign)
            return ()

        async def check(begun: Sequence[Revision], head: CampaignHead) -> None:
            await _check_open_head(begun, head)
            await self._check_no_delete(campaign, begun, standing)
            await self._check_zones(begun)

        return await self._writer.write(
            campaign,
            clues,
            State.PUBLISHING,
            expected=expected,
            check=check,
            ready=ready,
            progress=progress,
            attempt=attempt,
        )

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

    async def _check_open(self, campaign: str) -> None:
        known = await known_campaign(self._record, campaign)
        if not known.open:
            raise _closed(campaign)


async def _check_open_head(_begun: Sequence[Revision], head: CampaignHead) -> None:
    """Refuses a campaign that was closed since the publisher looked at it."""
    if not head.open:
        raise _closed(head.campaign)


def _closed(campaign: str) -> Conflict:
    return Conflict(
        Code.CAMPAIGN_CLOSED,
        f"campaign {campaign!r} is closed",
        remedy="`clew campaign reopen` opens it again",
    )


def _stands(clue: Clue, standing: Revision | None) -> bool:
    return standing is not None and standing.state is State.LIVE and standing.clue == clue


def _refuse(refusals: Sequence[InputRefused]) -> None:
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise ManyRefused(refusals)


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
