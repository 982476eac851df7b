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
        self.of = lru_cache(maxsize=_KEPT)(self._of)
        self._zone = lru_cache(maxsize=_KEPT)(self._of_zone)
        self._category = lru_cache(maxsize=_KEPT)(_category)

    def _of(
        self,
        product: str | None,
        zone: str | None,
        step_free: bool,  # noqa: FBT001 - a key of the cache
    ) -> tuple[Subject, ...]:
        """A zone, what stands there and its category, as far as they are given.

        `step_free`: whether one gets to the zone without steps.
        """
        found = [] if zone is None else [self._zone(zone, step_free)]
        if product is not None:
            subject = self._of_product(product, zone, step_free=step_free)
            found += [subject, self._category(subject.category)]
        return tuple(found)

    def _of_product(self, id_: str, zone: str | None, *, step_free: bool) -> Subject:
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

    def _of_zone(self, zone: str, step_free: bool) -> Subject:  # noqa: FBT001 - as above
        level = self._terrain.spot(zone).level
        return Subject("zone", zone, "", "", "", (), level, level_known=True, step_free=step_free)


def _category(path: str) -> Subject:
    """A category, by its path."""
    return Subject("category", path, path, "", "", (), 0, level_known=False, step_free=False)
