"""Products over HTTP: looked at with any key, written with an admin key.

Money is in minor units: 1250 with EUR is 12.50.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import msgspec
from litestar import Request, get, patch, put
from litestar.params import Parameter

from clew.errors import Where
from clew.http.documented import KEY, refusals
from clew.http.entry import readers, writers
from clew.http.parts import Parts
from clew.ids import check_id
from clew.money import MOST_MINOR, decimals, plain
from clew.shop.cells import MOST_STOCK
from clew.shop.draft import Draft, DraftCheck
from clew.shop.model import Product
from clew.shop.ports import Stock
from clew.shop.refusals import product_unknown

Price = Annotated[int, msgspec.Meta(ge=1, le=MOST_MINOR)]
Left = Annotated[int, msgspec.Meta(ge=0, le=MOST_STOCK)]
Limit = Annotated[int, Parameter(ge=1, le=1000)]


class WrittenProduct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A product as a shop tells it. Its place is `venue`, `level`, `lat` and `lon`, or none.

    Attributes:
        category: the path below the root, outermost first.
        type: the kind of article; empty for the innermost category.
        price: minor units.
        currency: ISO 4217.
        stock: how many are left; null where that is not counted.
        level: integer ordinal.
        lat: degrees.
        lon: degrees.
    """

    name: str
    category: tuple[str, ...]
    price: Price
    currency: str
    type: str = ""
    brand: str = ""
    stock: Left | None = None
    venue: str = ""
    level: int | None = None
    lat: float | None = None
    lon: float | None = None
    url: str = ""
    image: str = ""
    attributes: Mapping[str, str] = {}


class Restocked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new price or stock; what is left out stays as it is.

    Attributes:
        price: minor units of the product's currency.
    """

    price: Price | None = None
    stock: Left | None = None


class ProductPage(msgspec.Struct, frozen=True):
    """Some of the products, by id.

    Attributes:
        next: what to give as `after` for those that follow; None at the end.
    """

    products: Sequence[Product]
    next: str | None


_READS: dict[str, Any] = {"guards": [readers], "tags": ["products"]}
_WRITES: dict[str, Any] = {"guards": [writers], "security": KEY, "tags": ["products"]}
_COLUMNS = {"product_id": "id"}


@get("/v1/products", **_READS, summary="The products", responses=refusals(400, 401, 403, 503))
async def products(
    parts: Parts, request: Request[Any, Any, Any], after: str = "", limit: Limit = 100
) -> ProductPage:
    """The first `limit` products whose ids come after `after`, by id.

    What an article costs the shop, the attribute `cost`, is told to the admin key alone.
    """
    found = await parts.house.products.page(after=after, limit=limit + 1)
    page = [_shown(request, one) for one in found[:limit]]
    return ProductPage(page, page[-1].id if len(found) > limit else None)


@get(
    "/v1/products/{product:str}",
    **_READS,
    summary="One product",
    responses=refusals(401, 403, 404, 503),
)
async def product(parts: Parts, request: Request[Any, Any, Any], product: str) -> Product:
    """All that is known of it; what it costs the shop is told to the admin key alone."""
    return _shown(request, await _known(parts, product))


@put(
    "/v1/products/{product:str}",
    **_WRITES,
    summary="Add or replace a product",
    responses=refusals(400, 401, 403, 404, 413, 422, 503),
)
async def put_product(parts: Parts, product: str, data: WrittenProduct) -> Product:
    """Durable when this answers; every worker chooses by it within two seconds."""
    house = parts.house
    checked = await DraftCheck(house.shop_places, None).product(_draft(product, data))
    await house.products.put([checked])
    return await _known(parts, product)


@patch(
    "/v1/products/{product:str}",
    **_WRITES,
    summary="Change a price or a stock",
    responses=refusals(400, 401, 403, 404, 413, 422, 503),
)
async def restock_product(parts: Parts, product: str, data: Restocked) -> Product:
    """Durable when this answers; every worker sells by it within two seconds."""
    await parts.house.products.restock([Stock(product, data.price, data.stock)])
    return await _known(parts, product)


def _shown(request: Request[Any, Any, Any], product: Product) -> Product:
    """As the key may see it."""
    trusted = request.app.state.entry.may_write(request.scope["headers"])
    return product if trusted else product.for_players()


async def _known(parts: Parts, product: str) -> Product:
    found = await parts.house.products.product(product)
    if found is None:
        raise product_unknown(product, Where(field="id"))
    return found


def _draft(product: str, data: WrittenProduct) -> Draft:
    check_id(product, what="product", where=Where(field="id"))
    decimals(data.currency)
    return Draft(
        Where(),
        product,
        data.name,
        data.category,
        data.type,
        data.brand,
        plain(data.price, data.currency),
        data.currency,
        "" if data.stock is None else str(data.stock),
        data.venue,
        "" if data.level is None else str(data.level),
        _degrees(data.lat),
        _degrees(data.lon),
        data.url,
        data.image,
        data.attributes,
        columns=_COLUMNS,
    )


def _degrees(number: float | None) -> str:
    # Nine decimals are a tenth of a millimetre, and never an exponent.
    return "" if number is None else f"{number:.9f}"


ROUTES = (products, product, put_product, restock_product)
