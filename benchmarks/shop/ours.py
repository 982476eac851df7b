"""Ours, from the same code that serves: learned, fitted inside the training, ranked."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clew.shop.fit import fitted, parts, remade, seen_at
from clew.shop.gather import WINDOW, Example, Sums, example, most_bought
from clew.shop.ground import Ground
from clew.shop.learned import KINDS, Learned
from clew.shop.model import Level
from clew.shop.rank import rank
from clew.shop.sample import Sample
from shop.judge import Told, arrays, measures
from shop.world import World


class Ours(NamedTuple):
    """A starting point, learned.

    Attributes:
        ground: on its shelf.
        took_s: to learn and fit, seconds.
        held_bytes: arrays of the model; nothing of it is a player's.
    """

    ground: Ground
    took_s: float
    held_bytes: int


def learned(found: World, players: Sequence[int], times: NDArray[np.int64] | None = None) -> Ours:
    """As `train.py` does, of these players; `times`: how often each stands in the shop."""
    began = time.perf_counter()
    shelf, start = found.shelf, int(found.split["start"])
    bought = np.zeros(len(shelf.products), np.int64)
    for player in players:
        np.add.at(bought, found.rows[player].until(start).product, 1)
    learnt = {
        level: most_bought(
            np.bincount(
                shelf.kind_of[level], weights=bought, minlength=len(shelf.labels[level])
            ).astype(np.int64)
        )
        for level in KINDS
    }
    last = max(int(found.rows[p].until(start).time.max(initial=0)) for p in players)
    end = min(start, last + 1)
    held_out, whole = (Sums(shelf, learnt, moment) for moment in (end - WINDOW, end))
    sample = Sample()
    for n, player in enumerate(players):
        rows = found.rows[player].until(start)
        many = 1 if times is None else int(times[n])
        held_out.add(rows, many)
        whole.add(rows, many)
        sample.offer(found.players[player], example(rows, end - WINDOW, end))
    trial = fitted("ours", shelf, parts(shelf, held_out, learnt), sample.halves()[0])
    final = remade("ours", trial, parts(shelf, whole, learnt))
    return Ours(Ground(final, shelf), time.perf_counter() - began, size(final))


def size(one: Learned) -> int:
    """Bytes of its arrays."""
    return int(one.bought.nbytes + one.decay.nbytes) + sum(
        int(kinds.neighbours.item.nbytes + kinds.neighbours.weight.nbytes + kinds.popular.nbytes)
        for kinds in one.kinds.values()
    )


def judge_ours(ours: Ours, asked: dict[int, Example], level: Level) -> Told:
    """As `judge.judge`; timed from the counted history to the ten."""
    things = ours.ground.shelf.kind_of[level]
    rows = []
    for one in asked.values():
        wanted = set(things[one.products].tolist())
        began = time.thread_time()
        seen = seen_at(ours.ground, one)
        every = rank(ours.ground, seen, level, 10)
        took = (time.thread_time() - began) * 1e6
        recall, ndcg = measures(np.array([pick.place for pick in every]), wanted)
        fresh = wanted - set(seen.held[level].items.tolist())
        new = (math.nan, math.nan)
        if fresh:
            picks = rank(ours.ground, seen, level, 10, new_only=True)
            new = measures(np.array([pick.place for pick in picks]), fresh)
        rows.append((recall, ndcg, *new, took))
    return arrays(rows)


def ranked(ours: Ours, asked: dict[int, Example]) -> int:
    """Of how many the player's own doings decide."""
    return sum(
        len(seen_at(ours.ground, one).held[Level.PRODUCT].items) > 0 for one in asked.values()
    )
