from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nights import Drawn, kept_to, nights

from clew.promotions.allocation.candidates import (
    MILLI,
    Bound,
    Counted,
    Foretold,
    Take,
    budget_key,
    candidate,
)
from clew.promotions.allocation.fill import arrivals, as_they_come, fill
from clew.promotions.allocation.prices import bound
from clew.promotions.allocation.solve import relax


@given(nights(players=6), st.sampled_from([1.0, 2.5]))
def test_prices_are_complementary(drawn: Drawn, stretch: float) -> None:
    """A price is never negative, and a budget of which something is left costs nothing."""
    problem = drawn.problem
    relaxed = relax(problem, stretch=stretch)
    assert relaxed is not None
    shares = np.repeat(relaxed.shares, np.diff(problem.starts))
    for place, cap in enumerate(problem.caps * stretch):
        used = float((problem.amount * shares)[problem.budget == place].sum())
        assert relaxed.prices[place] >= 0
        assert used <= cap * (1 + 1e-6) + 1e-3
        if used < cap * (1 - 1e-5) - 1e-3:
            assert relaxed.prices[place] == 0


@given(nights(players=6))
def test_the_bound_is_what_the_relaxation_reaches(drawn: Drawn) -> None:
    """The prices prove the relaxation's own value: nothing better was overlooked."""
    problem = drawn.problem
    relaxed = relax(problem)
    assert relaxed is not None
    reached = float((problem.value * relaxed.shares).sum())
    assert bound(problem, relaxed.prices) == pytest.approx(reached, rel=1e-5, abs=1)


@given(nights(players=6), st.booleans(), st.sampled_from([0.0, 0.5, 1.0]), st.text(max_size=3))
def test_nobody_gets_more_online(drawn: Drawn, priced: bool, turnout: float, seed: str) -> None:  # noqa: FBT001 - hypothesis draws it
    """In whatever order players come, no cap is exceeded, and who does not come gets nothing."""
    problem = drawn.problem
    turns = arrivals(problem, seed, turnout)
    relaxed = relax(problem)
    assert relaxed is not None
    given_ = fill(problem, as_they_come(problem, turns, relaxed.prices if priced else None))
    pairs = [
        (problem.players[problem.player[one]], problem.promotions[problem.promotion[one]])
        for one in given_
    ]
    assert kept_to(drawn, pairs)
    assert all(turns[problem.player[one]] >= 0 for one in given_)


def test_everybody_or_nobody_comes() -> None:
    """A turnout of 1 is everybody, each with a turn of his own; one of 0 is nobody."""
    found = [Foretold(f"p{n}", "a", 0.5, 100, 10) for n in range(50)]
    drawn = Drawn([candidate(one) for one in found], {}, 1)
    assert sorted(arrivals(drawn.problem, "s", 1.0).tolist()) == list(range(50))
    assert set(arrivals(drawn.problem, "s", 0.0).tolist()) == {-1}


def test_what_a_promise_counts() -> None:
    """Whole: as a hold counts it. Expected: the share that is likely to be redeemed, rounded up."""
    one = Foretold("p", "a", 0.25, 500, 101)
    units, money = budget_key("a", Bound.UNITS), budget_key("a", Bound.MONEY)
    assert candidate(one) == (
        "p",
        "a",
        99_750,
        (Take(units, MILLI), Take(money, 101 * MILLI)),
    )
    assert candidate(one, Counted.EXPECTED).takes == (Take(units, 250), Take(money, 25_250))
    tiny = candidate(Foretold("p", "a", 0.0000014, 1, 1), Counted.EXPECTED)
    assert tiny.takes == (Take(units, 1), Take(money, 1))


@pytest.mark.parametrize(("likely", "cost"), [(1.1, 0), (-0.1, 0), (float("nan"), 0), (0.5, -1)])
def test_what_cannot_be_foretold(likely: float, cost: int) -> None:
    """A chance outside [0, 1] and a negative cost are refused."""
    with pytest.raises(ValueError, match="out of bounds"):
        candidate(Foretold("p", "a", likely, 5, cost))
