"""A night's allocation: the prices, whether they or greedy score tomorrow's offers, and a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import NamedTuple

import numpy as np

from clew.promotions.allocation.candidates import MILLI
from clew.promotions.allocation.compare import Choice, compare
from clew.promotions.allocation.figures import Figures, Method
from clew.promotions.allocation.fill import best_first, fill, rounded, worth
from clew.promotions.allocation.prices import bound
from clew.promotions.allocation.problem import Problem
from clew.promotions.allocation.solve import TIME_S, Relaxed, relax


class Night(NamedTuple):
    """What came of it.

    Attributes:
        method: by which offers are scored online.
        why: one sentence.
        prices: budget -> value per amount; those of 0 are left out; empty where none are known.
        plan: (player, promotion), by both; within every cap.
    """

    method: Method
    why: str
    prices: Mapping[str, float]
    plan: Sequence[tuple[str, str]]
    figures: Figures


def allocate(problem: Problem, *, turnout: float = 1.0, time_s: float = TIME_S) -> Night:
    """Solves, compares, keeps the better. The same problem gives the same but for the seconds.

    `turnout`: the share of the players that comes, in (0, 1]. `time_s`: for each of up to three
    relaxations; where the first takes longer, greedy is kept, and `why` says so.
    """
    begun = perf_counter()
    relaxed = relax(problem, stretch=1 / turnout, time_s=time_s)
    solved = perf_counter()
    choice = _choice(problem, relaxed, turnout, time_s)
    replayed = perf_counter()
    greedy = fill(problem, best_first(problem))
    plan = greedy if relaxed is None else fill(problem, rounded(problem, relaxed))
    if worth(problem, greedy) >= worth(problem, plan):
        plan = greedy
    prices = np.zeros(0) if relaxed is None else relaxed.prices
    return Night(
        method=choice.method,
        why=choice.why,
        prices={
            name: float(price)
            for name, price in zip(problem.budgets, prices, strict=False)
            if price > 0
        },
        plan=sorted(
            (problem.players[problem.player[one]], problem.promotions[problem.promotion[one]])
            for one in plan
        ),
        figures=Figures(
            players=len(problem.players),
            promotions=len(problem.promotions),
            candidates=len(problem.value),
            budgets=len(problem.budgets),
            turnout=turnout,
            bound=None if relaxed is None else round(bound(problem, prices) / MILLI, 3),
            plan=worth(problem, plan) / MILLI,
            greedy_plan=worth(problem, greedy) / MILLI,
            replays=choice.replays,
            solve_s=round(solved - begun, 3),
            replay_s=round(replayed - solved, 3),
        ),
    )


def _choice(problem: Problem, relaxed: Relaxed | None, turnout: float, time_s: float) -> Choice:
    if relaxed is None:
        why = f"there are no prices: the solver had none within {time_s:g} s"
        return Choice(Method.GREEDY, why, ())
    if len(problem.value) == 0:
        return Choice(Method.GREEDY, "there is nothing that could be promised to anybody", ())
    if not relaxed.prices.any():
        why = "every budget is large enough for all who are foretold to come"
        return Choice(Method.GREEDY, why, ())
    return compare(problem, relaxed.prices, turnout=turnout, time_s=time_s)
