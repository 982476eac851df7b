"""What the steps are about: wanted by the player, and not all alike.

Chance moves what is about equally wanted, so that players spread over the venue; what many hunts
lead to already counts less.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from clew.hunts.compose.scene import Scene, Stop
from clew.hunts.compose.usable import TOP, Usable

NEAR_TIE = 250
"""What chance may add to a score of 0 to 1,000 where the player's own doings decided."""
ANY_TIE = 1_000
"""The same where merely popularity did: nobody is sent after what everybody is sent after."""
FLOOR = 100
"""What everything that may be used starts from, so that halves of it differ."""
PLACE_EVERY = 3
"""So many steps have one about a place alone."""
CROWD = 8
"""So many open hunts that lead to a zone halve what speaks for it."""


def choose_targets(
    scene: Scene,
    usable: Usable,
    steps: int,
    *,
    related: Callable[[Stop], bool] | None,
    without: Collection[str] = (),
) -> Sequence[Stop]:
    """At most so many stops, no product and no zone twice; in the order of choice.

    `related`: what one of them at least must be, where there is any such. `without`: ids of what
    was tried and did not do.
    """
    products = [one for one in usable.products if one.id not in without]
    places = [one for one in usable.places if one.id not in without]
    chosen: list[Stop] = []
    about_places = min(len(places), max(steps // PLACE_EVERY, steps - len(products)))
    merits = {one.id: _merit(scene, one) for one in (*products, *places)}
    if related is not None:
        _take(scene, chosen, [one for one in products if related(one)], merits, 1)
    _take(scene, chosen, products, merits, steps - about_places)
    _take(scene, chosen, places, merits, steps)
    _take(scene, chosen, products, merits, steps)
    return chosen


def _merit(scene: Scene, stop: Stop) -> int:
    spread = NEAR_TIE if scene.snapshot.ranked else ANY_TIE
    merit = FLOOR + stop.score + scene.chance.below(spread + 1, "near", stop.id)
    crowd = scene.snapshot.crowd.get(stop.zone or "", 0)
    return merit * TOP * CROWD // (CROWD + crowd)


def _take(
    scene: Scene,
    chosen: list[Stop],
    among: Sequence[Stop],
    merits: dict[str, int],
    until: int,
) -> None:
    """Adds the best of them, one by one, until there are so many."""
    while len(chosen) < until:
        ids = {one.id for one in chosen}
        zones = {one.zone for one in chosen if one.zone is not None}
        left = [one for one in among if one.id not in ids and one.zone not in zones]
        if not left:
            return
        worth = {one.id: _varied(scene, merits[one.id], one, chosen) for one in left}
        best = min(left, key=lambda one: (-worth[one.id], one.id))
        what = "zone" if best.product is None else "product"
        scene.weigh(what, best.id, worth[best.id], f"wanted {best.score} of {TOP}")
        chosen.append(best)


def _varied(scene: Scene, merit: int, stop: Stop, chosen: Sequence[Stop]) -> int:
    """Less for what is like something chosen: a quarter of a type's, half of a category's."""
    for other in chosen:
        if stop.product is not None and other.product is not None:
            type_of = scene.world.shelf.type_of
            if type_of(stop.product) == type_of(other.product):
                merit //= 4
            elif stop.product.category == other.product.category:
                merit //= 2
        if stop.spot is not None and other.spot is not None and stop.spot.level == other.spot.level:
            merit = merit * 7 // 8
    return merit
