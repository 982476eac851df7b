"""Writes what the demo mall's shops sell: the catalogue that ships with Clew.

The same bytes on every run: nothing here is random and nothing reads the clock. Needs Python alone.

    python scripts/make_demo_shop.py            writes src/clew/demo/shop/products.csv
    python scripts/make_demo_shop.py --check    fails where that file differs
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from demo_mall.geojson import to_wgs84
from demo_mall.known import VENUE
from demo_shop.shelves import shelve
from demo_shop.tables import read_articles
from written_files import csv_text, write_or_check

SHOP = Path(__file__).resolve().parent.parent / "src" / "clew" / "demo" / "shop"

COLUMNS = (
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


def make() -> Mapping[str, bytes]:
    """File name -> content; raises `ValueError` where the tables contradict each other."""
    return {"products.csv": csv_text(COLUMNS, product_rows()).encode()}


def product_rows() -> Iterator[tuple[str, ...]]:
    """The rows of products.csv."""
    articles = read_articles()
    spots = shelve(articles)
    for one in articles:
        level, point = spots[one.id]
        lat, lon = to_wgs84(point)
        attributes = dict(one.attributes)
        if one.cost is not None:
            attributes["cost"] = str(one.cost)
        yield (
            one.id,
            one.name,
            one.category,
            one.type,
            one.brand,
            str(one.price),
            "EUR",
            str(one.stock),
            VENUE,
            str(level),
            f"{lat:.7f}",
            f"{lon:.7f}",
            "",
            "",
            "|".join(f"{key}={value}" for key, value in sorted(attributes.items())),
        )


if __name__ == "__main__":
    sys.exit(write_or_check(make(), SHOP, Path(__file__).name))
