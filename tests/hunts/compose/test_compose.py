from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import msgspec
import pytest

from clew.hunts.compose.compose import compose
from clew.hunts.model import Hunt, Unfit
from clew.hunts.snapshot import Shut
from clew.hunts.world import Parts, Worlds
from clew.promotions.model import Spent
from clew.testing.hunt_worlds import Players, hunt_world

_AGAIN = """
import sys
from clew.hunts.compose.compose import compose
from clew.hunts.world import Parts, Worlds
from clew.rules.engines.zen import ZenRules
from clew.shop.margin import Terms
from clew.testing.hunt_worlds import Players, hunt_world
from clew.wiring.hunt_workshop import HuntWorkshop
import msgspec
worlds = Worlds(HuntWorkshop(ZenRules(), Terms()))
for seed in map(int, sys.argv[1:]):
    told = hunt_world(seed)
    world = worlds.of(told.names, Parts(told.goods, told.book, told.offers, told.ground, None))
    for snapshot in Players(told).snapshots(4):
        print(msgspec.json.encode(compose(snapshot, world).outcome).decode())
"""


def test_one_snapshot_gives_one_hunt_in_every_process(worlds: Worlds) -> None:
    """Another process with another hash seed and thread count composes the same, byte by byte."""
    seeds = ("2", "8")
    here = []
    for seed in map(int, seeds):
        told = hunt_world(seed)
        world = worlds.of(told.names, Parts(told.goods, told.book, told.offers, told.ground, None))
        here += [
            msgspec.json.encode(compose(one, world).outcome).decode()
            for one in Players(told).snapshots(4)
        ]
    for hashes, threads in (("1", "1"), ("77", "4")):
        done = subprocess.run(
            [sys.executable, "-c", _AGAIN, *seeds],
            env={**os.environ, "PYTHONHASHSEED": hashes, "OMP_NUM_THREADS": threads},
            capture_output=True,
            check=True,
            text=True,
        )
        assert done.stdout.splitlines() == here


@pytest.mark.parametrize("seed", range(6))
def test_no_hunt_makes_nonsense(seed: int, worlds: Worlds) -> None:
    """No target comes twice, nothing is sold out or shut, and it never gets easier."""
    told = hunt_world(seed)
    world = worlds.of(told.names, Parts(told.goods, told.book, told.offers, told.ground, None))
    for snapshot in Players(told).snapshots(8):
        hunt = compose(snapshot, world).hunt
        if hunt is None:
            continue
        products = [step.product for step in hunt.steps if step.product is not None]
        zones = [step.zone for step in hunt.steps if step.zone is not None]
        assert len(set(products)) == len(products)
        assert len(set(zones)) == len(zones)
        assert not {one.id for one in snapshot.shut} & set(zones)
        stock = {one.id: one.stock for one in told.goods.products} | dict(snapshot.stock)
        assert all(stock[one] != 0 for one in products)
        difficulties = [step.puzzle.difficulty for step in hunt.steps]
        assert difficulties == sorted(difficulties)


def test_every_puzzle_of_a_hunt_was_solved_again(ground: Any) -> None:
    """A kind that finds two answers to its own puzzle gets none into a hunt."""
    from clew.hunts.puzzles.table import KINDS  # noqa: PLC0415 - beside what replaces it

    class Doubtful:
        def __init__(self, kind: Any) -> None:
            self._kind = kind

        def __getattr__(self, name: str) -> Any:
            return getattr(self._kind, name)

        def answers(self, *given: Any) -> list[str]:
            return [*self._kind.answers(*given), "another"]

    names, world = ground.world()
    doubtful = {name: Doubtful(kind) for name, kind in KINDS.items()}
    done = compose(ground.asked(names=names), world, kinds=doubtful)
    assert done.refused is not None
    assert done.refused.code == "too_little"
    assert {note.why for note in done.trace.refused if note.what == "puzzle"} >= {"not_unique"}


def test_a_shorter_hunt_says_so(ground: Any) -> None:
    """Where only two things can be used, the hunt has two steps and says that more were wanted."""
    hunt = ground.composed().hunt
    kept = {step.zone for step in hunt.steps[:2]}
    others = tuple(
        Shut(zone, "closed")
        for zone in sorted(ground.parts.ground.ways["zones"])
        if zone not in kept
    )
    standing = [one for one in ground.parts.goods.products if one.zone is not None]
    goods = msgspec.structs.replace(ground.parts.goods, products=tuple(standing))
    done = ground.composed({"goods": goods}, shut=others)
    assert done.hunt is None or len(done.hunt.steps) <= 2
    assert done.shorter or done.refused is not None


def test_who_is_ranked_by_popularity_is_told_so(ground: Any) -> None:
    """Without a model the hunt says `ranked: false`, and players are led to different targets."""
    led = set()
    for number in range(30):
        hunt = ground.composed(player=f"new-{number}", ranked=False, model=None).hunt
        assert hunt is not None
        assert not hunt.ranked
        led.add(frozenset(step.product or step.zone for step in hunt.steps))
    assert len(led) > 20


