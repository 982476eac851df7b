"""Prices and greedy beside each other: played through on the same arrivals, and the better kept.

Greedy gives each player who comes what is worth most while the budgets last. Where value grows with
cost, or fewer come than foretold, it is the better one: a price keeps back for somebody worth more,
and nobody comes.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from clew.promotions.allocation.candidates import MILLI
from clew.promotions.allocation.figures import Method, Replay
from clew.promotions.allocation.fill import arrivals, as_they_come, fill, worth
from clew.promotions.allocation.prices import bound
from clew.promotions.allocation.problem import Floats, Ints, Problem, Truths, part_of
from clew.promotions.allocation.solve import relax

ORDERS = 3
"""In how many orders tonight's players are played through."""
_SIDES = ("even", "odd")


class Choice(NamedTuple):
    """Which was better, on what, in words.

    Attributes:
        method: kept; prices only where they were better, not where they were as good.
        why: one sentence.
        replays: what it rests on; empty where there was nothing to compare.
    """

    method: Method
    why: str
    replays: tuple[Replay, ...]


def compare(problem: Problem, prices: Floats, *, turnout: float, time_s: float) -> Choice:
    """Plays nights through by both methods, and keeps the one that brought more in all of them.

    The nights: tonight's players in `ORDERS` orders, and each half of them by prices that were
    learned from the other half. `turnout`: the share of the players that comes, in (0, 1].
    """
    replays = [
        _replay(f"order {number}", problem, arrivals(problem, str(number), turnout), prices)
        for number in range(1, ORDERS + 1)
    ]
    replays += _held_out(problem, turnout, time_s)
    by_prices, by_greedy, most = (
        sum(getattr(one, name) for one in replays) for name in ("prices", "greedy", "bound")
    )
    method = Method.PRICES if by_prices > by_greedy else Method.GREEDY
    told = (
        f"over {len(replays)} replays prices reached {_percent(by_prices, most)} of the bound, "
        f"greedy {_percent(by_greedy, most)}"
    )
    return Choice(method, told, tuple(replays))


def _held_out(problem: Problem, turnout: float, time_s: float) -> list[Replay]:
    """Each half of the players with its half of the caps; none where a half took too long."""
    even = arrivals(problem, "halves", 1.0) % 2 == 0
    halves = [
        part_of(problem, even, problem.caps // 2),
        part_of(problem, ~even, problem.caps - problem.caps // 2),
    ]
    solved = [relax(half, stretch=1 / turnout, time_s=time_s) for half in halves]
    turns = arrivals(problem, "held out", turnout)
    found = []
    for one, half, own, other, side in zip(
        (even, ~even), halves, solved, reversed(solved), _SIDES, strict=True
    ):
        if own is not None and other is not None:
            name = f"{side} half, by the other's prices"
            coming = np.where(one, turns, -1)
            found.append(_replay(name, half, coming, other.prices, own.prices))
    return found


def _replay(
    name: str, problem: Problem, turns: Ints, prices: Floats, tight: Floats | None = None
) -> Replay:
    there: Truths = turns >= 0
    came = part_of(problem, there, problem.caps)
    by_prices, by_greedy = (
        worth(problem, fill(problem, as_they_come(problem, turns, given)))
        for given in (prices, None)
    )
    most = bound(came, prices if tight is None else tight)
    return Replay(
        name, int(there.sum()), by_prices / MILLI, by_greedy / MILLI, round(most / MILLI, 3)
    )


def _percent(part: float, whole: float) -> str:
    return f"{part / whole:.1%}" if whole else "all"
