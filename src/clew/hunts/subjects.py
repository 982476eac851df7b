"""Products, categories and zones as the rules are told of them.

Each is made once for a world: who is told of the same object again need not look at it again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from clew.hunts.terrain import Terrain
from clew.rules.model import Subject
from clew.rules.model.told import TAGS
from clew.shop.model import Product

_KEPT = 8_192
"""Products that are kept, and zones likewise: less than two megabytes."""


def tags_of(product: Product) -> tuple[str, ...]:
    """The shop's own words for a product, in order."""
    written = product.attributes.get(TAGS, "")
    return tuple(word for part in written.split(",") if (word := part.strip()))


class Subjects:
    """See above."""

    def __init__(
        self,
        products: Mapping[str, Product],
        type_of: Callable[[Product], str],
        terrain: Terrain,
    ) -> None:
        """`type_of`: a product's type's key."""
        self._products = products
        self._type_of = type_of
        self._terrain = terrain
        # Of this object alone, so that what is kept goes when it goes.
        self.product = lru_cache(maxsize=_KEPT)(self._product)
        self.category = lru_cache(maxsize=_KEPT)(_category)
        self.zone = lru_cache(maxsize=_KEPT)(self._zone)

    def _product(self, id_: str, zone: str | None, step_free: bool) -> Subject:  # noqa: FBT001 - a key of the cache
        """A product that stands in that zone; `step_free`: whether one gets there so."""
        product = self._products[id_]
        return Subject(
            kind="product",
            id=id_,
            category=product.place_in_shop,
            type=self._type_of(product),
            brand=product.brand,
            tags=tags_of(product),
            level=0 if zone is None else self._terrain.spot(zone).level,
            level_known=zone is not None,
            step_free=step_free,
        )

    def _zone(self, zone: str, step_free: bool) -> Subject:  # noqa: FBT001 - as above
        """A zone; `step_free`: whether one gets there so."""
        level = self._terrain.spot(zone).level
        return Subject("zone", zone, "", "", "", (), level, level_known=True, step_free=step_free)


def _category(path: str) -> Subject:
    """A category, by its path."""
    return Subject("category", path, path, "", "", (), 0, level_known=False, step_free=False)
