"""The write protocol: the record under a lease, the exact tier, the record's word that it is done.

    vectors -> record: begun, leased -> (a delete: tombstones) -> lease held? -> exact tier:
    entries, vectors and head, the commit point -> record: live or deleted

Up to the commit a failure leaves nothing visible; from the commit on the new revision is what
every process answers, even if the record's last word is still missing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType

from clew.clock import Clock
from clew.clues.attempt import Attempt
from clew.clues.changes import Change
from clew.clues.heads import CampaignHeads
from clew.clues.key import keys_of
from clew.clues.lease import Lease, lease_lost, new_lease, renewed
from clew.clues.meanings import Meanings, Ready
from clew.clues.model import CampaignHead, Clue, Revision, State, Tombstone
from clew.clues.ports import ClueRecord, ExactWriter, TombstoneLog
from clew.errors import ClewError, Code, Conflict, PartUnavailable
from clew.progress import Progress, silent

ATTEMPTS = 5
"""How often a commit is prepared again when only the campaign's generation changed under it."""

Check = Callable[[Sequence[Revision], CampaignHead], Awaitable[None]]
"""Looks at what was begun before each attempt to commit it; raises to refuse it."""

NOTHING_READY: Ready = MappingProxyType({})

FINISHED = {State.PUBLISHING: State.LIVE, State.DELETING: State.DELETED}
"""State that a row is begun in -> the one that its commit leads to."""


async def unchecked(_begun: Sequence[Revision], _head: CampaignHead) -> None:
    """Refuses nothing."""


