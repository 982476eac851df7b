"""The shortest order to walk stops in.

Up to ten stops exactly, by dynamic programming over sets of stops (Bellman 1962; Held and Karp
1962). More by a heuristic: the nearest stop next, then pieces of the way are turned around while
that shortens it (2-opt, Croes 1958); what it finds may be longer than the shortest.

Of orders of one length the one whose ids come first is taken, so that the same stops always give
the same order, however they were listed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

EXACT_STOPS = 10
"""The most stops whose shortest order is found for certain."""

_FAR = 1 << 60

Lengths = Sequence[Sequence[int | None]]
"""Decimetres from stop to stop, as `Ways.legs` gives them."""


class Order(NamedTuple):
    """Stops in the order to walk them.

    Attributes:
        stops: their indexes in the matrix of lengths, without the start.
        length: decimetres from the start, or from the first stop where there is no start.
    """

    stops: tuple[int, ...]
    length: int


def order(
    lengths: Lengths,
    ids: Sequence[str],
    *,
    start: int | None = None,
    last: int | None = None,
    before: Collection[tuple[int, int]] = (),
) -> Order | None:
    """The shortest order of all stops; None where no order joins them all by known ways.

    `ids` break ties. `start` is where one stands already: it is no stop. `last` is walked last.
    Each pair of `before` is walked in that order; the pairs must not form a circle. All are indexes
    of `lengths`.
    """
    stops = [index for index in range(len(ids)) if index != start]
    stops.sort(key=lambda index: (ids[index], index))
    after = _must_follow(stops, last, before)
    near = [[_cost(lengths[a][b]) for b in stops] for a in stops]
    first = [0 if start is None else _cost(lengths[start][stop]) for stop in stops]
    if not stops:
        return Order((), 0)
    find = _exact if len(stops) <= EXACT_STOPS else _good
    found = find(near, first, after)
    if found is None:
        return None
    walked = first[found[0]] + sum(near[a][b] for a, b in pairwise(found))
    return None if walked >= _FAR else Order(tuple(stops[n] for n in found), walked)


def _cost(length: int | None) -> int:
    return _FAR if length is None else length


def _must_follow(
    stops: Sequence[int], last: int | None, before: Collection[tuple[int, int]]
) -> Sequence[int]:
    """For each stop the set, as bits, of those that must be walked earlier."""
    number = {stop: n for n, stop in enumerate(stops)}
    needs = [0] * len(stops)
    for earlier, later in before:
        # What is said of the start is true already.
        if earlier in number and later in number:
            needs[number[later]] |= 1 << number[earlier]
    if last is not None and last in number:
        needs[number[last]] |= ((1 << len(stops)) - 1) & ~(1 << number[last])
    return needs


def _exact(
    near: Sequence[Sequence[int]], first: Sequence[int], needs: Sequence[int]
) -> Sequence[int] | None:
    """Held-Karp from the end: the least that is left to walk from a stop, by what is left over."""
    count = len(first)
    # left[set][stop]: one stands at a stop and the set is still to be walked.
    left: list[list[int]] = [[0] * count]
    for todo, (within, without) in enumerate(_sets(count)[1:-1], start=1):
        rests = [(n, left[others][n]) for n, others in within if not needs[n] & todo]
        row = [_FAR] * count
        for stop in without:
            costs = near[stop]
            row[stop] = min([costs[n] + rest for n, rest in rests], default=_FAR)
        left.append(row)
    walked: list[int] = []
    todo, costs = (1 << count) - 1, first
    while todo:
        choices = [
            (costs[n] + left[others][n], n)
            for n, others in _sets(count)[todo].within
            if not needs[n] & todo
        ]
        least, at = min(choices, default=(_FAR, 0))
        if least >= _FAR:
            return None
        walked.append(at)
        todo ^= 1 << at
        costs = near[at]
    return walked


class _Set(NamedTuple):
    """A set of stops.

    Attributes:
        within: each stop of it, and the set of the others.
        without: the stops that are not in it.
    """

    within: Sequence[tuple[int, int]]
    without: Sequence[int]


@cache
def _sets(count: int) -> Sequence[_Set]:
    """All sets of so many stops, at most `EXACT_STOPS`: bit n says whether the nth is in it."""
    stops = range(count)
    return [
        _Set(
            [(n, bits ^ 1 << n) for n in stops if bits >> n & 1],
            [n for n in stops if not bits >> n & 1],
        )
        for bits in range(1 << count)
    ]


def _good(
    near: Sequence[Sequence[int]], first: Sequence[int], needs: Sequence[int]
) -> Sequence[int] | None:
    walked = _nearest_next(near, first, needs)
    if walked is None:
        return None
    shortened: Sequence[int] | None = walked
    while shortened is not None:
        walked = list(shortened)
        shortened = _turned(walked, near, first, needs)
    return walked


def _nearest_next(
    near: Sequence[Sequence[int]], first: Sequence[int], needs: Sequence[int]
) -> list[int] | None:
    todo, costs = (1 << len(first)) - 1, first
    walked: list[int] = []
    while todo:
        choices = [
            (costs[n], n) for n in range(len(first)) if todo >> n & 1 and not needs[n] & todo
        ]
        least, at = min(choices, default=(_FAR, 0))
        if least >= _FAR:
            return None
        walked.append(at)
        todo ^= 1 << at
        costs = near[at]
    return walked


def _turned(
    walked: Sequence[int],
    near: Sequence[Sequence[int]],
    first: Sequence[int],
    needs: Sequence[int],
) -> Sequence[int] | None:
    """The order with one piece turned around, where that is allowed and shorter; None: nowhere."""
    for i, j in _pieces(len(walked)):
        into = first if i == 0 else near[walked[i - 1]]
        was = into[walked[i]]
        becomes = into[walked[j]]
        if j + 1 < len(walked):
            was += near[walked[j]][walked[j + 1]]
            becomes += near[walked[i]][walked[j + 1]]
        if becomes < was:
            turned = [*walked[:i], *reversed(walked[i : j + 1]), *walked[j + 1 :]]
            if _allowed(turned, needs):
                return turned
    return None


def _pieces(count: int) -> Iterator[tuple[int, int]]:
    return ((i, j) for i in range(count) for j in range(i + 1, count))


def _allowed(walked: Sequence[int], needs: Sequence[int]) -> bool:
    done = 0
    for stop in walked:
        if needs[stop] & ~done:
            return False
        done |= 1 << stop
    return True
