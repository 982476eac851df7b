"""products.csv: from rows to drafts of products, and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from clew.errors import Code, InputRefused
from clew.geo import COORDINATE_DECIMALS
from clew.ids import parse_zone
from clew.money import plain
from clew.shop.draft import Draft
from clew.shop.model import Product
from clew.tabular import Columns, Row, read_rows

HEADER = (
    "product_id",
    "name",
    "category",
    "type",
    "brand",
    "price",
    "currency",
    "stock",
    "venue",
    "level",
    "lat",
    "lon",
    "url",
    "image",
    "attributes",
)
_REQUIRED = ("product_id", "name", "category", "price")
COLUMNS = Columns(_REQUIRED, tuple(column for column in HEADER if column not in _REQUIRED))
BAR = "|"


def read_products(path: Path) -> Iterator[Draft | InputRefused]:
    """The drafts in order; a refusal for a row that cannot be taken apart.

    Raises as `read_rows` where the file itself is broken.
    """
    for row in read_rows(path, COLUMNS):
        try:
            yield _draft(row)
        except InputRefused as refusal:
            yield refusal


def product_row(product: Product) -> tuple[str, ...]:
    """A product as a row of products.csv: read again on the same map, it is the same product."""
    venue = level = lat = lon = ""
    if product.zone is not None and product.lat is not None and product.lon is not None:
        zone = parse_zone(product.zone)
        venue, level = zone.venue, str(zone.level)
        lat = f"{product.lat:.{COORDINATE_DECIMALS}f}"
        lon = f"{product.lon:.{COORDINATE_DECIMALS}f}"
    return (
        product.id,
        product.name,
        product.place_in_shop,
        product.type,
        product.brand,
        plain(product.price, product.currency),
        product.currency,
        "" if product.stock is None else str(product.stock),
        venue,
        level,
        lat,
        lon,
        product.url,
        product.image,
        BAR.join(f"{key}={value}" for key, value in product.attributes.items()),
    )


def _draft(row: Row) -> Draft:
    told = row.values
    return Draft(
        row.where(),
        told["product_id"],
        told["name"],
        told["category"].split(">"),
        told["type"],
        told["brand"],
        told["price"],
        told["currency"],
        told["stock"],
        told["venue"],
        told["level"],
        told["lat"],
        told["lon"],
        told["url"],
        told["image"],
        _attributes(row),
    )


def _attributes(row: Row) -> Mapping[str, str]:
    """Name -> value. Raises `wrong_value` for what has no name, and for a name told twice."""
    found: dict[str, str] = {}
    for part in filter(None, map(str.strip, row.values["attributes"].split(BAR))):
        key, equals, value = part.partition("=")
        key = key.strip()
        if not equals or not key or key in found:
            raise InputRefused(
                Code.WRONG_VALUE,
                f"{part[:80]!r} is not an attribute of its own",
                remedy="write attributes as key=value, with bars between them, each name once",
                where=row.where("attributes"),
            )
        found[key] = value.strip()
    return found
