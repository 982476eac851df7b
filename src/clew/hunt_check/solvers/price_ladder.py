"""Solves a price ladder: every order of the products is tried."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Step
from clew.hunt_check.solvers.solver import Solver

APART = 125
"""Hundredths of the cheaper one's price: from there on nobody can take it for the dearer one."""


def solve(step: Step, lexicon: Lexicon) -> Iterator[str]:
    """Every order in which no product stands before one that is plainly cheaper."""
    prices = {
        option.id: lexicon.products[one["id"]]["price"]
        for option, one in zip(step.options, step.shown["products"], strict=True)
    }
    for order in permutations(prices):
        if not any(
            prices[before] * 100 >= prices[after] * APART
            for before, after in combinations(order, 2)
        ):
            yield " ".join(order)


PRICE_LADDER = Solver("product", needs_typing=False, needs_sight=False, alone=True, solve=solve)
