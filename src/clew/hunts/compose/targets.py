"""What the steps are about: wanted by the player, and not all alike.

Chance moves what is about equally wanted, so that players spread over the venue; what many hunts
lead to already counts less.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from operator import attrgetter

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
    products = [_Candidate(scene, one) for one in usable.products if one.id not in without]
    places = [_Candidate(scene, one) for one in usable.places if one.id not in without]
    about_places = min(len(places), max(steps // PLACE_EVERY, steps - len(products)))
    choice = _Choice(scene, [*products, *places])
    if related is not None:
        choice.take([one for one in products if one.id in related], 1)
    choice.take(products, steps - about_places)
    choice.take(places, steps)
    choice.take(products, steps)
    return choice.chosen


class _Candidate:
    """A stop, what speaks for it, and by what others are like it.

    Attributes:
        out: whether it is chosen, or what it is about is.
    """

    __slots__ = ("category", "id", "level", "out", "stop", "type", "worth", "zone")

    def __init__(self, scene: Scene, stop: Stop) -> None:
        product, spot = stop.product, stop.spot
        self.stop = stop
        self.id = stop.id
        self.zone = stop.zone
        self.level = None if spot is None else spot.level
        self.type = None if product is None else scene.world.shelf.type_of(product)
        self.category = None if product is None else product.category
        self.worth = _merit(scene, self)
        self.out = False


class _Choice:
    """Stops chosen one by one: the best is taken, and what is like it counts for less."""

    def __init__(self, scene: Scene, candidates: Sequence[_Candidate]) -> None:
        self.chosen: list[Stop] = []
        self._scene = scene
        self._left = candidates

    def take(self, among: Sequence[_Candidate], until: int) -> None:
        """Adds the best of them, one by one, until so many are chosen in all."""
        while len(self.chosen) < until:
            among = [one for one in among if not one.out]
            if not among:
                return
            most = max([one.worth for one in among])
            best = min([one for one in among if one.worth == most], key=attrgetter("id"))
            what = "zone" if best.stop.product is None else "product"
            self._scene.weigh(what, best.id, most, "wanted {} of {}", best.stop.score, TOP)
            self.chosen.append(best.stop)
            self._learn(best)

    def _learn(self, chosen: _Candidate) -> None:
        """No product and no zone comes twice.

        A quarter for the same type, half for the same category, an eighth off on one level.
        """
        type_, category, level = chosen.type, chosen.category, chosen.level
        for one in self._left:
            if one.id == chosen.id or (one.zone is not None and one.zone == chosen.zone):
                one.out = True
            if type_ is not None and one.type == type_:
                one.worth //= 4
            elif category is not None and one.category == category:
                one.worth //= 2
            if level is not None and one.level == level:
                one.worth = one.worth * 7 // 8
        self._left = [one for one in self._left if not one.out]


def _merit(scene: Scene, one: _Candidate) -> int:
    spread = NEAR_TIE if scene.snapshot.ranked else ANY_TIE
    merit = FLOOR + one.stop.score + scene.chance.below(spread + 1, "near", one.id)
    crowd = scene.snapshot.crowd.get(one.zone or "", 0)
    return merit * TOP * CROWD // (CROWD + crowd)
