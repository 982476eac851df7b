"""Creating, closing and reopening campaigns."""

from __future__ import annotations

from clew.clock import Clock
from clew.clues.attempt import Attempt
from clew.clues.heads import CampaignHeads
from clew.clues.model import Campaign
from clew.clues.ports import ClueRecord, ExactWriter
from clew.ids import check_slug


class Campaigns:
    """The life of campaigns, in the record and in the exact tier."""

    def __init__(
        self, *, record: ClueRecord, exact: ExactWriter, heads: CampaignHeads, clock: Clock
    ) -> None:
        self._record = record
        self._exact = exact
        self._heads = heads
        self._clock = clock

    async def create(self, campaign: str, *, attempt: Attempt | None = None) -> Campaign:
        """A new, open campaign. Raises `Conflict` (`campaign_exists`).

        Here and below `attempt` is kept in the transaction that changes the record.
        """
        check_slug(campaign, what="campaign")
        created = Campaign(campaign, open=True, created=self._now(), closed=None, generation=0)
        await self._exact.reserve(0)
        await self._record.create_campaign(created, attempt=attempt)
        await self._heads.refresh(campaign)
        return created

    async def ensure(self, campaign: str) -> None:
        """Creates the campaign where it is not there yet."""
        if await self._record.campaign(campaign) is None:
            await self.create(campaign)

    async def close(self, campaign: str, *, attempt: Attempt | None = None) -> Campaign:
        """Stops a campaign's answers and writes; nothing is lost. Closing twice is closing once."""
        return await self._change(campaign, closed=self._now(), attempt=attempt)

    async def reopen(self, campaign: str, *, attempt: Attempt | None = None) -> Campaign:
        """Undoes `close`."""
        return await self._change(campaign, closed=None, attempt=attempt)

    async def _change(
        self, campaign: str, *, closed: str | None, attempt: Attempt | None
    ) -> Campaign:
        await self._exact.reserve(0)
        changed = await self._record.change_campaign(campaign, closed=closed, attempt=attempt)
        await self._heads.refresh(campaign)
        return changed

    def _now(self) -> str:
        return self._clock.now().isoformat(timespec="seconds")
