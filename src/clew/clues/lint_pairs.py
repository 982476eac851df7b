"""Pairs of clues that a player may take for one another, and how far apart they lie.

The order is harm: likeness x way, the way being the metres between the served centroids plus
`LEVEL_M` for each floor between. A pair of clues is one finding, by its most harmful spellings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clew.clues.likeness import Likeness
from clew.clues.lint_model import Said
from clew.geo import EARTH_RADIUS_M, distance_m
from clew.ids import parse_zone
from clew.venues.model import CELL_M

LEVEL_M = 20.0
"""What a floor counts as, metres: about the way to a stair and up it."""
SAME_SPOT_M = CELL_M * 1.01
"""Neighbouring squares whose centroids are not farther apart are one spot to a player: a square's
side, and 1 % for what a sphere does to the ellipsoid."""
MOST_PAIRS = 200_000
"""Pairs of clues that are remembered; where there are more, the least harmful are forgotten."""
SORTED_AT_ONCE = 2_000_000
"""Pairs of spellings that are held before all but the most harmful go; 40 bytes each."""
BLOCK = 512
"""Rows of the vectors that are compared with all others at a time."""

Matches = Iterable[tuple[int, NDArray[np.int64], NDArray[np.float64]]]
"""For a spelling's row: rows of other spellings, and how alike they are."""


class Ground:
    """Where each spelling leads: columns, a row a spelling."""

    def __init__(self, said: Sequence[Said], centroids: Mapping[str, tuple[float, float]]) -> None:
        """`centroids` are those that are served, zone -> (lat, lon), for every zone of `said`."""
        zones = [parse_zone(one.zone) for one in said]
        venues = {venue: number for number, venue in enumerate(sorted({z.venue for z in zones}))}
        clues = {clue: number for number, clue in enumerate(dict.fromkeys(o.clue for o in said))}
        self.said = said
        self._centroids = centroids
        self._clue = np.array([clues[one.clue] for one in said], np.int64)
        self._venue = np.array([venues[zone.venue] for zone in zones], np.int64)
        self._level, self._i, self._j = (
            np.array([getattr(zone, axis) for zone in zones], np.int64)
            for axis in ("level", "i", "j")
        )
        points = np.radians(np.array([centroids[one.zone] for one in said]).reshape(-1, 2))
        self._lat, self._lon = points[:, 0], points[:, 1]

    def metres(self, row: int, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """From one spelling's centroid to others', as `clew.geo.distance_m`."""
        chord = (
            np.sin((self._lat[rows] - self._lat[row]) / 2) ** 2
            + np.cos(self._lat[row])
            * np.cos(self._lat[rows])
            * np.sin((self._lon[rows] - self._lon[row]) / 2) ** 2
        )
        metres: NDArray[np.float64] = (
            2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
        )
        return metres

    def ways(self, row: int, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """The same with its floors; 0 where both lead to one spot, or belong to one clue."""
        metres = self.metres(row, rows)
        one_floor = (self._venue[rows] == self._venue[row]) & (
            self._level[rows] == self._level[row]
        )
        touching = (np.abs(self._i[rows] - self._i[row]) <= 1) & (
            np.abs(self._j[rows] - self._j[row]) <= 1
        )
        spot = one_floor & touching & (metres <= SAME_SPOT_M)
        ways = metres + LEVEL_M * np.abs(self._level[rows] - self._level[row])
        # Different floors of different venues count too: it is a longer way in any case.
        return np.where(spot | (self._clue[rows] == self._clue[row]), 0.0, ways)

    def apart(self, one: Said, other: Said) -> tuple[float, int]:
        """Metres on the plan, and floors, between where two spellings lead."""
        metres = distance_m(*self._centroids[one.zone], *self._centroids[other.zone])
        return metres, abs(parse_zone(one.zone).level - parse_zone(other.zone).level)

    def pairs(self, row: int, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The two clues of each two spellings, as one number; the same either way round."""
        low = np.minimum(self._clue[row], self._clue[rows])
        high = np.maximum(self._clue[row], self._clue[rows])
        numbers: NDArray[np.int64] = low * len(self.said) + high
        return numbers


class Pair(NamedTuple):
    """Two clues by their most harmful spellings.

    Attributes:
        number: of the two clues, as `Ground.pairs`.
        alike: from 0 to 1.
        row: of the one spelling.
        other: of the other.
    """

    number: int
    alike: float
    row: int
    other: int


_FOUND = np.dtype([("pair", "i8"), ("harm", "f8"), ("alike", "f8"), ("row", "i8"), ("other", "i8")])


def worst(ground: Ground, matches: Matches) -> Iterator[Pair]:
    """Every pair of clues that is no one spot, the most harmful first; at most `MOST_PAIRS`."""
    waiting: list[NDArray[np.void]] = []
    size = 0
    for row, rows, alike in matches:
        harm = ground.ways(row, rows) * alike
        kept = harm > 0
        found = np.empty(int(kept.sum()), _FOUND)
        found["pair"] = ground.pairs(row, rows[kept])
        found["harm"], found["alike"] = harm[kept], alike[kept]
        found["row"], found["other"] = row, rows[kept]
        waiting.append(found)
        size += len(found)
        if size > SORTED_AT_ONCE:
            waiting = [_best(waiting)]
            size = len(waiting[0])
    for one in _best(waiting) if waiting else ():
        yield Pair(int(one["pair"]), float(one["alike"]), int(one["row"]), int(one["other"]))


def _best(found: Sequence[NDArray[np.void]]) -> NDArray[np.void]:
    """Each pair once, by its most harmful spellings, the most harmful `MOST_PAIRS` in order."""
    rows = np.concatenate(found)
    rows = rows[np.lexsort((rows["other"], rows["row"], -rows["harm"]))]
    # Of equal pairs the first one is kept, which is the most harmful.
    _, first = np.unique(rows["pair"], return_index=True)
    return rows[np.sort(first)][:MOST_PAIRS]


def by_letters(
    keys: Sequence[str], near: float
) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.float64]]]:
    """Spellings of different keys at least `near` alike by letters."""
    named = np.array(keys)
    for row, rows, alike in Likeness(keys).pairs(near):
        other = named[rows] != keys[row]
        yield row, rows[other], alike[other]


def by_meaning(
    vectors: NDArray[np.float32], near: float
) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.float64]]]:
    """Spellings whose unit vectors have a cosine of at least `near`; one product a block."""
    for start in range(0, len(vectors), BLOCK):
        cosines = vectors[start : start + BLOCK] @ vectors[start:].T
        for at, row in enumerate(cosines):
            rows = np.flatnonzero(row[at + 1 :] >= near) + at + 1
            yield start + at, rows + start, np.minimum(row[rows], 1.0).astype(np.float64)


def by_key(
    keys: Sequence[str],
) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.float64]]]:
    """Spellings of one key."""
    rows_of: dict[str, list[int]] = {}
    for row, key in enumerate(keys):
        rows_of.setdefault(key, []).append(row)
    for same in rows_of.values():
        for at, row in enumerate(same[:-1]):
            rows = np.array(same[at + 1 :], np.int64)
            yield row, rows, np.ones(len(rows))
