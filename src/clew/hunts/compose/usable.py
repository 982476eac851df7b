"""What a hunt could be made of: products and places, open, reached by one way, and allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import NamedTuple

from clew.errors import Code
from clew.hunts.compose.scene import NoHunt, Scene, Stop
from clew.hunts.model import Spot
from clew.hunts.snapshot import Wanted
from clew.rules.model import USABLE, UsableFacts
from clew.shop.model import Product

ENOUGH = 24
"""Usable products from which on no others are looked for: four times the longest usual hunt."""
PLACES = 12
"""Places that are looked at, of those that chance puts first."""
SHARE = 32
"""Products that the rules are asked about at once."""
MOST_LOOKED_AT = 4_096
"""Products that are looked at where hardly any may be used: what bounds a hopeless search."""
STAGE = "usable"
TOP = 1_000


class Usable(NamedTuple):
    """What may be used, all of it within reach of each other."""

    products: Sequence[Stop]
    places: Sequence[Stop]


def find_usable(scene: Scene) -> Usable:
    """Products as they are wanted, then others of the venue where those are few; and places.

    Raises `NoHunt` where the venue has no zone, or nothing at all may be used.
    """
    if not scene.world.terrain.graph.zones:
        raise NoHunt(
            Code.NO_ZONES,
            f"venue {scene.snapshot.venue!r} has no zones that a hunt could lead to: import its "
            "map again, with the outlines of its levels",
        )
    found: list[Stop] = []
    for share in _shares(scene):
        found += allowed_products(scene, share)
        if len(found) >= ENOUGH:
            break
    places = _allowed_places(scene)
    usable = within_reach(scene, found, places)
    if not usable.products and not usable.places:
        raise NoHunt(Code.NO_PRODUCTS, _what_is_missing(scene))
    return usable


def _shares(scene: Scene) -> Iterator[Sequence[Stop]]:
    """What is wanted, a share at a time, then what else stands in the venue."""
    wanted: Sequence[Wanted] = scene.snapshot.wanted
    if not scene.snapshot.ranked:
        # Everybody is told the same: each looks at others of it first.
        wanted = scene.chance.shuffled(wanted, "wanted")
    products = scene.world.shelf.products
    top = max([one.score for one in wanted], default=0) or 1
    share: list[Stop] = []
    for one in wanted:
        product = products.get(one.product)
        if product is None:
            scene.refuse(STAGE, "product", one.product, "unknown")
            continue
        share.append(Stop(product, None, one.score * TOP // top))
        if len(share) == SHARE:
            yield share
            share = []
    if share:
        yield share
    yield from _others(scene, {one.product for one in wanted})


def _others(scene: Scene, wanted: set[str]) -> Iterator[Sequence[Stop]]:
    """What stands in the venue besides, from where chance says, at most `MOST_LOOKED_AT`."""
    ids = scene.world.shelf.standing_in(scene.snapshot.venue)
    if not ids:
        return
    products = scene.world.shelf.products
    start = scene.chance.below(len(ids), "others")
    # A step that shares no factor with the number of products comes by each of them once.
    step = _coprime(len(ids), scene.chance.below(len(ids), "others by"))
    share: list[Stop] = []
    for number in range(min(len(ids), MOST_LOOKED_AT)):
        id_ = ids[(start + number * step) % len(ids)]
        if id_ not in wanted:
            share.append(Stop(products[id_], None, 0))
        if len(share) == SHARE:
            yield share
            share = []
    if share:
        yield share


def _coprime(count: int, near: int) -> int:
    for step in range(max(near, 1), near + count + 1):
        one, other = step, count
        while other:
            one, other = other, one % other
        if one == 1:
            return step
    return 1


def allowed_products(scene: Scene, share: Sequence[Stop]) -> list[Stop]:
    """Those of them that can be had, stand where one may go, and that the rules allow."""
    standing = []
    for one in share:
        product = one.product
        if product is None:
            continue
        why = _why_not(scene, product)
        if why is not None:
            scene.refuse(STAGE, "product", product.id, why)
        elif product.zone is None:
            standing.append(one)
        else:
            spot = scene.world.terrain.spot(product.zone)
            standing.append(Stop(product, spot, one.score))
    return list(compress(standing, _allowed(scene, standing)))


def may_be_used(scene: Scene, products: Sequence[Product]) -> Sequence[bool]:
    """Of each, whether the rules let a hunt use it and its category, wherever it stands."""
    return _allowed(scene, [Stop(one, None, 0) for one in products])


def _why_not(scene: Scene, product: Product) -> str | None:
    if scene.snapshot.stock.get(product.id, product.stock) == 0:
        return "out_of_stock"
    if product.zone is None:
        return None
    if not product.zone.startswith(scene.within):
        return "other_venue"
    return _why_no_zone(scene, product.zone)


def _why_no_zone(scene: Scene, zone: str) -> str | None:
    if not scene.world.terrain.has(zone):
        return "not_on_the_map"
    if zone in scene.shut:
        return scene.shut[zone]
    capacity = scene.world.terrain.grounds.capacities.get(zone)
    if capacity is not None and scene.snapshot.crowd.get(zone, 0) >= capacity:
        return "full"
    return None


def _allowed_places(scene: Scene) -> list[Stop]:
    spots = list(scene.world.terrain.spots.values())
    stops = []
    for spot in _some(scene, spots):
        why = _why_no_zone(scene, spot.zone)
        if why is None:
            stops.append(Stop(None, spot, 0))
        else:
            scene.refuse(STAGE, "zone", spot.zone, why)
    return list(compress(stops, _allowed(scene, stops)))


def _some(scene: Scene, spots: Sequence[Spot]) -> Sequence[Spot]:
    if not spots:
        return ()
    start = scene.chance.below(len(spots), "places")
    step = _coprime(len(spots), scene.chance.below(len(spots), "places by"))
    count = min(len(spots), PLACES)
    return [spots[(start + number * step) % len(spots)] for number in range(count)]


def _allowed(scene: Scene, stops: Sequence[Stop]) -> list[bool]:
    """Of each, whether the rules allow its product, the product's category and its zone."""
    told, step_free = scene.world.subjects, scene.step_free
    each = [
        told.of(None if one.product is None else one.product.id, one.zone, one.zone in step_free)
        for one in stops
    ]
    # What several stops share is one object, and asked about once.
    subjects = {id(subject): subject for subjects in each for subject in subjects}
    if not subjects:
        return []
    player, moment = scene.snapshot.facts, scene.moment
    facts = [UsableFacts(subject, player, moment) for subject in subjects.values()]
    about = [(subject.kind, subject.id) for subject in subjects.values()]
    verdicts = scene.ask(STAGE, USABLE, facts, about)
    may = {id_ for id_, verdict in zip(subjects, verdicts, strict=True) if verdict.allow}
    return [may.issuperset(map(id, subjects)) for subjects in each]


