"""Products besides those that are wanted: what live promotions are about.

Looked for only where nothing that is wanted leads to a promotion.
"""

from __future__ import annotations

from collections.abc import Iterator

from clew.hunts.compose.reward import sought_of
from clew.hunts.compose.scene import Scene, Stop
from clew.hunts.compose.usable import (
    ENOUGH,
    MOST_LOOKED_AT,
    SHARE,
    Usable,
    allowed_products,
    within_reach,
)


def with_promotions(scene: Scene, usable: Usable) -> Usable | None:
    """The same with products of the venue that live promotions are about; None without any."""
    known = {one.id for one in usable.products}
    found: list[Stop] = []
    share: list[Stop] = []
    for id_ in _ids(scene):
        if id_ in known:
            continue
        known.add(id_)
        share.append(Stop(scene.world.shelf.products[id_], None, 0))
        if len(share) == SHARE:
            found += allowed_products(scene, share)
            share = []
        if len(found) >= ENOUGH:
            break
    found += allowed_products(scene, share)
    if not found:
        return None
    return within_reach(scene, [*usable.products, *found], usable.places)


def _ids(scene: Scene) -> Iterator[str]:
    """Promotion by promotion what stands in the venue of it, the first few of each in turn."""
    snapshot, world = scene.snapshot, scene.world
    standing = frozenset(world.shelf.standing_in(snapshot.venue))
    live = world.desk.survivors(sought_of(snapshot, world, sorted(standing)))
    counted = None if snapshot.counted is None else frozenset(snapshot.counted)
    about = [
        sorted(world.terms(one).articles & standing)
        for one in live
        if (counted is None or one.id in counted) and one.id not in snapshot.held_back
    ]
    given = 0
    for row in range(MOST_LOOKED_AT):
        ids = [articles[row] for articles in about if row < len(articles)]
        if not ids or given >= MOST_LOOKED_AT:
            return
        given += len(ids)
        yield from ids
