"""Whether what hunts lead to is bought in the four weeks after, beside two ways without the player.

Each household's hunt is composed three times by the same composer from the same snapshot: with what
the starting point says the player wants; with what is popular instead; and with what is popular,
in its order, taken straight (the best sold that may be used). A target is a step's product; it is
bought where the household bought anything of its type in the next four weeks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from clew.hunts.compose.compose import compose
from clew.hunts.model import Hunt
from clew.hunts.snapshot import Snapshot, Wanted
from clew.hunts.take_snapshot import Asking
from clew.hunts.world import World
from clew.wiring.house import House
from compose.journey_home import CAMPAIGN

NOBODY = "nobody in the record"
DRAWS = 1_000
WAYS = ("personal", "popular targets, same composer", "most sold, straight")


class Bought(NamedTuple):
    """Shares, a row a household: of its targets' types, of its targets themselves."""

    types: NDArray[np.float64]
    products: NDArray[np.float64]
    households: int


async def bought(
    house: House, players: Sequence[str], as_of: int, later: Mapping[str, frozenset[str]]
) -> Bought:
    """`later`: household -> the products that it bought in the next four weeks."""
    popular = (await house.snapshots_of_hunts.take(Asking(NOBODY, CAMPAIGN, as_of), {})).snapshot
    types, products = [], []
    for player in players:
        taken = await house.snapshots_of_hunts.take(Asking(player, CAMPAIGN, as_of), {})
        if not later.get(player) or not taken.snapshot.ranked:
            continue
        world = taken.world
        targets = _targets(taken.snapshot, popular, world)
        if not all(targets):
            continue
        products.append([_share([one in later[player] for one in way]) for way in targets])
        types.append([types_bought(way, later[player], world) for way in targets])
    return Bought(np.array(types), np.array(products), len(types))


def types_bought(targets: Sequence[str], later: frozenset[str], world: World) -> float:
    """The share of targets of whose type anything was bought later."""
    of_type, all_ = world.shelf.type_of, world.shelf.products
    kinds = {of_type(all_[one]) for one in later if one in all_}
    return _share([of_type(all_[one]) in kinds for one in targets])


def targets_of(hunt: Hunt) -> list[str]:
    """The products that its steps are about."""
    return [step.product for step in hunt.steps if step.product is not None]


def table(found: Bought) -> list[str]:
    """Rows of a table, each share with its 95 % interval over households, and the differences."""
    lines = [
        f"{found.households:,} households with a history that bought anything afterwards.",
        "",
        "| targets | type bought | product bought |",
        "|---|---:|---:|",
    ]
    for at, way in enumerate(WAYS):
        types, products = found.types[:, at], found.products[:, at]
        lines.append(f"| {way} | {with_interval(types)} | {with_interval(products)} |")
    for at, way in enumerate(WAYS[1:], 1):
        types = found.types[:, 0] - found.types[:, at]
        products = found.products[:, 0] - found.products[:, at]
        lines.append(
            f"| personal less {way} | {with_interval(types)} | {with_interval(products)} |"
        )
    return lines


def _targets(snapshot: Snapshot, popular: Snapshot, world: World) -> list[list[str]]:
    """The three ways' targets, as many each as the player's own hunt has."""
    own = _products(snapshot, world)
    plain = _products(msgspec.structs.replace(snapshot, wanted=popular.wanted, ranked=False), world)
    return [own, plain, [one.product for one in _sold(popular.wanted, world)[: len(own)]]]


def _products(snapshot: Snapshot, world: World) -> list[str]:
    hunt = compose(snapshot, world).hunt
    return [] if hunt is None else targets_of(hunt)


def _sold(wanted: Sequence[Wanted], world: World) -> list[Wanted]:
    return [one for one in wanted if one.product in world.shelf.products]


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits)


def with_interval(values: NDArray[np.float64]) -> str:
    """The mean, and its 95 % interval over households."""
    draws = np.random.default_rng(0).integers(0, len(values), (DRAWS, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), (2.5, 97.5))
    return f"{values.mean():.3f} [{low:.3f}, {high:.3f}]"
