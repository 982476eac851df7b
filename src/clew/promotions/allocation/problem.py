"""The problem of a night: who could be promised what, what that is worth, and what it takes.

Candidates stand in one order, by player and promotion, so the order in which they were told changes
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clew.promotions.allocation.candidates import MOST, Candidate

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
_MOST_CAP = 10**18


class Problem(NamedTuple):
    """Candidates as columns.

    Attributes:
        players: ids, ascending.
        promotions: ids, ascending.
        budgets: names, ascending.
        caps: of each budget, thousandths; shape (budgets,).
        player: of each candidate, a place in `players`, ascending; shape (candidates,).
        promotion: likewise.
        value: thousandths, at least 1; shape (candidates,).
        starts: where the takes of each candidate begin; shape (candidates + 1,).
        budget: of each take, a place in `budgets`.
        amount: of each take, at most its cap.
        most: promises to one player at most, at least 1.
    """

    players: tuple[str, ...]
    promotions: tuple[str, ...]
    budgets: tuple[str, ...]
    caps: Ints
    player: Ints
    promotion: Ints
    value: Ints
    starts: Ints
    budget: Ints
    amount: Ints
    most: int


def problem_of(
    candidates: Iterable[Candidate], caps: Mapping[str, int], *, most: int = 1
) -> Problem:
    """The problem, without what is worth nothing and what no budget could ever pay.

    `caps`: budget -> thousandths that are left of it. Raises `ValueError` for a candidate told
    twice, a budget named twice in one, a value or take beyond `MOST`, or a negative take or cap.
    """
    if most < 1 or any(cap < 0 for cap in caps.values()):
        raise ValueError("a cap below 0, or no promise to anybody")
    kept = sorted(one for one in candidates if _can_be_paid(one, caps) and one.value > 0)
    for before, after in pairwise(kept):
        if before[:2] == after[:2]:
            raise ValueError(f"told twice: {after.player!r} and {after.promotion!r}")
    budgets = tuple(sorted(caps))
    places = {name: place for place, name in enumerate(budgets)}
    taken = [
        sorted((places[take.budget], take.amount) for take in one.takes if take.budget in places)
        for one in kept
    ]
    players, player = _coded([one.player for one in kept])
    promotions, promotion = _coded([one.promotion for one in kept])
    return Problem(
        players=players,
        promotions=promotions,
        budgets=budgets,
        caps=_ints(min(caps[name], _MOST_CAP) for name in budgets),
        player=player,
        promotion=promotion,
        value=_ints(one.value for one in kept),
        starts=np.concatenate(([0], np.cumsum(_ints(len(takes) for takes in taken)))),
        budget=_ints(place for takes in taken for place, _ in takes),
        amount=_ints(amount for takes in taken for _, amount in takes),
        most=most,
    )


def part_of(problem: Problem, players: Truths, caps: Ints) -> Problem:
    """The same with some of the players, shape (players,), and other caps; nobody is renamed."""
    chosen = players[problem.player]
    counts = np.diff(problem.starts)
    takes = np.repeat(chosen, counts)
    return problem._replace(
        caps=caps,
        player=problem.player[chosen],
        promotion=problem.promotion[chosen],
        value=problem.value[chosen],
        starts=np.concatenate(([0], np.cumsum(counts[chosen]))),
        budget=problem.budget[takes],
        amount=problem.amount[takes],
    )


def takers(problem: Problem) -> Ints:
    """The candidate of each take; shape of `budget`."""
    return np.repeat(np.arange(len(problem.value)), np.diff(problem.starts))


def _can_be_paid(one: Candidate, caps: Mapping[str, int]) -> bool:
    if one.value > MOST or any(not 0 <= take.amount <= MOST for take in one.takes):
        raise ValueError(f"out of bounds: {one!r}")
    if len({take.budget for take in one.takes}) < len(one.takes):
        raise ValueError(f"a budget named twice: {one!r}")
    return all(take.amount <= caps.get(take.budget, MOST) for take in one.takes)


def _coded(names: list[str]) -> tuple[tuple[str, ...], Ints]:
    known = tuple(sorted(set(names)))
    places = {name: place for place, name in enumerate(known)}
    return known, _ints(places[name] for name in names)


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, dtype=np.int64)
