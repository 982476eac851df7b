"""What a unit of each budget is worth, and what that says about an offer.

The price of a budget is what the night would bring more if it were a little larger: its dual value
in the linear relaxation. An offer's score is what it brings beyond what it takes from others.
Source: G. Dantzig, "Linear Programming and Extensions", 1963, chapter 12 (prices); the bound is
that of Lagrange relaxation, M. Held and R. Karp 1970: it holds whatever the prices are.
"""

from __future__ import annotations

from math import fsum

import numpy as np

from clew.promotions.allocation.problem import Floats, Ints, Problem, takers


def scores(problem: Problem, prices: Floats) -> Ints:
    """Value - sum of prices x takes, of each candidate; whole thousandths, halves to even."""
    cost = np.zeros(len(problem.value))
    # Added one take after the other, in the order of the budgets, as one offer's score is.
    np.add.at(cost, takers(problem), prices[problem.budget] * problem.amount)
    return np.rint(problem.value - cost).astype(np.int64)


def bound(problem: Problem, prices: Floats) -> float:
    """What no assignment within the caps can exceed, thousandths; for any prices of 0 or more."""
    paid = problem.value - np.bincount(
        takers(problem),
        weights=prices[problem.budget] * problem.amount,
        minlength=len(problem.value),
    )
    order = np.lexsort((-paid, problem.player))
    player, best = problem.player[order], paid[order]
    first = np.searchsorted(player, player)
    # A player's best few are worth at most this, after everybody's takes are paid for.
    top = (np.arange(len(player)) - first < problem.most) & (best > 0)
    return fsum(best[top].tolist()) + fsum((prices * problem.caps).tolist())
