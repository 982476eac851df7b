"""What becomes of begun revisions whose holder's time has run out: completed or undone."""

from __future__ import annotations

from collections.abc import Sequence

from clew.clues.heads import CampaignHeads
from clew.clues.model import Revision, State
from clew.clues.ports import ClueRecord, ExactWriter, TombstoneLog
from clew.clues.write import FINISHED, stones


class Settlement:
    """Settles begun revisions by what the exact tier holds."""

    def __init__(
        self,
        *,
        record: ClueRecord,
        exact: ExactWriter,
        tombstones: TombstoneLog,
        heads: CampaignHeads,
    ) -> None:
        self._record = record
        self._exact = exact
        self._tombstones = tombstones
        self._heads = heads

    async def settle(self, campaign: str, rows: Sequence[Revision]) -> dict[Revision, State]:
        """Row -> what it became: live or deleted where it was committed, else abandoned.

        The rows' leases must have run out. Doing it twice is doing it once. From the call on
        their holders can commit nothing, however late they wake up.
        """
        if not rows:
            return {}
        # Fence first, then look: what is not committed now never will be.
        await self._heads.refresh(campaign, fence=True)
        held = await self._exact.numbers(campaign, {row.clue.id for row in rows})
        became = {
            row: FINISHED[row.state] if held.get(row.clue.id) == row.number else State.ABANDONED
            for row in rows
        }
        for state in (State.LIVE, State.DELETED, State.ABANDONED):
            settled = [row for row, after in became.items() if after is state]
            if settled:
                await self._record.finish(settled, state)
        # A delete that never was, and a clue that was restored, must not keep static silent.
        speaking = [
            row
            for row, after in became.items()
            if after is State.LIVE or (after is State.ABANDONED and row.state is State.DELETING)
        ]
        await self._tombstones.append(stones(speaking, lifted=True))
        return became
