"""Nights for the tests: tiny ones drawn by hypothesis, and a proof by looking at all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, combinations, product
from typing import NamedTuple

from hypothesis import strategies as st

from clew.promotions.allocation.candidates import Candidate, Take
from clew.promotions.allocation.problem import Problem, problem_of


class Drawn(NamedTuple):
    candidates: Sequence[Candidate]
    caps: Mapping[str, int]
    most: int

    @property
    def problem(self) -> Problem:
        return problem_of(self.candidates, self.caps, most=self.most)


@st.composite
def nights(draw: st.DrawFn, players: int = 4, promotions: int = 3) -> Drawn:
    pots = [f"pot-{number}" for number in range(draw(st.integers(1, 3)))]
    amounts = st.integers(0, 5_000)
    found = [
        Candidate(
            f"player-{player}",
            f"promotion-{number}",
            draw(st.integers(-5, 9_000)),
            tuple(
                Take(pot, draw(amounts))
                for pot in draw(st.lists(st.sampled_from(pots), unique=True))
            ),
        )
        for player, number in product(range(players), range(promotions))
        if draw(st.booleans())
    ]
    caps = {pot: draw(st.integers(0, 20_000)) for pot in pots}
    return Drawn(found, caps, draw(st.integers(1, 3)))


def kept_to(drawn: Drawn, given: Sequence[tuple[str, str]]) -> bool:
    """Whether promises keep to every cap; shares no code with what is tested."""
    told = {(one.player, one.promotion): one for one in drawn.candidates}
    taken: dict[str, int] = {}
    of_player: dict[str, int] = {}
    for pair in given:
        of_player[pair[0]] = of_player.get(pair[0], 0) + 1
        for budget, amount in told[pair].takes:
            taken[budget] = taken.get(budget, 0) + amount
    return (
        len(set(given)) == len(given)
        and all(count <= drawn.most for count in of_player.values())
        and all(amount <= drawn.caps.get(budget, amount) for budget, amount in taken.items())
    )


def brought(drawn: Drawn, given: Sequence[tuple[str, str]]) -> int:
    value = {(one.player, one.promotion): one.value for one in drawn.candidates}
    return sum(value[pair] for pair in given)


def optimum(drawn: Drawn) -> int:
    """The best of all assignments, each of them looked at."""
    pairs = [(one.player, one.promotion) for one in drawn.candidates if one.value > 0]
    every = chain.from_iterable(combinations(pairs, count) for count in range(len(pairs) + 1))
    return max(brought(drawn, given) for given in every if kept_to(drawn, given))
