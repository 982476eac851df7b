"""What one redemption of a promotion costs the shop at most, reckoned a second time."""

from __future__ import annotations

from collections.abc import Iterable

from clew.hunt_check.given import Given
from clew.hunt_check.lexicon import PARTS
from clew.hunt_check.line import Plain

EVERYTHING = ("products", "types", "categories")
"""The lists of a scope that say what it is about; one that has none of them is about all."""


def covered(scope: Plain, products: Iterable[Plain]) -> list[Plain]:
    """Those of the products that a scope is about."""
    if not any(scope.get(name) for name in EVERYTHING):
        return list(products)
    ids, types = set(scope.get("products", ())), set(scope.get("types", ()))
    paths = set(scope.get("categories", ()))
    return [
        one for one in products if one["id"] in ids or _type(one) in types or _above(one, paths)
    ]


def _type(product: Plain) -> str:
    return PARTS.join((*product["category"], product["type"]))


def _above(product: Plain, paths: set[str]) -> bool:
    parts = product["category"]
    return any(PARTS.join(parts[: size + 1]) in paths for size in range(len(parts)))


def cost(promotion: Plain, given: Given) -> int | None:
    """Minor units; None where nothing bounds it, so that it can't be held and is not promised."""
    key = given.names["offers"], given.names["goods"], promotion["id"]
    known = given.shared.costs
    if key not in known:
        known[key] = _cost(promotion, given.products.values())
    return known[key]


def _cost(promotion: Plain, products: Iterable[Plain]) -> int | None:
    prices = [
        one["price"]
        for one in covered(promotion["scope"], products)
        if one.get("stock") != 0 and one["currency"] == promotion["currency"]
    ]
    value = promotion["value"]
    amount: int = value.get("amount", 0)
    match value["kind"]:
        case "percent":
            at_most: int | None = value.get("at_most")
            if not prices:
                return at_most
            off: int = max(prices) * value["percent"] // 100
            return off if at_most is None else min(off, at_most)
        case "fixed":
            # Never more than the dearest thing that it can be taken off.
            return min(amount, max(prices)) if prices else amount
        case "bundle_price":
            return max(0, sum(prices) - amount) if prices else None
        case _:
            return amount
