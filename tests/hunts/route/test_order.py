from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.hunts.route.order import EXACT_STOPS, Lengths, Order, order

Pairs = Sequence[tuple[int, int]]


def walked(lengths: Lengths, path: Sequence[int]) -> int | None:
    total = 0
    for a, b in pairwise(path):
        step = lengths[a][b]
        if step is None:
            return None
        total += step
    return total


def brute(
    lengths: Lengths, ids: Sequence[str], start: int | None, last: int | None, before: Pairs
) -> Order | None:
    """Every order there is, told apart by length, then by ids."""
    stops = [index for index in range(len(ids)) if index != start]
    found = []
    for path in permutations(stops):
        if last is not None and path[-1] != last:
            continue
        if any(path.index(a) > path.index(b) for a, b in before):
            continue
        total = walked(lengths, path if start is None else (start, *path))
        if total is not None:
            found.append((total, [ids[index] for index in path], path))
    if not found:
        return None
    total, _, best = min(found)
    return Order(best, total)


def drawn(chance: random.Random, count: int, *, holes: float) -> list[list[int | None]]:
    """Lengths between random spots, many of them alike, some ways unknown."""
    spots = [(chance.randrange(40), chance.randrange(40)) for _ in range(count)]
    lengths: list[list[int | None]] = [[0] * count for _ in spots]
    for i, (x, y) in enumerate(spots):
        for j, (a, b) in enumerate(spots[:i]):
            unknown = chance.random() < holes
            lengths[i][j] = lengths[j][i] = None if unknown else abs(x - a) + abs(y - b)
    return lengths


@pytest.mark.parametrize("seed", range(10))
def test_equals_brute_force(seed: int) -> None:
    """On a thousand random graphs of up to eight stops the order is the one that trying all finds,
    ties included, with and without a start, a last stop and stops that come before others."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    for _ in range(100):
        start = 0 if chance.random() < 0.5 else None
        most = 8 if chance.random() < 0.3 else 6
        count = chance.randint(1, most) + (start is not None)
        lengths = drawn(chance, count, holes=chance.choice([0.0, 0.0, 0.2]))
        ids = [f"{chance.randrange(5)}{n}" for n in range(count)]
        stops = list(range(0 if start is None else 1, count))
        last = chance.choice([None, chance.choice(stops)])
        shuffled = chance.sample(stops, len(stops))
        before = [pair for pair in pairwise(shuffled) if chance.random() < 0.2]
        if last is not None:
            before = [(a, b) for a, b in before if a != last]
        found = order(lengths, ids, start=start, last=last, before=before)
        assert found == brute(lengths, ids, start, last, before)


@given(st.integers(0, 10_000), st.integers(2, EXACT_STOPS))
def test_listing_does_not_matter(seed: int, count: int) -> None:
    """The same stops listed in another order are walked in the same order."""
    chance = random.Random(seed)  # noqa: S311 - repeatable
    lengths = drawn(chance, count, holes=0.0)
    ids = [f"stop {n}" for n in range(count)]
    shuffled = chance.sample(range(count), count)
    again = order([[lengths[a][b] for b in shuffled] for a in shuffled], [ids[a] for a in shuffled])
    plain = order(lengths, ids)
    assert plain is not None
    assert again is not None
    assert [ids[a] for a in plain.stops] == [ids[shuffled[a]] for a in again.stops]


@given(st.integers(0, 10_000), st.integers(EXACT_STOPS + 1, 25))
def test_many_stops(seed: int, count: int) -> None:
    """Past ten stops each is walked once, the last one last, and what must precede does."""
    lengths = drawn(random.Random(seed), count, holes=0.0)  # noqa: S311 - repeatable
    ids = [f"{n:02}" for n in range(count)]
    found = order(lengths, ids, start=0, last=1, before=[(3, 2), (5, 4)])
    assert found is not None
    assert sorted(found.stops) == list(range(1, count))
    assert found.stops[-1] == 1
    assert found.stops.index(3) < found.stops.index(2)
    assert found.stops.index(5) < found.stops.index(4)
    assert found.length == walked(lengths, (0, *found.stops))


def test_many_stops_are_walked_well() -> None:
    """Past ten stops, the way along a corridor is no longer than the corridor."""
    at = random.Random(7).sample(range(1_000), 30)  # noqa: S311 - repeatable
    lengths = [[abs(a - b) for b in [0, *at]] for a in [0, *at]]
    found = order(lengths, [f"{n:02}" for n in range(31)], start=0)
    assert found is not None
    assert found.length == max(at)


def test_unknown_ways_are_never_walked() -> None:
    """Where a stop is joined to none there is no order, however many stops there are."""
    for count in (3, 20):
        lengths = [[None if 1 in {a, b} else 1 for b in range(count)] for a in range(count)]
        assert order(lengths, [str(n) for n in range(count)]) is None


def test_circle_has_no_order() -> None:
    """Stops that must each come before the other have no order."""
    lengths = [[1, 1], [1, 1]]
    assert order(lengths, ["a", "b"], before=[(0, 1), (1, 0)]) is None


def test_none_and_one() -> None:
    """No stop is an empty order; a single one is the way to it, if there is a start."""
    assert order([], []) == Order((), 0)
    assert order([[0]], ["here"], start=0) == Order((), 0)
    assert order([[0]], ["there"]) == Order((0,), 0)
    assert order([[0, 7], [7, 0]], ["here", "there"], start=0) == Order((1,), 7)
