"""The linear relaxation of a night, solved by HiGHS: the one file that names it.

Source: Q. Huangfu, J. Hall, "Parallelizing the dual revised simplex method", 2018; through scipy,
which carries it. Dual simplex: one thread, a corner as the answer, the same one each time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from clew.promotions.allocation.candidates import MILLI
from clew.promotions.allocation.problem import Floats, Problem, Truths, takers

TIME_S = 120.0
"""How long a solution may take, in seconds; 494,000 candidates take about ten."""
_DIGITS = 9
"""Decimals of a price: far below what it means, above what the solver leaves open."""
_SLACK = 1e-7
"""Share of a cap that counts as left: the solver's own tolerance."""

_Cells = tuple[Floats, tuple[NDArray[np.int64], NDArray[np.int64]]]
"""Numbers with their rows and columns."""


class Relaxed(NamedTuple):
    """The best assignment if promises could be split.

    Attributes:
        shares: of each candidate, in [0, 1]; shape (candidates,).
        prices: of each budget, value per amount, 0 or more, 0 where something is left of it;
            shape (budgets,).
    """

    shares: Floats
    prices: Floats


def relax(problem: Problem, *, stretch: float = 1.0, time_s: float = TIME_S) -> Relaxed | None:
    """The relaxation with caps `stretch` times as large; None where it took too long."""
    from scipy.optimize import linprog  # noqa: PLC0415 - half a second; most never allocate
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - the same

    count = len(problem.value)
    if count == 0:
        return Relaxed(np.zeros(0), np.zeros(len(problem.budgets)))
    caps = problem.caps.astype(np.float64) * stretch
    # What all candidates together leave something of needs no row: it is worth nothing.
    binding = _taken(problem, np.ones(count)) > caps
    largest = _largest(problem)
    cells, limits = _rows(problem, binding, caps, largest)
    found = linprog(
        -problem.value / MILLI,
        A_ub=csr_matrix(cells, shape=(len(limits), count)),
        b_ub=limits,
        bounds=(0, 1),
        method="highs-ds",
        options={"time_limit": time_s},
    )
    if found.status != 0:
        return None
    shares = np.clip(found.x, 0.0, 1.0)
    prices = np.zeros(len(caps))
    prices[binding] = np.maximum(0.0, -found.ineqlin.marginals[: binding.sum()])
    prices[_taken(problem, shares) < caps * (1 - _SLACK)] = 0.0
    return Relaxed(shares, np.round(prices * MILLI / largest, _DIGITS))


def _rows(
    problem: Problem, binding: Truths, caps: Floats, largest: Floats
) -> tuple[_Cells, Floats]:
    """A row for each budget that binds, then one for each player with more to choose than get.

    Every row is scaled to takes of 1 at most: the solver's tolerances are absolute.
    """
    told = binding[problem.budget]
    budget = problem.budget[told]
    busy = np.bincount(problem.player, minlength=len(problem.players)) > problem.most
    choosing = busy[problem.player]
    owner = (np.cumsum(busy) - 1)[problem.player[choosing]]
    places = (
        np.concatenate(((np.cumsum(binding) - 1)[budget], binding.sum() + owner)),
        np.concatenate((takers(problem)[told], np.flatnonzero(choosing))),
    )
    weights = np.concatenate((problem.amount[told] / largest[budget], np.ones(len(owner))))
    limits = np.concatenate(((caps / largest)[binding], np.full(int(busy.sum()), problem.most)))
    return (weights, places), limits


def _taken(problem: Problem, shares: Floats) -> Floats:
    """Of each budget, where candidates are promised in these shares."""
    amounts = problem.amount * shares[takers(problem)]
    found = np.bincount(problem.budget, weights=amounts, minlength=len(problem.budgets))
    return found.astype(np.float64)


def _largest(problem: Problem) -> Floats:
    """The largest take of each budget; 1 where nothing is taken."""
    largest = np.ones(len(problem.budgets))
    np.maximum.at(largest, problem.budget, problem.amount)
    return largest
