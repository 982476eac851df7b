"""Which of several hits is meant: pure rules, each of which narrows, asks, or keeps quiet.

Nothing here ever makes a place: an answer is one hit's own zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf

import msgspec

from clew.clues.model import Candidate, Context
from clew.geo import distance_m

CONTRADICTED_CONFIDENCE = 0.5
"""Of the only hit when the context names another level: either of the two is wrong, and nothing
says which."""


class Hit(msgspec.Struct, frozen=True, gc=False):
    """A live clue, or a static row, with the place that its zone is served with.

    Attributes:
        lat: of the zone's centroid, degrees; None where the map's row was dropped. Such a hit
            still counts, or its neighbour would pass for the only one.
        lon: degrees, or None.
        spellings: digests of its spelling forms under the query's key.
    """

    clue: str | None
    text: str
    lang: str
    zone: str
    venue: str
    level: int
    lat: float | None
    lon: float | None
    spellings: tuple[bytes, ...] = ()


class Choice(msgspec.Struct, frozen=True, gc=False):
    """What the rules made of the hits.

    Attributes:
        hit: the one that is meant; None to ask.
        candidates: the hits to ask about, one a zone, most likely first; empty where `hit` is set.
        contradicted: the context names a place where none of them is, so nobody but the player
            can decide.
    """

    hit: Hit | None
    candidates: tuple[Hit, ...] = ()
    contradicted: bool = False


def choose(hits: Sequence[Hit], context: Context, spelling: bytes | None = None) -> Choice:
    """The hit that is meant, or those to ask about; `hits` has at least one.

    `spelling` is the digest of the query's own spelling where it carries accents, else None: only
    a query that carries accents may decide between spellings.
    """
    if len(hits) == 1 and _stands_in(hits[0], context):
        return Choice(hits[0])
    pool = list(hits)
    if spelling is not None:
        pool = [hit for hit in pool if spelling in hit.spellings] or pool
    named = [hit for hit in pool if _stands_in(hit, context)]
    if not named:
        return Choice(None, _ranked(pool, context), contradicted=True)
    if len({hit.zone for hit in named}) == 1:
        return Choice(_ranked(named, context)[0])
    near = _nearest(named, context)
    if near is not None:
        return Choice(near)
    return Choice(None, _ranked(named, context))


def _stands_in(hit: Hit, context: Context) -> bool:
    return (context.venue is None or hit.venue == context.venue) and (
        context.level is None or hit.level == context.level
    )


def _nearest(hits: Iterable[Hit], context: Context) -> Hit | None:
    """The nearest hit, where the position is sure enough to tell it from the next zone.

    It is when the stated accuracy is under half the difference of the two distances: then both
    ends of the uncertainty still favour the same hit.
    """
    if context.accuracy_m is None:
        return None
    away = sorted((_away(hit, context), hit.zone, hit) for hit in _ranked(hits, context))
    if any(metres == inf for metres, _, _ in away):
        return None
    (first, _, hit), (second, _, _) = away[:2]
    return hit if context.accuracy_m < (second - first) / 2 else None


def _away(hit: Hit, context: Context) -> float:
    """Metres from the stated position to the hit; infinite where either is not known."""
    if context.lat is None or context.lon is None or hit.lat is None or hit.lon is None:
        return inf
    return distance_m(context.lat, context.lon, hit.lat, hit.lon)


def _ranked(hits: Iterable[Hit], context: Context) -> tuple[Hit, ...]:
    """One hit a zone: the player's language first, then the nearest, then by place and id."""
    tongue = (context.lang or "").partition("-")[0].lower()

    def rank(hit: Hit) -> tuple[object, ...]:
        spoken = bool(tongue) and hit.lang.partition("-")[0].lower() == tongue
        return (not spoken, _away(hit, context), hit.venue, hit.level, hit.zone, hit.clue or "")

    chosen: dict[str, Hit] = {}
    for hit in sorted(hits, key=rank):
        chosen.setdefault(hit.zone, hit)
    return tuple(chosen.values())


def candidates_of(choice: Choice) -> tuple[Candidate, ...]:
    """The candidates with their probabilities: equal ones, since equal texts tell nothing more."""
    count = len(choice.candidates)
    confidence = CONTRADICTED_CONFIDENCE if count == 1 else round(1 / max(count, 1), 6)
    return tuple(
        Candidate(hit.clue, hit.text, hit.zone, hit.level, confidence) for hit in choice.candidates
    )