class ClueWriter:
    """Takes new revisions of clues through record, tombstones and exact tier.

    `lease_s`: how long a writer alone may finish what it began, in seconds.
    """

    def __init__(
        self,
        *,
        record: ClueRecord,
        exact: ExactWriter,
        tombstones: TombstoneLog,
        heads: CampaignHeads,
        meanings: Meanings,
        clock: Clock,
        lease_s: float,
    ) -> None:
        self._record = record
        self._exact = exact
        self._tombstones = tombstones
        self._heads = heads
        self._meanings = meanings
        self._clock = clock
        self._lease_s = lease_s

    async def write(
        self,
        campaign: str,
        clues: Sequence[Clue],
        state: State,
        *,
        expected: Mapping[str, int] | None = None,
        check: Check = unchecked,
        ready: Ready = NOTHING_READY,
        progress: Progress = silent,
        attempt: Attempt | None = None,
    ) -> Sequence[Revision]:
        """Publishes clues, or deletes them, all or none; durable and visible on return.

        `state` is the one to begin in; `ready` has the vectors that are made already; `attempt`
        is kept with what is begun. Raises
        `PartUnavailable`, having changed nothing, where the others cannot be made. Raises
        `Conflict`: `clue_busy` while another's lease on one of them runs, `lease_lost` where this
        one's ran out before the commit, `not_newer` where another revision than the `expected`
        one stands. Raises `PartUnavailable` that says so where it is committed and only the
        record's last word is missing.
        """
        total = len(clues)
        made = {} if state is State.DELETING else await self._made(clues, ready, progress)
        progress("recording", 0, total)
        standing = await self._exact.head(campaign)
        if standing is None or standing.model != self._meanings.model:
            # While it is empty a campaign may come by the model; from `begin` on it is not.
            await self._heads.refresh(campaign)
        await self._exact.reserve(total)
        now = self._now()
        lease = new_lease(now, lease_s=self._lease_s, clues=total)
        begun = await self._record.begin(
            campaign,
            clues,
            state,
            self._clock.now().isoformat(timespec="seconds"),
            lease=lease,
            now=now,
            # A record that was restored from a backup counts from further back than the tier.
            above=await self._exact.numbers(campaign, [clue.id for clue in clues]),
            expected=expected,
            attempt=attempt,
        )
        try:
            progress("publishing", 0, total)
            if state is State.DELETING:
                # The static tier must know before the exact tier forgets, or it would answer for
                # a clue that is gone.
                await self._hold(begun, lease)
                await self._tombstones.append(stones(begun, lifted=False))
            await self._commit(campaign, begun, made, lease, check)
        except ClewError:
            await self._undo(begun, state)
            raise
        progress("finishing", 0, total)
        try:
            await self._record.finish(begun, FINISHED[state])
            # Old venues leave the head once no live clue names them.
            await self._heads.refresh(campaign)
        except ClewError as error:
            done = "published" if state is State.PUBLISHING else "deleted"
            raise pending(error, f"{total:,} of {total:,} clues are {done}") from error
        progress("finishing", total, total)
        return begun

    async def _commit(
        self,
        campaign: str,
        begun: Sequence[Revision],
        made: Ready,
        lease: Lease,
        check: Check,
    ) -> None:
        model = self._meanings.model
        changes = [change_of(revision, model, made) for revision in begun]
        for attempt in range(1, ATTEMPTS + 1):
            # The head first: whoever takes these rows over raises its generation before it does,
            # so that holding the lease after reading the head makes a late commit impossible.
            head = await self._heads.refresh(campaign)
            await check(begun, head)
            until = await self._hold(begun, lease)

            def in_time(until: float = until) -> None:
                if self._now() >= until:
                    raise lease_lost(begun[0].clue.id)

            try:
                await self._exact.commit(
                    campaign, changes, generation=head.generation, in_time=in_time
                )
            except Conflict as refusal:
                if refusal.code is not Code.NOT_NEWER:
                    raise
                standing = await self._exact.head(campaign)
                unmoved = standing is not None and standing.generation == head.generation
                if unmoved or attempt == ATTEMPTS:
                    raise
            else:
                return

    async def _made(self, clues: Sequence[Clue], ready: Ready, progress: Progress) -> Ready:
        missing = [clue for clue in clues if clue.id not in ready]
        return {**ready, **(await self._meanings.of(missing, progress) if missing else {})}

    async def _hold(self, begun: Sequence[Revision], lease: Lease) -> float:
        """Makes sure of the lease; when it now runs out, in seconds since 1970."""
        now = self._now()
        longer = renewed(lease, now, lease_s=self._lease_s, clues=len(begun))
        await self._record.hold(begun, longer, now=now)
        return longer.until

    async def _undo(self, begun: Sequence[Revision], state: State) -> None:
        # What cannot even be marked is visible nowhere; repair undoes it when its lease has run
        # out.
        with suppress(ClewError):
            await self._record.finish(begun, State.ABANDONED)
        if state is State.DELETING:
            with suppress(ClewError):
                await self._tombstones.append(stones(begun, lifted=True))

    def _now(self) -> float:
        return self._clock.now().timestamp()


def change_of(revision: Revision, model: str | None, made: Ready) -> Change:
    """What a revision is to the tiers: entries and vectors, or a tombstone."""
    clue = revision.clue
    if revision.state in {State.DELETING, State.DELETED}:
        return Change(clue.id, revision.number, None, "", clue.lang, ())
    spellings = keys_of(revision.campaign, clue.spellings)
    return Change(
        clue.id,
        revision.number,
        clue.zone,
        clue.text,
        clue.lang,
        spellings,
        model,
        made.get(clue.id, ()),
    )


def stones(revisions: Sequence[Revision], *, lifted: bool) -> list[Tombstone]:
    """A tombstone for each key of each revision, under its number."""
    return [
        Tombstone(one.campaign, key, one.clue.id, one.clue.zone, one.number, lifted)
        for one in revisions
        for key, _ in keys_of(one.campaign, one.clue.spellings)
    ]


def pending(error: ClewError, done: str) -> PartUnavailable:
    """From the commit on, a failure takes nothing back: it leaves another part a word behind."""
    return PartUnavailable(
        error.code if isinstance(error, PartUnavailable) else Code.RECORD_UNAVAILABLE,
        f"{done}, but not every part could note it: {error.message}",
        remedy="`clew repair` completes it once that is mended; `clew doctor` names what is open",
        where=error.where,
    )
