"""Products, categories and zones as the rules are told of them."""

from __future__ import annotations

from clew.hunts.model import Spot
from clew.rules.model import Subject
from clew.rules.model.told import TAGS
from clew.shop.model import Product


def tags_of(product: Product) -> tuple[str, ...]:
    """The shop's own words for a product, in order."""
    written = product.attributes.get(TAGS, "")
    return tuple(word for part in written.split(",") if (word := part.strip()))


def product_subject(product: Product, type_: str, spot: Spot | None, *, step_free: bool) -> Subject:
    """`type_`: its type's key; `spot`: where it stands; `step_free`: whether one gets there so."""
    return Subject(
        kind="product",
        id=product.id,
        category=product.place_in_shop,
        type=type_,
        brand=product.brand,
        tags=tags_of(product),
        level=0 if spot is None else spot.level,
        level_known=spot is not None,
        step_free=step_free,
    )


def category_subject(path: str) -> Subject:
    """A category, by its path."""
    return Subject("category", path, path, "", "", (), 0, level_known=False, step_free=False)


def zone_subject(spot: Spot, *, step_free: bool) -> Subject:
    """A zone; `step_free`: whether one gets there so."""
    return Subject(
        "zone", spot.zone, "", "", "", (), spot.level, level_known=True, step_free=step_free
    )
