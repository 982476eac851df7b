"""The best things of a level for one player, with what each score is made of. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from clew.shop.affinity import Affinity, affinity
from clew.shop.best import best
from clew.shop.ground import SHARES, Ground
from clew.shop.held import Held, Lines, held
from clew.shop.learned import MIX_ONE, Mix
from clew.shop.model import Level
from clew.shop.products_within import products_within
from clew.shop.session import Doing, weighed
from clew.shop.weights import ONE, Ints


class Cause(StrEnum):
    """Why something is suggested; where two weigh the same, the earlier one is told."""

    OWN = "own"
    SESSION = "session"
    OTHERS = "others"
    POPULAR = "popular"
    THERE = "there"


_CAUSES = tuple(Cause)


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
    places = best(total, may, k)
    return [
        Pick(place, score / unit, cause, level)
        for place, score, cause in zip(
            places.tolist(), total[places].tolist(), _causes(parts, places), strict=True
        )
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
    places = np.array([one.place for one in wanted], np.int64)
    kinds = ground.shelf.kind_of[Level.TYPE][places]
    picks = []
    for one, of_kind in zip(wanted, _causes(parts, kinds), strict=True):
        if one.kind > max(one.own, one.session):
            cause, about = of_kind, Level.TYPE
        else:
            cause = Cause.OWN if one.own >= one.session else Cause.SESSION
            about = Level.PRODUCT
        picks.append(Pick(one.place, one.total / unit, cause, about))
    return picks


def _causes(parts: Affinity, places: Ints) -> Sequence[Cause]:
    """What contributed most to each of these places; the earlier one where two weigh the same."""
    reasons = (parts.own, parts.session, parts.others, parts.popular)
    said = np.stack([part[places] for part in reasons])
    strongest, most = said.argmax(axis=0).tolist(), said.max(axis=0).tolist()
    return [
        _CAUSES[number] if weight > 0 else Cause.THERE
        for number, weight in zip(strongest, most, strict=True)
    ]
