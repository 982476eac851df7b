"""A venue and a campaign as hunts see them: ways, named places, clues that lead to one zone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from clew.clues.key import keys_of
from clew.clues.model import Revision, State
from clew.hunts.model import ClueText, Spot
from clew.hunts.snapshot import Grounds, Pairing
from clew.shop.model import Proposal, Verdict
from clew.venues.model import VenueRecord, WayGraph

_MILLI = 1_000
_MOST_LIFT = 1_000_000


def grounds_of(
    record: VenueRecord,
    graph: WayGraph,
    campaign: str,
    revisions: Iterable[Revision],
    proposals: Sequence[Proposal],
    capacities: Mapping[str, int],
) -> Grounds:
    """The venue at its map version, with the campaign's live clues and the accepted pairs."""
    return Grounds(
        venue=record.venue.id,
        map_version=record.venue.map_version,
        ways=msgspec.to_builtins(graph),
        spots=tuple(_spots(record, graph)),
        clues=tuple(_clues(campaign, revisions, record.venue.id)),
        capacities=capacities,
        pairs=tuple(
            Pairing(
                one.pair.first,
                one.pair.second,
                one.pair.together,
                int(one.pair.npmi * _MILLI),
                min(_MOST_LIFT, int(one.pair.lift * _MILLI)),
            )
            for one in proposals
            if one.state is Verdict.ACCEPTED
        ),
    )


def _spots(record: VenueRecord, graph: WayGraph) -> Sequence[Spot]:
    """The named place of each zone; where several stand in one, the first by feature."""
    labels = {level.ordinal: level.label for level in record.levels}
    found: dict[str, Spot] = {}
    for place in record.places:
        at = graph.zones.get(place.zone)
        if at is not None and place.zone not in found:
            label = labels.get(at.level, str(at.level))
            found[place.zone] = Spot(place.zone, at.level, label, place.name, at.x, at.y)
    return [found[zone] for zone in sorted(found)]


def _clues(campaign: str, revisions: Iterable[Revision], venue: str) -> Sequence[ClueText]:
    """The live clues none of whose spellings leads to another zone, too."""
    live = [one.clue for one in revisions if one.state is State.LIVE]
    zones: defaultdict[bytes, set[str]] = defaultdict(set)
    keys = {one.id: [key for key, _ in keys_of(campaign, one.spellings)] for one in live}
    for one in live:
        for key in keys[one.id]:
            zones[key].add(one.zone)
    return [
        ClueText(one.id, one.text, one.aliases, one.lang, one.zone)
        for one in sorted(live, key=lambda one: one.id)
        if one.venue == venue and all(len(zones[key]) == 1 for key in keys[one.id])
    ]
