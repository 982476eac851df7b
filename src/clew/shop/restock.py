"""A new price or stock, on the product that it is of."""

from __future__ import annotations

from msgspec.structs import replace

from clew.shop.model import Product
from clew.shop.ports import Stock


def restocked(product: Product, change: Stock) -> Product:
    """The product with what the change says of it."""
    return replace(
        product,
        price=product.price if change.price is None else change.price,
        stock=product.stock if change.stock is None else change.stock,
    )
