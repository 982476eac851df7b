"""Making a new world ready before a player waits for it."""

from __future__ import annotations

from clew.hunts.chance import Chance
from clew.hunts.puzzles.kind import Task
from clew.hunts.puzzles.table import KINDS
from clew.hunts.world import LANGUAGES, World

_TRIES = 3


def warm(world: World) -> None:
    """Makes each language's indexes, then has every kind make a puzzle or two, for the rest.

    What they make is thrown away; that some of them find nothing to make is no fault.
    """
    for promotion in world.offers.promotions:
        world.terms(promotion)
    world.shelf.around_in(world.terrain.grounds.venue)
    products = list(world.shelf.products.values())[:_TRIES]
    spots = list(world.terrain.spots.values())[:_TRIES]
    for lang in LANGUAGES:
        material = world.material(lang)
        material.prepare()
        for kind in KINDS.values():
            for number in range(max(len(products), len(spots))):
                product = products[number] if number < len(products) else None
                spot = spots[number] if number < len(spots) else None
                clues = () if spot is None else world.terrain.clues.get(spot.zone, ())
                chance = Chance(f"warm {number}")
                kind.make(Task(product, spot, clues, None, 2, False, chance), material)
