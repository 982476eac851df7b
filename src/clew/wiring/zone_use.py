"""What stands in a venue's zones, and who must hear of a new map: the clues, told to the venues."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from clew.clues.heads import CampaignHeads
from clew.clues.ports import ClueRecord, ExactWriter, StaticWriter
from clew.clues.static_file import StaticBuilder
from clew.venues.ports import VenueStore


class CluesInZones:
    """Live clues and static rows by zone. See `clew.venues.ports.ZoneUse`."""

    def __init__(self, clues: ClueRecord, static: StaticWriter) -> None:
        self._clues = clues
        self._static = static

    async def in_use(self, venue: str) -> Mapping[str, Sequence[str]]:
        """Zone id -> what stands there, in words."""
        users: defaultdict[str, list[str]] = defaultdict(list)
        for revision in await self._clues.standing(venue):
            users[revision.clue.zone].append(
                f"clue {revision.clue.id} of campaign {revision.campaign}"
            )
        for row in await self._static.rows():
            if row.zone.partition("/")[0] == venue:
                users[row.zone].append(f"static row {row.text!r} of campaign {row.campaign}")
        return users


class CampaignsOnMaps:
    """Puts a new map version in force for every campaign that the venue's clues belong to.

    See `clew.venues.ports.MapListeners`.
    """

    def __init__(
        self,
        *,
        exact: ExactWriter,
        heads: CampaignHeads,
        static: StaticWriter,
        builder: StaticBuilder,
        venues: VenueStore,
    ) -> None:
        self._exact = exact
        self._heads = heads
        self._static = static
        self._builder = builder
        self._venues = venues

    async def ready(self) -> None:
        """Returns if the exact tier takes writes."""
        await self._exact.reserve(0)

    async def map_published(self, venue: str, version: int) -> None:  # noqa: ARG002 - the record has it
        """When this returns, answers and locked rows use the centroids of the new version."""
        await self._heads.refresh_covering(venue)
        record = await self._venues.load(venue)
        if record is not None:
            await self._builder.lock_again([survey.zone for survey in record.surveys])
