from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import habits
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.shop.affinity import affinity, follows
from clew.shop.catalogue import Catalogue
from clew.shop.fit import DEFAULT_MIX, DEFAULT_WITHIN, assembled, parts
from clew.shop.gather import Rows, Sums, most_bought
from clew.shop.ground import SHARES, Ground
from clew.shop.held import held
from clew.shop.learned import KINDS, MIX_ONE
from clew.shop.model import Event, EventKind, Level, Product
from clew.shop.rank import Seen, rank, see
from clew.shop.session import doings
from clew.shop.shelf import Shelf
from clew.shop.train import counted
from clew.shop.weights import DAY, ONE, decay_table

ROWS = habits.purchases(60)
SHELF = Shelf(habits.catalogue())


def learned_from(order: Sequence[int], shelf: Shelf = SHELF) -> Ground:
    learnt = {level: most_bought(np.ones(len(shelf.labels[level]), np.int64)) for level in KINDS}
    sums = Sums(shelf, learnt, habits.END)
    for player in order:
        sums.add(counted(habits.of(ROWS, f"h{player:03}"), shelf))
    mixes = dict.fromkeys(KINDS, DEFAULT_MIX)
    made = parts(shelf, sums, learnt)
    return Ground(assembled("m-1", shelf, made, 84, mixes, DEFAULT_WITHIN), shelf)


GROUND = learned_from(range(60))


def seen(player: int, ground: Ground = GROUND, events: Sequence[Event] = ()) -> Seen:
    rows = counted(habits.of(ROWS, f"h{player:03}"), ground.shelf)
    done = doings(events, ground.shelf, habits.END)
    return see(ground, rows.lines(habits.END), done)


def everything(ground: Ground, players: Sequence[int]) -> list[object]:
    return [
        rank(ground, seen(player, ground), level, 10, new_only=new_only)
        for player in players
        for level in Level
        for new_only in (False, True)
    ]


def stocked(shelf: Shelf, sold_out: set[int]) -> Shelf:
    after = [
        Product(**{f: getattr(one, f) for f in one.__struct_fields__} | {"stock": 0})
        if place in sold_out
        else one
        for place, one in enumerate(shelf.products)
    ]
    return shelf.followed(Catalogue(2, after))


@given(st.permutations(range(60)))
@settings(max_examples=5, deadline=None)
def test_order_of_players(order: list[int]) -> None:
    """What a player is suggested does not depend on the order in which others were learned."""
    assert everything(learned_from(order), [0, 7]) == everything(GROUND, [0, 7])


