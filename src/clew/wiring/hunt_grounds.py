"""A venue and a campaign as hunts see them: ways, named places, clues that lead to one zone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from clew.clues.key import keys_of
from clew.clues.model import Revision, State
from clew.hunts.messages import LANGS
from clew.hunts.model import ClueText, Spoken, Spot
from clew.hunts.snapshot import Grounds, Pairing
from clew.shop.model import Proposal, Verdict
from clew.venues.model import Place, VenueRecord, WayGraph

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
    """The named places, by zone.

    A zone in which two stand is left out: nobody could tell which of them a puzzle means.
    """
    standing: dict[str, list[Place]] = {}
    for place in record.places:
        if place.zone in graph.zones:
            standing.setdefault(place.zone, []).append(place)
    words = {one.id: one.properties for one in record.features}
    labels = {level.ordinal: level.label for level in record.levels}
    floors = _floors(record)
    return [
        _spot(places[0], graph, labels, floors, words[places[0].feature])
        for _, places in sorted(standing.items())
        if len({one.name for one in places}) == 1
    ]


def _spot(
    place: Place,
    graph: WayGraph,
    labels: Mapping[int, str],
    floors: Mapping[int, Mapping[str, Any]],
    words: Mapping[str, Any],
) -> Spot:
    at = graph.zones[place.zone]
    own = [Spoken(lang, _in(words, lang), _in(floors.get(at.level, {}), lang)) for lang in LANGS]
    besides = [Spoken("", alias) for alias in place.aliases]
    return Spot(
        place.zone,
        at.level,
        labels.get(at.level, str(at.level)),
        place.name,
        at.x,
        at.y,
        tuple(one for one in (*own, *besides) if one.name or one.level_label),
    )


def _floors(record: VenueRecord) -> Mapping[int, Mapping[str, Any]]:
    """Level -> what its own feature says of it."""
    return {
        one.levels[0]: one.properties
        for one in record.features
        if one.properties.get("indoor") == "level" and len(one.levels) == 1
    }


def _in(words: Mapping[str, Any], lang: str) -> str:
    """A name in a language, as OpenStreetMap (`name:fr`) and IMDF (labels) write it."""
    text = words.get(f"name:{lang}")
    if text is None and isinstance(words.get("name"), dict):
        text = words["name"].get(lang)
    return " ".join(text.split()) if isinstance(text, str) else ""


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
