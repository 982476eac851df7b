"""Hunts for some of the demo's players, composed as any hunt is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot
from typing import NamedTuple

from clew.demo.load import CAMPAIGN
from clew.hunts.compose.composed import Composed
from clew.hunts.model import Spot
from clew.hunts.take_snapshot import Asking
from clew.hunts.terrain import Terrain
from clew.shop.players_file import read_players
from clew.wiring.house import House

SEED = 7


class SampleHunt(NamedTuple):
    """What was composed for a player.

    Attributes:
        places: zone of a step -> where that is, in words.
    """

    player: str
    composed: Composed
    places: Mapping[str, str]


async def compose_samples(house: House, players: int) -> Sequence[SampleHunt]:
    """A hunt for each of the first players, in their own language.

    Nothing is held or saved: whoever loads the demo again finds its budgets as they were. Mall,
    shop and promotions must be loaded.
    """
    now = int(house.clock.now().timestamp())
    made = []
    for one in read_players(house.home / "demo-shop" / "players.csv")[:players]:
        asking = Asking(
            one.id, CAMPAIGN, now, lang=one.lang or "en", step_free=one.step_free, seed=SEED
        )
        taken, composed = await house.open_hunts.try_out(asking)
        made.append(SampleHunt(one.id, composed, _places(composed, taken.world.terrain)))
    return made


def _places(composed: Composed, terrain: Terrain) -> Mapping[str, str]:
    steps = composed.hunt.steps if composed.hunt is not None else ()
    zones = [step.zone for step in steps if step.zone is not None]
    return {zone: _called(terrain.spot(zone), terrain) for zone in zones}


def _called(spot: Spot, terrain: Terrain) -> str:
    """A place by its name, else by the name of the nearest one on its level."""
    if spot.name:
        return f"{spot.name}, {spot.level_label}"
    named = [one for one in terrain.spots.values() if one.name and one.level == spot.level]
    nearest = min(named, key=lambda one: (hypot(one.x - spot.x, one.y - spot.y), one.zone))
    return f"near {nearest.name}, {spot.level_label}"
