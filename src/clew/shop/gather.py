"""Training, first half: what all players bought, added up one player at a time.

Memory is bounded by the number of things, never by that of players: sums, and a sample of players
whose last weeks judge what was learned.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clew.shop.held import Lines, held
from clew.shop.learned import KINDS
from clew.shop.model import Level
from clew.shop.shelf import Shelf
from clew.shop.weights import DAY, Ints, days_ago, looked_up, times_table

MOST_KINDS = 5_000
"""How many things of a level are learned, the most bought ones: their products are kept in memory,
eight bytes for each two."""
WINDOW = 28 * DAY
"""What is popular lately, and what is held out, in seconds: four weeks."""
SAMPLE = 2_500
"""The most players that judge what was learned."""

_TIMES = times_table()


class Rows(NamedTuple):
    """One player's purchases, by time, then basket.

    Attributes:
        product: place on the shelf; below 0 where it is no longer there.
        basket: its number among the player's, rising with time, then id.
        time: of the basket, seconds since 1970.
    """

    product: Ints
    basket: Ints
    time: Ints

    def until(self, moment: int) -> Rows:
        """Those strictly before."""
        end = int(np.searchsorted(self.time, moment))
        return Rows(self.product[:end], self.basket[:end], self.time[:end])

    def lines(self, as_of: int) -> Lines:
        """As seen at a moment, without what is no longer on the shelf."""
        known = self.product >= 0
        return Lines(self.product[known], self.basket[known], days_ago(self.time[known], as_of))


class Example(NamedTuple):
    """A basket that must be foretold.

    Attributes:
        rows: what the player bought strictly before it.
        time: of the basket.
        products: in it, each once.
    """

    rows: Rows
    time: int
    products: Ints


def example(rows: Rows, start: int, end: int) -> Example | None:
    """The first basket of a player from `start`, before `end`; None without one."""
    first = int(np.searchsorted(rows.time, start))
    if first == len(rows.time) or rows.time[first] >= end:
        return None
    time, basket = int(rows.time[first]), rows.basket[first]
    products = np.unique(rows.product[(rows.basket == basket) & (rows.product >= 0)])
    return Example(rows.until(time), time, products) if len(products) else None


class Sums:
    """What players bought before a moment.

    Attributes:
        until: the moment; nothing from it on is counted.
        players: how many bought anything.
        inner: level -> the learned things' inner products [learned, learned], of logarithms of
            times; in units of 1/`weights.LOG_ONE` squared.
        lately: level -> [things] baskets with each in the last weeks.
    """

    def __init__(self, shelf: Shelf, learned: Mapping[Level, Ints], until: int) -> None:
        self.until = until
        self.players = 0
        self.inner: dict[Level, NDArray[np.float64]] = {}
        self.lately = {
            level: np.zeros(len(things), np.int64) for level, things in shelf.labels.items()
        }
        self._shelf = shelf
        self._place: dict[Level, Ints] = {}
        for level in KINDS:
            self.inner[level] = np.zeros((len(learned[level]), len(learned[level])))
            self._place[level] = np.full(len(shelf.labels[level]), -1, np.int64)
            self._place[level][learned[level]] = np.arange(len(learned[level]))
        self._everything = np.ones(1, np.int64)

    def add(self, rows: Rows, players: int = 1) -> None:
        """Counts one more player, or several who bought the same."""
        lines = rows.until(self.until).lines(self.until)
        if not len(lines.product):
            return
        self.players += players
        late = lines.day < WINDOW // DAY
        for level, things in self._shelf.kind_of.items():
            bought = things[lines.product]
            self._add_lately(level, bought[late], lines.basket[late], players)
            if level in KINDS:
                self._add_inner(level, bought, lines, players)

    def _add_lately(self, level: Level, things: Ints, baskets: Ints, players: int) -> None:
        mine = held(things, baskets, np.zeros_like(baskets), self._everything)
        self.lately[level][mine.items] += mine.times * players

    def _add_inner(self, level: Level, things: Ints, lines: Lines, players: int) -> None:
        mine = held(self._place[level][things], lines.basket, lines.day, self._everything)
        strength = looked_up(_TIMES, mine.times)
        self.inner[level][np.ix_(mine.items, mine.items)] += np.outer(strength * players, strength)


def most_bought(counts: Ints, most: int = MOST_KINDS) -> Ints:
    """Places of the things that are learned, ascending: the most bought, ties by place."""
    places = np.flatnonzero(counts)
    chosen = places[np.lexsort((places, -counts[places]))][:most]
    return np.sort(chosen)