@given(
    player=st.integers(0, 59),
    k=st.integers(1, 40),
    sold_out=st.sets(st.integers(0, 149)),
    new_only=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_exactly_the_best(player: int, k: int, sold_out: set[int], new_only: bool) -> None:  # noqa: FBT001
    """The products are exactly the best that are for sale: scoring every one gives the same."""
    ground = GROUND.on(stocked(SHELF, sold_out))
    known = seen(player, ground)
    within, mine = ground.learned.within, known.held[Level.PRODUCT]
    nothing = np.zeros(habits.TYPES, np.int64)
    kinds = affinity(known.held[Level.TYPE], nothing, ground.kinds[Level.TYPE], within.of_kind)
    scores = (kinds.total * within.kind + 1)[SHELF.kind_of[Level.TYPE]] * ground.share
    scores[mine.items] += mine.own * within.own * MIX_ONE * SHARES
    left_out = sold_out | (set(mine.items.tolist()) if new_only else set())
    order = np.lexsort((np.arange(len(scores)), -scores)).tolist()
    picks = rank(ground, known, Level.PRODUCT, k, new_only=new_only)
    assert [pick.place for pick in picks] == [one for one in order if one not in left_out][:k]


@given(
    player=st.integers(0, 59),
    level=st.sampled_from(Level),
    sold_out=st.sets(st.integers(0, 149)),
)
@settings(max_examples=60, deadline=None)
def test_out_of_stock(player: int, level: Level, sold_out: set[int]) -> None:
    """What is out of stock is never suggested, nor a type or category of which nothing is left."""
    shelf = stocked(SHELF, sold_out)
    picks = rank(GROUND.on(shelf), seen(player), level, 200)
    there = set(range(len(SHELF.products))) - sold_out
    assert {pick.place for pick in picks} == {int(SHELF.kind_of[level][one]) for one in there}


def test_a_session_of_what_is_sold_out() -> None:
    """A product that was just looked at is suggested first, and not at all when it is sold out."""
    events = [Event("h001", habits.END - 60, EventKind.VIEW, "p29-4")] * 30
    place = SHELF.index["p29-4"]
    for sold_out in (set[int](), {place}):
        ground = GROUND.on(stocked(SHELF, sold_out))
        picks = rank(ground, seen(1, ground, events), Level.PRODUCT, 10)
        assert (picks[0].place == place) is not bool(sold_out)
        assert all(pick.place != place for pick in picks[1:])


def test_new_only() -> None:
    """Asked for what is new, nothing that the player ever bought is suggested, at any level."""
    for level in Level:
        known = seen(3)
        picks = rank(GROUND, known, level, 200, new_only=True)
        assert not {pick.place for pick in picks} & set(known.held[level].items.tolist())
        assert len(picks) == len(SHELF.labels[level]) - len(known.held[level].items)


def test_what_goes_along() -> None:
    """A player who buys one thing is led to the thing that its other buyers buy along."""
    place, days = SHELF.index["p20-0"], np.arange(8, 0, -1)
    rows = Rows(np.full(8, place), np.arange(8), habits.END - days * 7 * DAY)
    known = see(GROUND, rows.lines(habits.END), ())
    kinds = GROUND.kinds[Level.TYPE]
    said = follows(known.held[Level.TYPE], kinds.neighbours, len(kinds.labels))
    # Who has the habit of 20 buys 21 along, and who has that of 19 buys 20 along.
    assert kinds.labels[int(said.argmax())].split()[-1] in {"19", "21"}


@given(
    rows=st.lists(st.tuples(st.integers(-1, 9), st.integers(0, 5)), min_size=1, max_size=30),
    ages=st.lists(st.integers(0, 2_000), min_size=6, max_size=6),
)
def test_held_by_hand(rows: list[tuple[int, int]], ages: list[int]) -> None:
    """A thing counts once a basket, by the basket's age; what is unknown does not count."""
    decay = decay_table(84)
    things, baskets = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    found = held(things, baskets, np.array(ages)[baskets], decay)
    expected: dict[int, set[int]] = {}
    for thing, basket in rows:
        if thing >= 0:
            expected.setdefault(thing, set()).add(basket)
    assert found.items.tolist() == sorted(expected)
    assert found.times.tolist() == [len(expected[thing]) for thing in sorted(expected)]
    assert found.own.tolist() == [
        sum(int(decay[min(ages[basket], len(decay) - 1)]) for basket in expected[thing])
        for thing in sorted(expected)
    ]


def test_half_after_the_half_life() -> None:
    """A purchase counts half after the half-life, and ever less with age, down to nothing."""
    decay = decay_table(84)
    assert (decay[0], decay[84], decay[168], decay[-1]) == (ONE, ONE // 2, ONE // 4, 0)
    assert (np.diff(decay) <= 0).all()
    with pytest.raises(ValueError, match="at least a day"):
        decay_table(0)


def test_a_search_names_products() -> None:
    """A search counts for what carries all of its words, in any language, accents aside."""
    assert SHELF.searched("chose numero 3 11").tolist() == [SHELF.index["p11-3"]]
    assert len(SHELF.searched("KIND 7!")) == habits.EACH
    assert not len(SHELF.searched(""))
    assert not len(SHELF.searched("submarine"))


PRINTED = """
import hashlib, sys
sys.path[:0] = {path!r}
import test_ranking as t
print(hashlib.sha256(repr(t.everything(t.GROUND, range(60))).encode()).hexdigest())
"""


def test_replayed_elsewhere() -> None:
    """Another process with another hash seed and more threads ranks the same, to the last score."""
    folder = Path(__file__).parent
    code = PRINTED.format(path=[str(folder), str(folder / "selling")])
    told = set()
    for seed, threads in (("1", "1"), ("2", "2"), ("77", "4")):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), threads),
        }
        told.add(
            subprocess.run(
                [sys.executable, "-c", code], env=environment, capture_output=True, check=True
            ).stdout
        )
    assert len(told) == 1
