"""Giving promises one after the other, while the budgets last: what every method comes down to.

A promise that some budget or its player has no room for is passed over. So whatever the order, no
cap is ever exceeded.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np

from clew.promotions.allocation.prices import scores
from clew.promotions.allocation.problem import Floats, Ints, Problem
from clew.promotions.allocation.solve import Relaxed

_FINE = 1_000_000
"""Shares that differ by less than one in this many are the same: the solver leaves that open."""


def fill(problem: Problem, order: Ints) -> list[int]:
    """The candidates that are promised where they are asked in this order."""
    left = problem.caps.tolist()
    room = [problem.most] * len(problem.players)
    player, starts = problem.player.tolist(), problem.starts.tolist()
    budget, amount = problem.budget.tolist(), problem.amount.tolist()
    given = []
    for one in order.tolist():
        takes = range(starts[one], starts[one + 1])
        if room[player[one]] and all(amount[take] <= left[budget[take]] for take in takes):
            room[player[one]] -= 1
            for take in takes:
                left[budget[take]] -= amount[take]
            given.append(one)
    return given


def worth(problem: Problem, given: list[int]) -> int:
    """What promises are expected to bring, thousandths of a minor unit."""
    value = problem.value.tolist()
    return sum(value[one] for one in given)


def best_first(problem: Problem) -> Ints:
    """Candidates by value: the greedy plan of a night in which everybody is there at once."""
    return np.lexsort((-problem.value,))


def rounded(problem: Problem, relaxed: Relaxed) -> Ints:
    """Candidates by their share in the relaxation, then by score: whole ones come first."""
    shares = np.rint(relaxed.shares * _FINE)
    return np.lexsort((-problem.value, -scores(problem, relaxed.prices), -shares))


def as_they_come(problem: Problem, turns: Ints, prices: Floats | None) -> Ints:
    """Candidates player by player, each player's best first.

    `turns`: of each player, when it is his turn, distinct; below 0 he does not come. With prices
    the best is the highest score and one below 0 is never offered; without, the highest value.
    """
    score = problem.value if prices is None else scores(problem, prices)
    turn = turns[problem.player]
    order = np.lexsort((-problem.value, -score, turn))
    kept: Ints = order[((score >= 0) & (turn >= 0))[order]]
    return kept


def arrivals(problem: Problem, seed: str, turnout: float) -> Ints:
    """Turns of the players, a share `turnout` of whom comes; told by their ids alone."""
    drawn = np.array(
        [
            int.from_bytes(blake2b(f"{seed}/{player}".encode(), digest_size=7).digest())
            for player in problem.players
        ],
        dtype=np.int64,
    )
    turns = np.empty(len(drawn), dtype=np.int64)
    turns[np.argsort(drawn, kind="stable")] = np.arange(len(drawn))
    # The lowest bits decide who comes, the order of the whole numbers when.
    turns[(drawn % 1_000_003) >= turnout * 1_000_003] = -1
    return turns
