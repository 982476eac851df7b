"""Keeping each campaign's own head true: the first thing that every resolve and commit checks."""

from __future__ import annotations

from contextlib import suppress

import msgspec

from clew.clues.model import Campaign, CampaignHead
from clew.clues.ports import ClueRecord, ExactWriter, StaticWriter, VenuePlans
from clew.errors import Code, Conflict, InputRefused
from clew.text import NORMALISER

ATTEMPTS = 5
"""How often a head is worked out again when another process was faster."""


class CampaignHeads:
    """Works out what a head must say from the record, and puts it in force when it differs."""

    def __init__(
        self,
        *,
        record: ClueRecord,
        exact: ExactWriter,
        static: StaticWriter,
        plans: VenuePlans,
        model: str | None,
    ) -> None:
        """`model`: the version of the vector model that writers use; None without one."""
        self._record = record
        self._exact = exact
        self._static = static
        self._plans = plans
        self._model = model

    async def refresh(
        self, campaign: str, *, fence: bool = False, whole: bool = False
    ) -> CampaignHead:
        """The campaign's head, in force and durable when the call returns.

        With `fence` its generation is above the one that stood before, so that no commit that
        was prepared before the call succeeds after it. `whole` says that every live clue has its
        vectors of the writers' model: without it a campaign that has clues never comes by a
        model, since one that misses some would take the runner-up for the answer. Raises
        `InputRefused` (`campaign_unknown`).
        """
        for _ in range(ATTEMPTS):
            standing = await self._exact.head(campaign)
            wanted = await self._wanted(campaign, standing, whole=whole)
            if wanted == standing and not fence:
                return wanted
            # Past the exact tier's, too: a record restored from a backup counts from further back.
            above = standing.generation if standing else 0
            generation = await self._record.next_generation(campaign, above=above)
            head = msgspec.structs.replace(wanted, generation=generation)
            with suppress(Conflict):
                await self._exact.put_head(head)
                return head
        raise Conflict(
            Code.NOT_NEWER,
            f"campaign {campaign!r} keeps changing",
            remedy="run the command again when the other writers are done",
        )

    async def refresh_covering(self, venue: str) -> None:
        """Refreshes every open campaign that has clues in the venue."""
        for campaign in await self._record.campaigns():
            if campaign.open and venue in await self._record.venues(campaign.id):
                await self.refresh(campaign.id)

    async def static_generation(self) -> int:
        """The highest generation of the static tier that any campaign's head asks for."""
        heads = [await self._exact.head(one.id) for one in await self._record.campaigns()]
        return max((head.static for head in heads if head is not None), default=0)

    async def _wanted(
        self, campaign: str, standing: CampaignHead | None, *, whole: bool
    ) -> CampaignHead:
        known = await known_campaign(self._record, campaign)
        maps = {}
        for venue in await self._record.venues(campaign):
            plan = await self._plans.plan(venue)
            if plan is not None:
                maps[venue] = plan.version
        # Never lowered: a lock that is lost or older than what was promised must be missed.
        asked = standing.static if standing else 0
        return CampaignHead(
            campaign,
            standing.generation if standing else known.generation,
            known.open,
            NORMALISER,
            maps,
            max(asked, await self._static.generation()),
            self._model
            if whole or not maps or (standing is not None and standing.model == self._model)
            else None,
        )


async def known_campaign(record: ClueRecord, campaign: str) -> Campaign:
    """The campaign. Raises `InputRefused` (`campaign_unknown`)."""
    known = await record.campaign(campaign)
    if known is None:
        raise unknown_campaign(campaign)
    return known


def unknown_campaign(campaign: str) -> InputRefused:
    """The refusal of a campaign that is not there."""
    return InputRefused(
        Code.CAMPAIGN_UNKNOWN,
        f"there is no campaign {campaign[:80]!r}",
        remedy="see `clew campaign list`, or `clew campaign create` it",
    )
