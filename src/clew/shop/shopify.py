"""Shopify's product export: from rows to drafts, the rows of one handle folded into one product.

Columns as in Shopify's help, "Using CSV files to import and export products"; the newer names of
2025 (`URL handle`, `Price`, `Inventory quantity`) are read as the older ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from clew.errors import Code, InputRefused, Where
from clew.shop.draft import Draft
from clew.shop.foreign import attribute_name, counted, description, folded_options, priced, summed
from clew.shop.html_text import html_text
from clew.tabular import Columns, Row, read_rows

COLUMNS = Columns((), (), others=True)
NAMES = {
    # what it is -> the column's names, the newer one last
    "handle": ("Handle", "URL handle"),
    "title": ("Title",),
    "body": ("Body (HTML)", "Description"),
    "vendor": ("Vendor",),
    "category": ("Product Category", "Product category"),
    "type": ("Type",),
    "tags": ("Tags",),
    "published": ("Published", "Published on online store"),
    "status": ("Status",),
    "sku": ("Variant SKU", "SKU"),
    "stock": ("Variant Inventory Qty", "Inventory quantity"),
    "price": ("Variant Price", "Price"),
    "image": ("Image Src", "Product image URL"),
    **{
        f"option {n} {what}": (f"Option{n} {what.capitalize()}", f"Option{n} {what}")
        for n in (1, 2, 3)
        for what in ("name", "value")
    },
}
NEEDED = ("handle", "title", "price")
UNSORTED = "Uncategorized"
"""Shopify's own word for a product that stands nowhere."""
NO_OPTION = "Default Title"
"""Shopify's value of the option of a product that has none."""

_AS_THEY_ARE = ("category", "type", "price", "stock", "image")
_UNSOLD = frozenset({"draft", "archived", "unlisted"})


class _Header(NamedTuple):
    """What the columns of one file are called."""

    column: Mapping[str, str]

    def cell(self, row: Row, what: str) -> str:
        """The cell; empty where the file has no such column."""
        return row.values.get(self.column[what], "")

    def at(self, row: Row, what: str) -> Where:
        """The cell's place."""
        return row.where(self.column[what])


class _Variant(NamedTuple):
    """What is sold under a handle."""

    sku: str
    price: Decimal
    written: str
    stock: int | None
    options: Mapping[str, str]


def read_shopify(path: Path) -> Iterator[Draft | InputRefused | None]:
    """The drafts by handle; a refusal for a bad row, None for what is a draft, archived or hidden.

    A product's price is the lowest of its variants, its stock their sum. A SKU that two products
    share leads to neither. Raises as `read_rows`.
    """
    header: _Header | None = None
    handles: dict[str, list[Row]] = {}
    for row in read_rows(path, COLUMNS):
        header = header or _header(row)
        handles.setdefault(header.cell(row, "handle"), []).append(row)
    if header is None:
        return
    skus = Counter(
        sku for rows in handles.values() for sku in {header.cell(row, "sku") for row in rows} if sku
    )
    for rows in handles.values():
        yield from _of_handle(header, rows, skus)


def _header(row: Row) -> _Header:
    """The names in use, or a refusal of a file that lacks what a product needs."""
    column = {
        what: next((name for name in names if name in row.values), names[0])
        for what, names in NAMES.items()
    }
    missing = [column[what] for what in NEEDED if column[what] not in row.values]
    if missing:
        raise InputRefused(
            Code.WRONG_COLUMNS,
            f"the header lacks {', '.join(map(repr, missing))}",
            remedy="export the products from Shopify as CSV, with every column",
            where=Where(file=row.file, line=1),
        )
    return _Header(column)


def _of_handle(
    header: _Header, rows: Sequence[Row], skus: Mapping[str, int]
) -> Iterator[Draft | InputRefused | None]:
    told = {what: header.cell(rows[0], what) for what in ("published", "status")}
    if told["status"].lower() in _UNSOLD or told["published"].lower() == "false":
        yield None
        return
    variants: list[_Variant] = []
    faults: list[InputRefused] = []
    names = [header.cell(rows[0], f"option {n} name") for n in (1, 2, 3)]
    for row in rows:
        try:
            variants += _variants(header, row, names, first=row is rows[0])
        except InputRefused as refusal:
            faults.append(refusal)
    if not faults:
        try:
            yield _draft(header, rows, variants, skus)
        except InputRefused as refusal:
            faults.append(refusal)
    yield from faults


def _variants(
    header: _Header, row: Row, names: Sequence[str], *, first: bool
) -> Iterator[_Variant]:
    """The variant that a row sells; none for a row that only has another picture."""
    values = [header.cell(row, f"option {n} value") for n in (1, 2, 3)]
    sku, price = header.cell(row, "sku"), header.cell(row, "price")
    if not (first or sku or price or any(values)):
        return
    yield _Variant(
        sku,
        priced(price, header.at(row, "price")),
        price,
        counted(header.cell(row, "stock"), header.at(row, "stock")),
        {
            attribute_name(name): " ".join(value.replace("|", "/").split())
            for name, value in zip(names, values, strict=True)
            if name and value != NO_OPTION
        },
    )


def _draft(
    header: _Header, rows: Sequence[Row], variants: Sequence[_Variant], skus: Mapping[str, int]
) -> Draft:
    row = rows[0]
    kind = header.cell(row, "type")
    category = header.cell(row, "category") or kind or UNSORTED
    attributes = {**folded_options([one.options for one in variants])}
    attributes["tags"] = header.cell(row, "tags").replace("|", "/")
    attributes["description"] = description(header.cell(row, "body"), header.at(row, "body"))
    handle = header.cell(row, "handle")
    return Draft(
        row.where(),
        handle,
        html_text(header.cell(row, "title"), what="the title", where=header.at(row, "title")),
        [part.strip() for part in category.split(">")],
        type=kind,
        brand=header.cell(row, "vendor"),
        price=min(variants, key=lambda one: one.price).written,
        stock=summed(one.stock for one in variants),
        image=header.cell(row, "image"),
        attributes={name: value for name, value in attributes.items() if value},
        variants=[one.sku for one in variants if one.sku and skus[one.sku] == 1],
        columns={
            "product_id": header.column["handle"],
            "name": header.column["title"],
            "brand": header.column["vendor"],
            "variant": header.column["sku"],
            "attributes": header.column["option 1 name"],
            **{
                what: header.column[what]
                for what in ("category", "type", "price", "stock", "image")
            },
        },
        rows=len(rows),
    )