def within_reach(scene: Scene, products: Sequence[Stop], places: Sequence[Stop]) -> Usable:
    """The part of the venue that offers most; what lies elsewhere can't be walked to from there."""
    ways, free = scene.world.terrain.ways(scene.closed), scene.snapshot.step_free
    stops = [*products, *places]
    regions = [None if one.zone is None else ways.region(one.zone, step_free=free) for one in stops]
    worth: dict[int, tuple[int, int]] = {}
    for stop, number in zip(stops, regions, strict=True):
        if number is not None:
            count, score = worth.get(number, (0, 0))
            more = 1 if stop.product is None else TOP + stop.score
            worth[number] = (count + 1, score + more)
    if len(worth) < 2:  # noqa: PLR2004 - all in one part, or nowhere
        return Usable(products, places)
    best = max(worth, key=lambda number: (worth[number][1], worth[number][0], -number))
    kept: list[Stop] = []
    for stop, number in zip(stops, regions, strict=True):
        if number is None or number == best:
            kept.append(stop)
        else:
            what = "zone" if stop.product is None else "product"
            scene.refuse(STAGE, what, stop.id, "no_way_known")
    return Usable(
        [one for one in kept if one.product is not None],
        [one for one in kept if one.product is None],
    )


def _what_is_missing(scene: Scene) -> str:
    counts: dict[str, int] = {}
    for note in scene.trace().refused:
        if note.stage == STAGE and note.what in {"product", "zone"}:
            counts[note.why] = counts.get(note.why, 0) + 1
    looked = ", ".join(f"{count} {why}" for why, count in sorted(counts.items()))
    return (
        "no product and no place may be used"
        + (f" (looked at: {looked})" if looked else ": nothing is for sale")
        + "; import products with places in this venue, open its zones, or let the rules' table "
        "usable allow more"
    )
