"""The best things of a level for one player, with what each score is made of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from clew.shop.affinity import Affinity, affinity
from clew.shop.best import best
from clew.shop.ground import SHARES, Ground
from clew.shop.held import Held, Lines, held
from clew.shop.learned import MIX_ONE, Mix
from clew.shop.model import Level
from clew.shop.products_within import products_within
from clew.shop.session import Doing, weighed
from clew.shop.weights import ONE


class Cause(StrEnum):
    """Why something is suggested; where two weigh the same, the earlier one is told."""

    OWN = "own"
    SESSION = "session"
    OTHERS = "others"
    POPULAR = "popular"
    THERE = "there"


class Pick(NamedTuple):
    """One thing of the answer.

    Attributes:
        place: on the shelf, or among its labels.
        score: at least 0; comparable within one answer.
        cause: what contributed most.
        about: the level that the cause speaks of: a product's own, or that of its type.
    """

    place: int
    score: float
    cause: Cause
    about: Level


class HeldByLevel(dict[Level, Held]):
    """What was bought, by level; each is counted when it is first asked for."""

    def __init__(self, ground: Ground, lines: Lines) -> None:
        super().__init__()
        self._ground, self._lines = ground, lines

    def __missing__(self, level: Level) -> Held:
        lines = self._lines
        things = self._ground.shelf.kind_of[level][lines.product]
        self[level] = held(things, lines.basket, lines.day, self._ground.learned.decay)
        return self[level]


class Seen(NamedTuple):
    """What is known of one player.

    Attributes:
        held: level -> what was bought.
        done: what was looked at lately, the latest first.
    """

    held: HeldByLevel
    done: Sequence[Doing]


def see(ground: Ground, lines: Lines, done: Sequence[Doing]) -> Seen:
    """A player's history on this ground."""
    return Seen(HeldByLevel(ground, lines), done)


def rank(
    ground: Ground, seen: Seen, level: Level, k: int, *, new_only: bool = False
) -> Sequence[Pick]:
    """The `k` best that are for sale, best first, ties by id; fewer where there are fewer.

    `new_only`: none that the player bought before.
    """
    if level is Level.PRODUCT:
        return _products(ground, seen, k, new_only=new_only)
    parts = _parts(ground, seen, level, ground.learned.mixes[level])
    may = ground.shelf.offered[level]
    if new_only:
        may = may.copy()
        may[seen.held[level].items] = False
    total = parts.total
    unit = ONE * MIX_ONE
    return [
        Pick(place, int(total[place]) / unit, _cause(parts, place), level)
        for place in best(total, may, k).tolist()
    ]


def _parts(ground: Ground, seen: Seen, level: Level, mix: Mix) -> Affinity:
    kinds = ground.kinds[level]
    session = weighed(seen.done, ground.shelf.kind_of[level], len(kinds.labels))
    return affinity(seen.held[level], session, kinds, mix)


def _products(ground: Ground, seen: Seen, k: int, *, new_only: bool) -> Sequence[Pick]:
    within = ground.learned.within
    parts = _parts(ground, seen, Level.TYPE, within.of_kind)
    session = weighed(seen.done, ground.shelf.kind_of[Level.PRODUCT], len(ground.share))
    wanted = products_within(
        ground, parts.total, seen.held[Level.PRODUCT], session, k=k, new_only=new_only
    )
    unit = ONE * MIX_ONE * MIX_ONE * SHARES
    type_of = ground.shelf.kind_of[Level.TYPE]
    picks = []
    for one in wanted:
        if one.kind > max(one.own, one.session):
            cause, about = _cause(parts, int(type_of[one.place])), Level.TYPE
        else:
            cause = Cause.OWN if one.own >= one.session else Cause.SESSION
            about = Level.PRODUCT
        picks.append(Pick(one.place, one.total / unit, cause, about))
    return picks


def _cause(parts: Affinity, place: int) -> Cause:
    said = {
        Cause.OWN: int(parts.own[place]),
        Cause.SESSION: int(parts.session[place]),
        Cause.OTHERS: int(parts.others[place]),
        Cause.POPULAR: int(parts.popular[place]),
    }
    most = max(said.values())
    return next(cause for cause in Cause if said[cause] == most) if most > 0 else Cause.THERE
