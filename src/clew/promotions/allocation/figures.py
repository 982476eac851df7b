"""The figures of a night, as they are shown and kept."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Method(StrEnum):
    """How offers are scored online."""

    PRICES = "prices"
    GREEDY = "greedy"


class Replay(msgspec.Struct, frozen=True):
    """One night played through by both.

    Attributes:
        name: which players, in which order, and whom the prices were learned from.
        players: who came.
        prices: what came of scoring by prices, minor units.
        greedy: what came of greedy, minor units.
        bound: what nobody could have exceeded, minor units.
    """

    name: str
    players: int
    prices: float
    greedy: float
    bound: float


class Figures(msgspec.Struct, frozen=True):
    """What a night came to.

    Attributes:
        candidates: pairs of a player and a promotion that were looked at.
        turnout: share of the players that was foretold to come.
        bound: what no assignment of all players could exceed, minor units; None where the solver
            took too long.
        plan: what the plan brings if everybody comes, minor units.
        greedy_plan: what giving the most valuable first to everybody brings, minor units.
        replays: both methods beside each other.
        solve_s: seconds of the relaxation.
        replay_s: seconds of the replays, their own relaxations included.
        refused: a decision of the rules -> offers that it refused; none of them is a candidate.
    """

    players: int
    promotions: int
    candidates: int
    budgets: int
    turnout: float
    bound: float | None
    plan: float
    greedy_plan: float
    replays: tuple[Replay, ...]
    solve_s: float
    replay_s: float
    refused: Mapping[str, int] = {}
