"""What the steps are about: wanted by the player, and not all alike.

Chance moves what is about equally wanted, so that players spread over the venue; what many hunts
lead to already counts less.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

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
    related: Collection[str] | None,
    without: Collection[str] = (),
) -> Sequence[Stop]:
    """At most so many stops, no product and no zone twice; in the order of choice.

    `related`: ids of which one at least must be among them, where any can; None for no such wish.
    `without`: ids of what was tried and did not do.
    """
    products = [one for one in usable.products if one.id not in without]
    places = [one for one in usable.places if one.id not in without]
    about_places = min(len(places), max(steps // PLACE_EVERY, steps - len(products)))
    choice = _Choice(scene, [*products, *places])
    if related is not None:
        choice.take([one for one in products if one.id in related], 1)
    choice.take(products, steps - about_places)
    choice.take(places, steps)
    choice.take(products, steps)
    return choice.chosen


class _Choice:
    """Stops chosen one by one: the best is taken, and what is like it counts for less."""

    def __init__(self, scene: Scene, stops: Sequence[Stop]) -> None:
        self.chosen: list[Stop] = []
        self._scene = scene
        self._stops = stops
        self._worth = {one.id: _merit(scene, one) for one in stops}

    def take(self, among: Sequence[Stop], until: int) -> None:
        """Adds the best of them, one by one, until so many are chosen in all."""
        worth = self._worth
        while len(self.chosen) < until:
            left = [one for one in among if one.id in worth]
            if not left:
                return
            best = min(left, key=lambda one: (-worth[one.id], one.id))
            what = "zone" if best.product is None else "product"
            self._scene.weigh(what, best.id, worth[best.id], "wanted {} of {}", best.score, TOP)
            self.chosen.append(best)
            self._learn(best)

    def _learn(self, chosen: Stop) -> None:
        for one in self._stops:
            if one.id not in self._worth:
                continue
            if one.id == chosen.id or (one.zone is not None and one.zone == chosen.zone):
                # No product and no zone comes twice.
                del self._worth[one.id]
            else:
                self._worth[one.id] = self._less(self._worth[one.id], one, chosen)

    def _less(self, worth: int, one: Stop, chosen: Stop) -> int:
        """A quarter for the same type, half for the same category, an eighth off on one level."""
        if one.product is not None and chosen.product is not None:
            type_of = self._scene.world.shelf.type_of
            if type_of(one.product) == type_of(chosen.product):
                worth //= 4
            elif one.product.category == chosen.product.category:
                worth //= 2
        if one.spot is not None and chosen.spot is not None and one.spot.level == chosen.spot.level:
            worth = worth * 7 // 8
        return worth


def _merit(scene: Scene, stop: Stop) -> int:
    spread = NEAR_TIE if scene.snapshot.ranked else ANY_TIE
    merit = FLOOR + stop.score + scene.chance.below(spread + 1, "near", stop.id)
    crowd = scene.snapshot.crowd.get(stop.zone or "", 0)
    return merit * TOP * CROWD // (CROWD + crowd)
