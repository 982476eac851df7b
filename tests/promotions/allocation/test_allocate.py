from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nights import Drawn, brought, kept_to, nights, optimum

from clew.promotions.allocation.allocate import Night, allocate
from clew.promotions.allocation.candidates import MILLI, Candidate, Take
from clew.promotions.allocation.figures import Method
from clew.promotions.allocation.problem import problem_of


def same(one: Night, other: Night) -> bool:
    """But for the seconds."""
    return (one.method, one.why, one.prices, one.plan, one.figures.replays) == (
        other.method,
        other.why,
        other.prices,
        other.plan,
        other.figures.replays,
    )


@settings(max_examples=50)
@given(nights(), st.sampled_from([0.3, 1.0]))
def test_a_plan_keeps_to_every_cap(drawn: Drawn, turnout: float) -> None:
    """No plan exceeds a budget or a player's share of promises, whoever is foretold to come."""
    assert kept_to(drawn, allocate(drawn.problem, turnout=turnout).plan)


@settings(max_examples=50)
@given(nights(players=3))
def test_a_plan_against_every_assignment(drawn: Drawn) -> None:
    """The plan is at most the best of all assignments, and that is at most the bound."""
    night = allocate(drawn.problem)
    best = optimum(drawn)
    assert night.figures.bound is not None
    assert brought(drawn, night.plan) <= best
    assert best <= night.figures.bound * MILLI * (1 + 1e-6) + 1
    assert brought(drawn, night.plan) == round(night.figures.plan * MILLI)


@settings(max_examples=50)
@given(nights())
def test_a_plan_is_never_below_greedy(drawn: Drawn) -> None:
    """The plan brings at least what giving the most valuable first brings."""
    figures = allocate(drawn.problem).figures
    assert figures.plan >= figures.greedy_plan


@settings(max_examples=50)
@given(nights(players=8))
def test_the_kept_is_the_better(drawn: Drawn) -> None:
    """Over the replays the method kept brought no less than the other; a tie keeps greedy."""
    night = allocate(drawn.problem)
    prices = sum(one.prices for one in night.figures.replays)
    greedy = sum(one.greedy for one in night.figures.replays)
    assert (night.method is Method.PRICES) == (prices > greedy)


@settings(max_examples=50)
@given(nights(players=6), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(drawn: Drawn, chance: random.Random) -> None:
    """Candidates told in another order lead to the same prices, choice and plan."""
    shuffled = list(drawn.candidates)
    chance.shuffle(shuffled)
    turned = {name: drawn.caps[name] for name in sorted(drawn.caps, reverse=True)}
    other = problem_of(shuffled, turned, most=drawn.most)
    assert same(allocate(drawn.problem), allocate(other))


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_decides_alike(seed: str) -> None:
    """A process with another hash seed and more threads keeps the same method, prices and plan."""
    script = (
        "from test_allocate import pot; from clew.promotions.allocation.allocate import allocate\n"
        "night = allocate(pot(0.1).problem)\n"
        "print((night.method.value, night.why, night.prices, night.plan))"
    )
    paths = [str(Path(__file__).parent), *sys.path]
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONHASHSEED": seed,
            "OMP_NUM_THREADS": seed,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    here = allocate(pot(0.1).problem)
    assert done.stdout.strip() == str((here.method.value, here.why, here.prices, here.plan))


def pot(noise: float, *, players: int = 60) -> Drawn:
    """One pot of money; value is three times the cost, but for some noise."""
    chance = random.Random(7)  # noqa: S311 - a seeded example, not a secret
    found = []
    for number in range(players):
        cost = chance.randint(20, 300)
        value = round(3 * cost * MILLI * (1 + chance.gauss(0, noise)))
        found.append(Candidate(f"p{number}", "pot", value, (Take("pot", cost * MILLI),)))
    return Drawn(found, {"pot": 4_800 * MILLI}, 1)


def test_greedy_is_kept_where_value_grows_with_cost() -> None:
    """Where value is all but proportional to cost, greedy brings more, is kept, and it is said."""
    night = allocate(pot(0.02).problem)
    assert night.method is Method.GREEDY
    assert sum(one.greedy for one in night.figures.replays) > sum(
        one.prices for one in night.figures.replays
    )
    assert "greedy" in night.why
    assert night.prices


def test_prices_are_kept_where_a_few_are_worth_more() -> None:
    """Where the same unit is worth far more to some, prices keep it for them."""
    found = [
        Candidate(f"p{n:03}", "unit", (9_000 if n % 10 == 0 else 1_000) + n, (Take("u", MILLI),))
        for n in range(200)
    ]
    night = allocate(problem_of(found, {"u": 20 * MILLI}))
    assert night.method is Method.PRICES
    assert night.figures.plan == sum(9_000 + n for n in range(0, 200, 10)) / MILLI


def test_a_solver_out_of_time_leaves_greedy() -> None:
    """Where the solver takes longer than it may, greedy is kept, the plan is greedy's, and why."""
    night = allocate(pot(0.5, players=400).problem, time_s=0.0)
    assert night.method is Method.GREEDY
    assert "0 s" in night.why
    assert night.figures.bound is None
    assert night.figures.plan == night.figures.greedy_plan
    assert not night.prices


def test_nothing_to_promise() -> None:
    """A night without a candidate is a night with an empty plan."""
    night = allocate(problem_of([], {"u": 5}))
    assert (night.method, night.plan, dict(night.prices)) == (Method.GREEDY, [], {})
    assert night.figures.bound == 0


@pytest.mark.parametrize(
    "candidates",
    [
        [Candidate("p", "a", 5, ()), Candidate("p", "a", 6, ())],
        [Candidate("p", "a", 5, (Take("u", -1),))],
        [Candidate("p", "a", 5, (Take("u", 1), Take("u", 1)))],
        [Candidate("p", "a", 10**16, ())],
    ],
)
def test_what_is_no_problem(candidates: list[Candidate]) -> None:
    """A pair told twice, a negative take, a budget named twice, a value out of bounds."""
    with pytest.raises(ValueError, match=r"twice|out of bounds"):
        problem_of(candidates, {"u": 5})
