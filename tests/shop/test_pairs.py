from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.shop.model import Judged, Pair
from clew.shop.pairs import Lines, count, judge, mine, split_at, taken

NAMES = ("Bakery > bread", "Bakery > pastries", "Cheese > hard", "Wine > red", "Wine > white")
CATEGORIES = tuple(name.split(" > ")[0] for name in NAMES)

baskets = st.lists(st.lists(st.integers(0, len(NAMES) - 1), max_size=6), max_size=40)


def lines(held: list[list[int]]) -> Lines:
    return Lines(
        np.array([number for number, kinds in enumerate(held) for _ in kinds], dtype=np.int64),
        np.array([kind for kinds in held for kind in kinds], dtype=np.int64),
        np.arange(len(held), dtype=np.int64),
    )


def pairs_of(held: list[list[int]], least: int = 1) -> list[Pair]:
    return mine(count(lines(held), len(NAMES)), NAMES, CATEGORIES, least=least)


@given(baskets)
def test_counts_are_those_of_a_count_by_hand(held: list[list[int]]) -> None:
    """Every basket counts once for a kind and once for two kinds, however often it names them."""
    counts = count(lines(held), len(NAMES))
    assert counts.baskets == len(held)
    for kind in range(len(NAMES)):
        assert counts.each[kind] == sum(kind in kinds for kinds in held)
    for one, other in combinations(range(len(NAMES)), 2):
        assert counts.both[one, other] == sum({one, other} <= set(kinds) for kinds in held)


@given(baskets, st.integers(1, 4))
def test_figures_are_those_of_the_definition(held: list[list[int]], least: int) -> None:
    """Lift, share and NPMI follow from the shares of baskets; only likelier than chance stays."""
    found = {(pair.first, pair.second): pair for pair in pairs_of(held, least)}
    for one, other in combinations(range(len(NAMES)), 2):
        together = sum({one, other} <= set(kinds) for kinds in held)
        first = sum(one in kinds for kinds in held)
        second = sum(other in kinds for kinds in held)
        pair = found.get((NAMES[one], NAMES[other]))
        apart = CATEGORIES[one] != CATEGORIES[other]
        lift = together * len(held) / (first * second) if first and second else 0
        assert (pair is not None) == (apart and together >= least and lift > 1)
        if pair is not None:
            likely = math.log(lift) / -math.log(together / len(held))
            assert pair.together == together
            assert pair.lift == pytest.approx(lift, abs=1e-6)
            assert pair.share == pytest.approx(together / first, abs=1e-6)
            assert pair.npmi == pytest.approx(likely, abs=1e-6)
            assert 0 < pair.npmi <= 1


@given(baskets, st.randoms(use_true_random=False))
def test_the_order_of_baskets_and_lines_decides_nothing(
    held: list[list[int]], random: object
) -> None:
    """The same baskets in any order, their lines in any order, give the same pairs."""
    shuffled = [list(kinds) for kinds in held]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    for kinds in shuffled:
        random.shuffle(kinds)  # type: ignore[attr-defined]
    assert pairs_of(shuffled) == pairs_of(held)


@given(baskets, st.permutations(range(len(NAMES))))
def test_the_numbers_of_kinds_decide_nothing(held: list[list[int]], renumbered: list[int]) -> None:
    """A pair stands in the order of names with the same figures, whatever was numbered first."""
    names = [""] * len(NAMES)
    for old, new in enumerate(renumbered):
        names[new] = NAMES[old]
    moved = [[renumbered[kind] for kind in kinds] for kinds in held]
    categories = [name.split(" > ")[0] for name in names]
    counts = count(lines(moved), len(NAMES))
    again = mine(counts, names, categories, least=1)
    assert again == pairs_of(held)
    assert all(pair.first < pair.second for pair in again)


@given(baskets)
def test_two_kinds_of_one_category_are_never_a_pair(held: list[list[int]]) -> None:
    """Bread and pastries of one bakery are no pair, however often they meet."""
    for pair in pairs_of(held + [[0, 1], [3, 4]] * 5):
        assert pair.first.split(" > ")[0] != pair.second.split(" > ")[0]


@given(baskets)
def test_the_best_come_first_and_ties_by_name(held: list[list[int]]) -> None:
    """Pairs stand by NPMI, and equal ones by name."""
    found = pairs_of(held)
    assert found == sorted(found, key=lambda pair: (-pair.npmi, pair.first, pair.second))


def test_what_is_in_every_basket_tells_nothing() -> None:
    """Two kinds that stand in all baskets are together by certainty, not by liking."""
    assert pairs_of([[0, 2]] * 9) == []


@given(baskets, st.floats(0.05, 0.95))
def test_a_basket_is_either_early_or_late(held: list[list[int]], share: float) -> None:
    """The split leaves every basket on one side, whole; a time is never on both."""
    all_lines = lines(held)
    split = split_at(all_lines.time, share)
    early = taken(all_lines, all_lines.time < split)
    late = taken(all_lines, all_lines.time >= split)
    assert len(early.time) + len(late.time) == len(held)
    assert len(early.kind) + len(late.kind) == len(all_lines.kind)
    assert not len(early.time) or not len(late.time) or early.time.max() < late.time.min()
    before, after, total = (count(some, len(NAMES)) for some in (early, late, all_lines))
    assert (before.each + after.each == total.each).all()
    assert (before.both + after.both != total.both).nnz == 0


def test_a_pair_is_judged_by_other_baskets() -> None:
    """Later figures are those of the later baskets; what is never bought there can't be judged."""
    pair = pairs_of([[0, 2], [0, 2], [1], [3]])[0]
    later = count(lines([[0, 2], [0], [2], [1]]), len(NAMES))
    assert judge(pair, later, NAMES) == Judged(together=1, lift=1.0, share=0.5)
    nobody = count(lines([[1], [2]]), len(NAMES))
    assert judge(pair, nobody, NAMES) == Judged(together=0, lift=None, share=None)
