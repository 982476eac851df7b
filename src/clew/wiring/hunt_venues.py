"""Where hunts may lead, as of now: the map, the clues, the pairs, and what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from clew.clues.model import Revision
from clew.clues.ports import ClueRecord
from clew.errors import Code, InputRefused, Where
from clew.hunts.ports import Ground
from clew.hunts.refresh import Refreshed
from clew.hunts.snapshot import Grounds, Shut
from clew.shop.model import Proposal
from clew.shop.ports import PairStore
from clew.venues.ground import ground_facts
from clew.venues.model import GroundFacts, VenueRecord, WayGraph
from clew.venues.ports import GroundStore, Hours, VenueStore
from clew.venues.way_graph import way_graph
from clew.wiring.hunt_grounds import grounds_of

UNKNOWN = "UTC"
"""The wall clock of a venue whose time zone nobody told."""


class _Map(NamedTuple):
    record: VenueRecord
    graph: WayGraph


class _Told(NamedTuple):
    """What a campaign says, as it was read last."""

    revisions: Mapping[str, Revision]
    proposals: Sequence[Proposal]


class _Kept(NamedTuple):
    part: Grounds
    plan: _Map
    told: _Told


class VenuesNow:
    """See `clew.hunts.ports.Venues`."""

    def __init__(
        self,
        *,
        venues: VenueStore,
        clues: ClueRecord,
        pairs: PairStore,
        ground: GroundStore,
        hours: Hours,
        timezone: str,
    ) -> None:
        """`timezone`: of a venue that none was told of."""
        self._venues = venues
        self._clues = clues
        self._pairs = pairs
        self._ground = ground
        self._hours = hours
        self._timezone = timezone
        self._maps: dict[str, _Map] = {}
        self._told: dict[str, Refreshed[_Told]] = {}
        self._parts: dict[tuple[str, str], _Kept] = {}

    async def venue_of(self, campaign: str, named: str | None) -> str:
        """See `Venues`."""
        known = await self._clues.campaign(campaign)
        if known is None:
            raise InputRefused(
                Code.CAMPAIGN_UNKNOWN,
                f"there is no campaign {campaign[:80]!r}",
                remedy="`clew campaign list` shows those that there are",
                where=Where(field="campaign"),
            )
        if not known.open:
            raise InputRefused(
                Code.CAMPAIGN_CLOSED,
                f"campaign {campaign!r} is closed",
                remedy="name an open one",
                where=Where(field="campaign"),
            )
        if named is not None:
            return named
        venues = await self._clues.venues(campaign)
        if len(venues) != 1:
            raise InputRefused(
                Code.VENUE_UNKNOWN,
                f"campaign {campaign!r} has clues in {', '.join(venues) or 'no venue'}",
                remedy="name the venue of the hunt",
                where=Where(field="venue"),
            )
        return venues[0]

    async def ground(self, venue: str, campaign: str, at: int, until: int) -> Ground:
        """See `Venues`."""
        plan = await self._map(venue)
        rules = await self._ground.rules(venue)
        facts = ground_facts(
            plan.graph,
            rules,
            await self._ground.closures(venue),
            at=at,
            until=until,
            hours=self._hours,
        )
        part = self._part(plan, campaign, await self._campaign(campaign), facts.capacities)
        return Ground(part, _shut(facts), rules.timezone or self._timezone or UNKNOWN)

    async def _map(self, venue: str) -> _Map:
        version = await self._venues.map_version(venue)
        known = self._maps.get(venue)
        if known is None or known.record.venue.map_version != version:
            record = None if version is None else await self._venues.load(venue)
            if record is None:
                raise InputRefused(
                    Code.VENUE_UNKNOWN,
                    f"there is no venue {venue[:80]!r}",
                    remedy="`clew venue list` shows those that there are",
                    where=Where(field="venue"),
                )
            known = self._maps[venue] = _Map(record, way_graph(record))
        return known

    async def _campaign(self, campaign: str) -> _Told:
        async def read() -> _Told:
            return _Told(await self._clues.latest(campaign), await self._pairs.proposals())

        return await self._told.setdefault(campaign, Refreshed(read)).current()

    def _part(
        self, plan: _Map, campaign: str, told: _Told, capacities: Mapping[str, int]
    ) -> Grounds:
        """The same object as long as nothing that it is made of has changed."""
        key = plan.record.venue.id, campaign
        kept = self._parts.get(key)
        if (
            kept is not None
            and kept.plan is plan
            and kept.told is told
            and kept.part.capacities == capacities
        ):
            return kept.part
        revisions = list(told.revisions.values())
        part = grounds_of(plan.record, plan.graph, campaign, revisions, told.proposals, capacities)
        if kept is not None and kept.part == part:
            part = kept.part
        self._parts[key] = _Kept(part, plan, told)
        return part


def _shut(facts: GroundFacts) -> Sequence[Shut]:
    shut = [Shut(zone, why.reason.name.lower()) for zone, why in facts.shut.items()]
    shut += [Shut(connector, "closed") for connector in facts.shut_connectors]
    return sorted(shut, key=lambda one: one.id)
