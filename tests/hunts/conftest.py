from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import msgspec
import pytest

from clew.hunts.compose.compose import compose
from clew.hunts.compose.composed import Composed
from clew.hunts.parts import part_of
from clew.hunts.snapshot import Book, Names, Snapshot
from clew.hunts.world import Parts, World, Worlds
from clew.rules.engines.zen import ZenRules
from clew.rules.model import Player
from clew.shop.margin import Terms
from clew.testing.hunt_worlds import Players, hunt_world
from clew.wiring.hunt_workshop import HuntWorkshop

REGULAR = Player(
    known=True,
    visits_30d=4,
    days_since_visit=3,
    purchases_90d=9,
    spent_90d=21_000,
    segments=(),
    lang="en",
    step_free=False,
    hunts_today=0,
    hunts_7d=1,
    hunts_solved=7,
    hours_since_hunt=70,
    rewards_7d=0,
)


class Ground:
    """One made-up world under the shipped rules, and a player in it whom nothing hinders."""

    def __init__(self, seed: int, worlds: Worlds) -> None:
        told = hunt_world(seed)
        shipped = (files("clew.rules") / "shipped" / "default.json").read_bytes()
        book = Book(0, msgspec.json.decode(shipped)["tables"])
        self.worlds = worlds
        self.parts = Parts(told.goods, book, told.offers, told.ground, None)
        self.names = msgspec.structs.replace(told.names, book=part_of(book).digest, rules_version=0)
        drawn = next(iter(Players(told).snapshots(1)))
        self.snapshot = msgspec.structs.replace(
            drawn,
            facts=REGULAR,
            lang="en",
            step_free=False,
            shut=(),
            stock={},
            crowd={},
            spent={},
            own={},
            today={},
            ranked=True,
            names=self.names,
        )

    def world(self, **parts: Any) -> tuple[Names, World]:
        """The world with some of its parts replaced, under names of their own."""
        names = {name: f"{part_of(part).digest} {name}" for name, part in parts.items()}
        changed = msgspec.structs.replace(self.names, **names)
        return changed, self.worlds.of(changed, self.parts._replace(**parts))

    def composed(self, parts: dict[str, Any] | None = None, **fields: Any) -> Composed:
        """What the snapshot gives with some of its fields and parts replaced."""
        names, world = self.world(**(parts or {}))
        return compose(self.asked(names=names, **fields), world)

    def asked(self, **fields: Any) -> Snapshot:
        """The snapshot with some fields replaced."""
        return msgspec.structs.replace(self.snapshot, **fields)


@pytest.fixture(scope="session")
def worlds() -> Worlds:
    return Worlds(HuntWorkshop(ZenRules(), Terms()))


@pytest.fixture(scope="session")
def grounds(worlds: Worlds) -> Callable[[int], Ground]:
    """A made-up world by its number."""
    return lambda seed: Ground(seed, worlds)


@pytest.fixture(scope="session")
def ground(worlds: Worlds) -> Ground:
    """The first made-up world where that player wants ten things and gets four steps or more."""
    for seed in range(40):
        made = Ground(seed, worlds)
        hunt = made.composed().hunt
        if hunt is not None and len(hunt.steps) > 3 and len(made.snapshot.wanted) > 9:
            return made
    raise LookupError("no world is kind enough")