def test_the_seed_changes_the_hunt(ground: Any) -> None:
    """Another seed gives another hunt under another id; the same seed the same."""
    one, same, other = (ground.composed(seed=seed).hunt for seed in (1, 1, 2))
    assert one == same
    assert one.id != other.id
    assert [step.puzzle for step in one.steps] != [step.puzzle for step in other.steps]


def test_crowds_spread(ground: Any) -> None:
    """A zone with as many hunts as it may have gets no more, and one with many gets fewer."""
    hunt = ground.composed().hunt
    zone = next(step.zone for step in hunt.steps if step.zone is not None)
    capacities = {**ground.parts.ground.capacities, zone: 2}
    full = msgspec.structs.replace(ground.parts.ground, capacities=capacities)
    done = ground.composed({"ground": full}, crowd={zone: 2})
    assert zone not in {step.zone for step in done.hunt.steps}
    assert ("zone", zone, "full") in {
        (note.what, note.id, note.why) for note in done.trace.refused
    } or any(note.why == "full" for note in done.trace.refused)


def test_every_refusal_is_noted(ground: Any) -> None:
    """What is sold out is refused by name, and every promotion is given, or refused with why."""
    hunt = ground.composed().hunt
    product = next(step.product for step in hunt.steps if step.product is not None)
    done = ground.composed(stock={product: 0})
    assert product not in {step.product for step in done.hunt.steps}
    assert ("product", product, "out_of_stock") in {
        (note.what, note.id, note.why) for note in done.trace.refused
    }


def test_a_promotion_whose_hold_was_refused_is_not_tried_again(ground: Any) -> None:
    """What is held back leads to another promotion, or to a refusal that is not about puzzles."""
    first = ground.composed().hunt.reward.promotion
    done = ground.composed(held_back={first: "units_spent"})
    assert done.hunt is None or done.hunt.reward.promotion != first
    assert ("promotion", first, "units_spent") in {
        (note.what, note.id, note.why) for note in done.trace.refused
    }


def test_no_budget_is_promised_beyond_its_bound(ground: Any) -> None:
    """A promotion that is used up, in all or for this player, is refused with its bound."""
    first = ground.composed().hunt.reward
    spent = Spent(10**9, 10**12)
    budgets = [one for one in ground.parts.offers.promotions if one.id == first.promotion]
    bounded = msgspec.structs.replace(
        budgets[0], budget=msgspec.structs.replace(budgets[0].budget, units_per_player=1)
    )
    offers = msgspec.structs.replace(
        ground.parts.offers,
        promotions=tuple(
            bounded if one.id == bounded.id else one for one in ground.parts.offers.promotions
        ),
    )
    done = ground.composed({"offers": offers}, own={bounded.id: spent})
    assert done.hunt is None or done.hunt.reward.promotion != bounded.id
    assert "units_of_player_spent" in {note.why for note in done.trace.refused}


def test_the_route_joins_the_steps_in_their_order(ground: Any) -> None:
    """Each leg leads to the next step that stands somewhere, and begins and ends at its zones."""
    hunt: Hunt = ground.composed().hunt
    zones = ground.parts.ground.ways["zones"]
    standing = [step for step in hunt.steps if step.zone is not None]
    assert [leg.to for leg in hunt.route.legs] == [step.n for step in standing[1:]]
    assert hunt.route.length == sum(leg.length for leg in hunt.route.legs)
    for leg, step in zip(hunt.route.legs, standing[1:], strict=True):
        at = zones[step.zone]
        assert leg.points[-1] == (at["level"], at["x"], at["y"])


def test_stages_sum_up_and_change_nothing(ground: Any) -> None:
    """A clock that is passed in is only read: the hunt is the same with and without it."""
    names, world = ground.world()
    ticks = iter(range(0, 10**9, 5_000))
    timed = compose(ground.asked(names=names), world, clock=lambda: next(ticks))
    bare = compose(ground.asked(names=names), world)
    assert timed.outcome == bare.outcome
    assert set(timed.stages) >= {"fatigue", "usable", "reward", "targets", "route", "puzzles"}
    assert set(bare.stages.values()) == {0}


def test_a_kind_that_never_fits_leaves_the_others(ground: Any) -> None:
    """A kind that makes nothing is passed over, and named with its reason."""
    from clew.hunts.puzzles.table import KINDS  # noqa: PLC0415 - beside what replaces it

    class Never:
        def __init__(self, kind: Any) -> None:
            self._kind = kind

        def __getattr__(self, name: str) -> Any:
            return getattr(self._kind, name)

        def make(self, *_given: Any) -> Unfit:
            return Unfit("not_today", "it never does")

    names, world = ground.world()
    kinds = {name: Never(kind) if name == "caesar" else kind for name, kind in KINDS.items()}
    seen = set()
    for seed in range(12):
        done = compose(ground.asked(names=names, seed=seed), world, kinds=kinds)
        assert done.hunt is not None
        assert "caesar" not in {step.puzzle.kind for step in done.hunt.steps}
        seen |= {note.why for note in done.trace.refused}
    assert "not_today" in seen
