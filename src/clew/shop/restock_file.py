"""A file of new prices and stocks: product_id,price,stock; an empty cell leaves what it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from clew.errors import Code, InputRefused
from clew.shop import cells
from clew.shop.ports import Stock
from clew.shop.refusals import product_unknown
from clew.tabular import Columns, Row, read_rows

COLUMNS = Columns(("product_id",), ("price", "stock"))


def read_restock(
    path: Path, products: Mapping[str, str], currency: str
) -> Iterator[Stock | InputRefused]:
    """The changes in order; a refusal for a row that is bad. Raises as `read_rows`.

    `products`: id -> id, of those that are known. `currency`: of their prices.
    """
    lines: dict[str, tuple[int, Stock]] = {}
    for row in read_rows(path, COLUMNS):
        try:
            change = _change(row, products, currency)
        except InputRefused as refusal:
            yield refusal
            continue
        line, same = lines.setdefault(change.product, (row.line, change))
        yield change if same == change else _told_twice(change, line, row)


def _told_twice(change: Stock, line: int, row: Row) -> InputRefused:
    return InputRefused(
        Code.DUPLICATE_ROW,
        f"product {change.product!r} stands on line {line} with another price or stock",
        remedy="give each product one row",
        where=row.where("product_id"),
    )


def _change(row: Row, products: Mapping[str, str], currency: str) -> Stock:
    told = row.values
    if told["product_id"] not in products:
        raise product_unknown(told["product_id"], row.where("product_id"))
    price = stock = None
    if told["price"]:
        where = row.where("price")
        price = cells.amount(told["price"], currency, what="the price", least=1, where=where)
    if told["stock"]:
        where = row.where("stock")
        stock = cells.whole(
            told["stock"], what="stock", least=0, most=cells.MOST_STOCK, where=where
        )
    return Stock(told["product_id"], price, stock)
