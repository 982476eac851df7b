"""The other product of a bundle: what operators accepted as going together, and rules allow."""

from __future__ import annotations

from collections.abc import Collection

from clew.hunts.compose.scene import Scene, Stop
from clew.hunts.compose.usable import allowed_products
from clew.hunts.snapshot import Pairing
from clew.hunts.subjects import tags_of
from clew.rules.model import BUNDLE, BundleFacts, Item
from clew.rules.model import Pairing as PairFact
from clew.shop.model import Product

STAGE = "bundle"
MOST_ASKED = 8
"""Products that the rules are asked about for one bundle."""
UNCOUNTED = 1_000_000


def partner_of(scene: Scene, stop: Stop, taken: Collection[str]) -> Product | None:
    """What goes best with the stop's product, of what is not taken; None where nothing does."""
    product = stop.product
    if product is None:
        return None
    shelf = scene.world.shelf
    pairs: list[tuple[Product, Pairing]] = []
    for type_, pair in scene.world.partners.get(shelf.type_of(product), ()):
        ids = [id_ for id_ in shelf.of_type.get(type_, ()) if id_ not in taken]
        pairs += [(shelf.products[id_], pair) for id_ in ids]
        if len(pairs) >= MOST_ASKED:
            break
    others = [other for other, _ in pairs[:MOST_ASKED] if within_walk(scene, stop, other)]
    may = {one.id for one in allowed_products(scene, [Stop(one, None, 0) for one in others])}
    asked = [(other, pair) for other, pair in pairs[:MOST_ASKED] if other.id in may]
    facts = [_facts(scene, product, other, pair) for other, pair in asked]
    verdicts = scene.ask(STAGE, BUNDLE, facts, [("product", other.id) for other, _ in asked])
    allowed = [
        (verdict.outputs.weight, other)
        for (other, _), verdict in zip(asked, verdicts, strict=True)
        if verdict.outputs is not None
    ]
    return min(allowed, key=lambda one: (-one[0], one[1].id))[1] if allowed else None


def within_walk(scene: Scene, stop: Stop, product: Product) -> bool:
    """Whether one can walk from a stop to where a product stands, if it stands anywhere."""
    terrain, zone = scene.world.terrain, product.zone
    if zone is None or stop.zone is None:
        return zone is None
    ways, free = terrain.ways(scene.closed), scene.snapshot.step_free
    return terrain.has(zone) and (
        ways.region(zone, step_free=free) == ways.region(stop.zone, step_free=free)
    )


def _facts(scene: Scene, first: Product, second: Product, pair: Pairing) -> BundleFacts:
    snapshot = scene.snapshot
    margin = scene.world.desk.bundle_margin(first.id, second.id)
    told = PairFact(
        together=pair.together,
        npmi=pair.npmi,
        lift=pair.lift,
        price=first.price + second.price,
        margin=0 if margin is None else margin,
        margin_known=margin is not None,
        same_category=first.category == second.category,
    )
    items = [_item(scene, one) for one in (first, second)]
    return BundleFacts(items[0], items[1], told, snapshot.facts, scene.moment)


def _item(scene: Scene, product: Product) -> Item:
    stock = scene.snapshot.stock.get(product.id, product.stock)
    return Item(
        id=product.id,
        category=product.place_in_shop,
        type=scene.world.shelf.type_of(product),
        brand=product.brand,
        price=product.price,
        currency=product.currency,
        stock=UNCOUNTED if stock is None else min(stock, UNCOUNTED),
        stock_known=stock is not None,
        tags=tags_of(product),
    )
