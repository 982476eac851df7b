"""What several parts of the shop refuse, in the same words."""

from __future__ import annotations

from collections.abc import Iterable

from clew.errors import Code, InputRefused, Where


def product_unknown(product: str, where: Where | None = None) -> InputRefused:
    """What names a product that is not in the catalogue."""
    return InputRefused(
        Code.PRODUCT_UNKNOWN,
        f"there is no product {product[:80]!r}",
        remedy="import it first: `clew shop import --products FILE`",
        where=where,
    )


def currency_mixed(currencies: Iterable[str], where: Where | None = None) -> InputRefused:
    """A catalogue with prices that cannot be compared."""
    return InputRefused(
        Code.CURRENCY_MIXED,
        f"the catalogue would have prices in {' and '.join(sorted(currencies))}",
        remedy="give all prices in one currency; to change it, import every product anew",
        where=where,
    )


def pair_unknown(first: str, second: str) -> InputRefused:
    """A verdict over a pair that nobody proposed."""
    return InputRefused(
        Code.PAIR_UNKNOWN,
        f"nobody proposed {first[:80]!r} with {second[:80]!r}",
        remedy="name both kinds as `clew shop pairs --kept` lists them, in its order",
    )
