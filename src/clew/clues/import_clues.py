"""Importing clues.csv: the whole file is checked, then published, a large one in shares.

A large file's checked rows lie in the home, durable, before the first share is published and until
the last one is: whatever breaks off in between is completed by the same command, or by repair.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path

from clew.clock import Clock
from clew.clues.attempt import Attempt
from clew.clues.campaigns import Campaigns
from clew.clues.clue_file import Written, read_clues
from clew.clues.import_check import CheckedShare, FileCheck
from clew.clues.import_shares import Preparation, Prepared, one_ahead
from clew.clues.imports import (
    SHARE,
    Imported,
    ImportHead,
    ImportRow,
    ImportShelf,
    import_row,
)
from clew.clues.lease import busy, runs
from clew.clues.ports import ClueRecord, StaticReader, VenuePlans
from clew.clues.publish_rules import refusals
from clew.clues.publisher import Publisher
from clew.errors import ClewError, Code, Conflict, InputRefused, PartUnavailable, Where
from clew.ids import check_slug
from clew.progress import Progress, silent
from clew.tabular import Refusals


class ClueImport:
    """Imports files of clues.

    `share`: how many clues go into one transaction; a file of more is published in shares.
    """

    def __init__(
        self,
        *,
        plans: VenuePlans,
        campaigns: Campaigns,
        record: ClueRecord,
        static: StaticReader,
        publisher: Publisher,
        preparation: Preparation,
        shelf: ImportShelf,
        clock: Clock,
        share: int = SHARE,
    ) -> None:
        self._plans = plans
        self._campaigns = campaigns
        self._record = record
        self._static = static
        self._publisher = publisher
        self._preparation = preparation
        self._shelf = shelf
        self._clock = clock
        self._share = share

    async def run(
        self, path: Path, campaign: str, *, again: bool = False, progress: Progress = silent
    ) -> Imported:
        """Publishes every row of a clues.csv; the campaign is created if it is not there.

        Rows that stand already, word for word, make no new revision unless `again` is set. A file
        of one share is published all or none. Raises `InputRefused` or `ManyRefused`, with a line
        for each bad row, before anything changes; where a larger file breaks off later, the error
        says how far it is.
        """
        check_slug(campaign, what="campaign")
        if await self._record.campaign(campaign) is not None:
            await self._publisher.publish(campaign, ())  # refuses where it is closed
        check = FileCheck(read_clues(path), self._plans, share=self._share, progress=progress)
        shares = check.shares()
        first = await anext(shares, CheckedShare((), ()))
        second = await anext(shares, None)
        if second is not None:
            whole = _chained(first, second, shares)
            return await self._in_shares(path, campaign, check, whole, progress, again=again)
        await self._campaigns.ensure(campaign)
        published = await self._publisher.publish(
            campaign, first.clues, places=first.places, again=again, progress=progress
        )
        changed = sum(one.changed for one in published)
        return Imported(len(published), changed, self._dropped(campaign))

    async def take(
        self, campaign: str, rows: Iterable[Written], *, attempt: Attempt | None = None
    ) -> Imported:
        """Publishes clues that are no file, at most one share of them, all or none.

        Raises as `run` does, and `campaign_unknown`: a slip of the pen makes no campaign.
        """
        check_slug(campaign, what="campaign")
        await self._publisher.publish(campaign, ())
        check = FileCheck(rows, self._plans, share=self._share, progress=silent)
        checked = await anext(check.shares(), CheckedShare((), ()))
        published = await self._publisher.publish(
            campaign, checked.clues, places=checked.places, attempt=attempt
        )
        return Imported(len(published), sum(one.changed for one in published))

    def _dropped(self, campaign: str) -> str:
        """Takes an import that broke off from the shelf: this one is newer. Its file, if any."""
        if self._shelf.head(campaign) is None:
            return ""
        with self._shelf.turn(campaign) as mine:
            # Somebody else's turn means that nothing there has broken off.
            before = self._shelf.head(campaign) if mine else None
            if before is None:
                return ""
            self._shelf.remove(campaign)
            return before.file

    async def _in_shares(
        self,
        path: Path,
        campaign: str,
        check: FileCheck,
        shares: AsyncIterator[CheckedShare],
        progress: Progress,
        *,
        again: bool,
    ) -> Imported:
        with self._shelf.turn(campaign) as mine:
            if not mine:
                raise _running(campaign)
            before = self._shelf.head(campaign)
            head = await self._kept(path, campaign, check, shares)
            await self._campaigns.ensure(campaign)
            published = await self._publish(head, progress, again=again)
            self._shelf.remove(campaign)
        replaced = before.file if before is not None and before.sha != head.sha else ""
        return Imported(head.rows, published, replaced)

    async def _kept(
        self, path: Path, campaign: str, check: FileCheck, shares: AsyncIterator[CheckedShare]
    ) -> ImportHead:
        """Puts the checked file on the shelf, or refuses it and leaves everything as it was."""
        refused = Refusals()
        locked = await self._static.locked(campaign)
        with self._shelf.drafting(campaign) as draft:
            async for clues, places in shares:
                standing = await self._record.latest(campaign, [clue.id for clue in clues])
                for refusal in refusals(campaign, clues, places, standing, locked):
                    refused.add(refusal)
                draft.add(
                    [
                        import_row(clue, place.line or 0, standing.get(clue.id))
                        for clue, place in zip(clues, places, strict=True)
                    ]
                )
            refused.refuse()
            await self._check_free(campaign, check)
            created = self._clock.now().isoformat(timespec="seconds")
            head = draft.finish(campaign, str(path), created)
        check.ids.clear()  # a hundred bytes a row, which publishing has no use for
        return head

    async def _check_free(self, campaign: str, check: FileCheck) -> None:
        """Refuses a file with a clue that somebody else is writing."""
        now = self._clock.now().timestamp()
        for row in await self._record.unfinished(campaign):
            if row.clue.id in check.ids and row.lease is not None and runs(row.lease, now):
                raise busy(row.clue.id, row.lease.until - now)

    async def _publish(self, head: ImportHead, progress: Progress, *, again: bool) -> int:
        """Publishes what is on the shelf; how many clues were changed."""
        campaign = head.campaign
        done = published = 0

        async def prepare(rows: Sequence[ImportRow]) -> Prepared:
            return await self._preparation.of(campaign, rows, again=again)

        async def publish(share: Prepared) -> None:
            nonlocal done, published
            places = [Where(file=head.file, line=line) for line in share.lines]
            if share.clues:
                await self._publisher.publish(
                    campaign, share.clues, places=places, again=again, ready=share.ready
                )
            done += share.rows
            published += len(share.clues)
            progress("publishing", done, head.rows)

        progress("publishing", 0, head.rows)
        try:
            await one_ahead(self._shelf.shares(campaign), prepare, publish)
        except ClewError as error:
            raise _broken_off(error, done, head.rows) from error
        # Where every row stood already, the head alone may have something to say.
        await self._publisher.publish(campaign, ())
        return published


async def _chained(
    first: CheckedShare, second: CheckedShare, rest: AsyncIterator[CheckedShare]
) -> AsyncIterator[CheckedShare]:
    yield first
    yield second
    async for share in rest:
        yield share


def _running(campaign: str) -> Conflict:
    return Conflict(
        Code.CLUE_BUSY,
        f"another import into campaign {campaign!r} is running",
        remedy="wait until it is done; nothing was changed",
    )


def _broken_off(error: ClewError, done: int, rows: int) -> ClewError:
    """The same error, with how far the import is."""
    problem = error.problems()[0]
    message = f"{done:,} of {rows:,} rows are in, then it broke off: {problem.message}"
    remedy = (
        f"{problem.remedy}; then run the same command again, which goes on from there "
        "(`clew repair` completes it without the file)"
    )
    if isinstance(error, PartUnavailable):
        return PartUnavailable(error.code, message, remedy=remedy, where=error.where)
    if isinstance(error, Conflict):
        return Conflict(
            error.code,
            message,
            remedy=remedy,
            where=error.where,
            retry_after_s=error.retry_after_s,
        )
    return InputRefused(error.code, message, remedy=remedy, where=error.where)
