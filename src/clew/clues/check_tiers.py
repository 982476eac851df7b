"""Comparing record, exact tier and static tier: what differs, and what mends it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping

from clew.clues.changes import Held
from clew.clues.key import key_of, keys_of
from clew.clues.model import CampaignHead, Revision, State
from clew.clues.ports import (
    ClueRecord,
    ExactInspector,
    ExactReader,
    StaticReader,
    StaticWriter,
    TombstoneLog,
    VenuePlan,
    VenuePlans,
)
from clew.clues.static_texts import REBUILD
from clew.errors import PartUnavailable
from clew.text import NORMALISER, normalise
from clew.venues.model import Finding

_REPAIR = "`clew repair`"
_REPAIR_LATER = "`clew repair`, once the publisher that holds it is done or its lease has run out"
_PUBLISH_FIRST = "`clew clue import` the file that it came from; then delete it if it is unwanted"


class TierCheck:
    """Looks at every campaign; changes nothing."""

    def __init__(
        self,
        *,
        record: ClueRecord,
        exact: ExactInspector,
        lookup: ExactReader,
        static: StaticReader,
        texts: StaticWriter,
        tombstones: TombstoneLog,
        plans: VenuePlans,
    ) -> None:
        self._record = record
        self._exact = exact
        self._lookup = lookup
        self._static = static
        self._texts = texts
        self._tombstones = tombstones
        self._plans = plans
        self._known: dict[str, VenuePlan | None] = {}

    async def _plan(self, venue: str) -> VenuePlan | None:
        # A check looks at one state of the maps, and asks for each once.
        if venue not in self._known:
            self._known[venue] = await self._plans.plan(venue)
        return self._known[venue]

    async def findings(self) -> AsyncIterator[Finding]:
        """Every difference; none where the tiers agree. A part that is down is a finding."""
        self._known.clear()
        for check in (self._exact_findings, self._static_findings):
            try:
                async for finding in check():
                    yield finding
            except PartUnavailable as error:
                part = "static" if check == self._static_findings else "exact"
                yield Finding(part, str(error.where), error.message, error.remedy)

    # ------------------------------------------------------------ record and exact

    async def _exact_findings(self) -> AsyncIterator[Finding]:
        heads = {head.campaign: head async for head in self._exact.heads()}
        known = {campaign.id: campaign for campaign in await self._record.campaigns()}
        for unknown in sorted(heads.keys() - known.keys()):
            yield Finding(
                "record",
                f"campaign {unknown}",
                "the exact tier answers for it, but the record does not know it",
                "restore the record from a backup of the same time",
            )
        for campaign in known.values():
            head = heads.get(campaign.id)
            async for finding in self._campaign_findings(campaign.id, head, open_=campaign.open):
                yield finding

    async def _campaign_findings(
        self, campaign: str, head: CampaignHead | None, *, open_: bool
    ) -> AsyncIterator[Finding]:
        name = f"campaign {campaign}"
        if head is None:
            yield Finding("exact", name, "its head is missing: nothing of it is answered", _REPAIR)
            return
        if head.open != open_:
            yield Finding("exact", name, "open in one part and closed in the other", _REPAIR)
        if head.normaliser != NORMALISER:
            message = f"its keys were made by normaliser {head.normaliser}, this is {NORMALISER}"
            yield Finding("exact", name, message, _REPAIR)
        for venue, version in head.maps.items():
            plan = await self._plan(venue)
            # A closed campaign answers nothing; opening it again brings the map of the day.
            if open_ and plan is not None and plan.version != version:
                yield Finding(
                    "exact",
                    name,
                    f"is served with map {venue}@{version}, the record has {venue}@{plan.version}",
                    _REPAIR,
                )
        async for finding in self._clue_findings(campaign):
            yield finding

    async def _clue_findings(self, campaign: str) -> AsyncIterator[Finding]:
        held = {one.clue: one async for one in self._exact.held(campaign)}
        latest = await self._record.latest(campaign)
        for clue in sorted(latest.keys() | held.keys()):
            finding = _difference(campaign, clue, latest.get(clue), held.get(clue))
            if finding is not None:
                yield finding
        for revision in latest.values():
            zone = revision.clue.zone
            plan = await self._plan(revision.clue.venue)
            if revision.state is State.LIVE and (plan is None or not plan.has(zone)):
                yield Finding(
                    "record",
                    f"clue {revision.clue.id} of campaign {campaign}",
                    f"leads to zone {zone}, which is on no map",
                    "publish it at another place, or import the map that has the zone",
                )
        for row in await self._record.unfinished(campaign):
            yield Finding(
                "record",
                f"clue {row.clue.id} of campaign {campaign}",
                f"revision {row.number} was begun ({row.state}) and never finished",
                _REPAIR_LATER if row.lease else _REPAIR,
            )
        async for finding in self._tombstone_findings(campaign, latest):
            yield finding

    async def _tombstone_findings(
        self, campaign: str, latest: Mapping[str, Revision]
    ) -> AsyncIterator[Finding]:
        begun = {row.clue.id for row in await self._record.unfinished(campaign)}
        lying = await self._tombstones.unlifted(campaign)
        known = {(stone.clue, stone.key) for stone in lying}
        buried = {stone.clue for stone in lying}
        for clue, revision in sorted(latest.items()):
            if clue in begun:
                continue
            subject = f"clue {clue} of campaign {campaign}"
            if revision.state is State.LIVE and clue in buried:
                message = "is live, but a tombstone keeps the static tier from answering it"
                yield Finding("static", subject, message, _REPAIR)
            keys = {key for key, _ in keys_of(campaign, revision.clue.spellings)}
            if revision.state is State.DELETED and any((clue, key) not in known for key in keys):
                message = "is deleted, but no tombstone keeps it out of the static tier"
                yield Finding("static", subject, message, _REPAIR)

    # ------------------------------------------------------------ static

    async def _static_findings(self) -> AsyncIterator[Finding]:
        for finding in await self._static.check():
            yield finding
        rows = await self._texts.rows()
        async for finding in self._generation_findings({row.campaign for row in rows}):
            yield finding
        for row in rows:
            subject = f"static.csv:{row.line}"
            plan = await self._plan(row.zone.partition("/")[0])
            if plan is None or not plan.has(row.zone):
                yield Finding("static", subject, f"zone {row.zone} is on no map", "build it again")
            elif plan.centroid(row.zone) != (row.lat, row.lon):
                yield Finding(
                    "static",
                    subject,
                    f"zone {row.zone} is locked at {row.lat}, {row.lon}; the map now serves "
                    f"{plan.centroid(row.zone)}",
                    "`clew static build` takes over the map's centroid",
                )
            key = key_of(row.campaign, normalise(row.text).key)
            zones = {entry.zone for entry in (await self._lookup.lookup(row.campaign, key)).entries}
            if zones and row.zone not in zones:
                yield Finding(
                    "static",
                    subject,
                    f"{row.text!r} is locked to {row.zone}, but its live clues lead to "
                    f"{', '.join(sorted(zones))}",
                    "correct static.csv or the clues; the exact tier's answer is served meanwhile",
                )

    async def _generation_findings(self, with_rows: Collection[str]) -> AsyncIterator[Finding]:
        generation = await self._texts.generation()
        async for head in self._exact.heads():
            # The head of a campaign without rows hears of a build with its next change, and until
            # then asks for less than there is.
            if head.static > generation or (
                head.campaign in with_rows and head.static != generation
            ):
                yield Finding(
                    "static",
                    f"campaign {head.campaign}",
                    f"its head asks for generation {head.static} of the lock, {generation} stands",
                    REBUILD,
                )


def _difference(
    campaign: str, clue: str, recorded: Revision | None, held: Held | None
) -> Finding | None:
    subject = f"clue {clue} of campaign {campaign}"
    if recorded is None:
        if held is None or held.zone is None:
            return None
        return Finding(
            "exact", subject, "is answered, but the record has no live revision", _PUBLISH_FIRST
        )
    live = recorded.state is State.LIVE
    if held is None or held.revision != recorded.number or (held.zone is None) is live:
        stands = f"revision {held.revision}" if held else "nothing"
        return Finding(
            "exact",
            subject,
            f"holds {stands} where the record has revision {recorded.number} ({recorded.state})",
            _REPAIR,
        )
    wanted = {key for key, _ in keys_of(campaign, recorded.clue.spellings)} if live else set()
    if live and (wanted != held.keys or held.zone != recorded.clue.zone):
        return Finding("exact", subject, "its keys or its zone differ from the record's", _REPAIR)
    return None
