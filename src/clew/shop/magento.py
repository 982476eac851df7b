"""Magento's product export: from rows to drafts, with the variants folded into their parents.

Columns as in Adobe's "Product data CSV": `sku`, `product_type`, `categories` (commas between paths,
slashes between parts, the first part is the root), `configurable_variations` (bars between them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from clew.errors import Code, InputRefused, Where
from clew.shop.draft import Draft
from clew.shop.foreign import (
    attribute_name,
    attribute_text,
    counted,
    description,
    folded_options,
    priced,
    summed,
)
from clew.shop.html_text import html_text
from clew.tabular import Columns, Row, read_rows

COLUMNS = Columns(
    ("sku", "product_type", "categories", "name", "price"),
    (
        "description",
        "visibility",
        "additional_attributes",
        "configurable_variations",
        "qty",
        "store_view_code",
        "product_online",
        "base_image",
    ),
    others=True,
)
_NAMES = {
    # field of a draft -> column
    "product_id": "sku",
    "variant": "configurable_variations",
    "category": "categories",
    "stock": "qty",
    "attributes": "additional_attributes",
    "image": "base_image",
}
PARENT = "configurable"
ALONE = frozenset({"simple", "virtual", "downloadable"})
"""The types that have a price of their own; a bundle or a group has only that of its parts."""
HIDDEN = "Not Visible Individually"
OFFLINE = "2"

_INNER = frozenset({"has_options", "required_options"})
_NEXT_ATTRIBUTE = re.compile(r",(?=[A-Za-z0-9_]+=)")


class _Line(NamedTuple):
    """One row, with what is needed of it.

    Attributes:
        variations: of a parent: what each variant is, by name; `sku` is one of the names.
        stock: None where it is not counted.
    """

    row: Row
    sku: str
    kind: str
    variations: Sequence[Mapping[str, str]]
    stock: int | None

    def at(self, field: str) -> Where:
        return self.row.where(field)


def read_magento(path: Path) -> Iterator[Draft | InputRefused | None]:
    """The drafts in order; a refusal for a bad row, None for what is not sold by itself.

    A parent's stock is the sum of its variants'. Its price is its own; where no parent of the file
    has one, it is the lowest of its variants. Raises as `read_rows`.
    """
    lines: list[_Line | InputRefused | None] = []
    for row in read_rows(path, COLUMNS):
        try:
            lines.append(_line(row))
        except InputRefused as refusal:
            lines.append(refusal)
    shelf = _Shelf([line for line in lines if isinstance(line, _Line)])
    for line in lines:
        if not isinstance(line, _Line):
            yield line
            continue
        try:
            told = shelf.draft(line)
        except InputRefused as refusal:
            yield refusal
        else:
            if told is not _FOLDED:
                yield told


def _line(row: Row) -> _Line | None:
    cells = row.values
    kind = cells["product_type"]
    # A row with a store view has the names of another language and nothing else.
    if (
        kind not in {PARENT, *ALONE}
        or cells["store_view_code"]
        or cells["product_online"] == OFFLINE
    ):
        return None
    variations = [
        dict(part.split("=", 1) for part in _NEXT_ATTRIBUTE.split(told) if "=" in part)
        for told in cells["configurable_variations"].split("|")
        if told
    ]
    if kind == PARENT and any("sku" not in one for one in variations):
        raise InputRefused(
            Code.WRONG_VALUE,
            "a variant without its sku",
            remedy="write variants as sku=...,size=... with bars between them",
            where=row.where("configurable_variations"),
        )
    stock = counted(cells["qty"], row.where("qty"))
    return _Line(row, cells["sku"], kind, variations if kind == PARENT else (), stock)


_FOLDED = Draft(Where(), "", "", ())
"""What became of a variant: it is a part of its parent's draft."""


class _Shelf:
    """All lines of a file, to look variants up in."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self._of_sku = {line.sku: line for line in reversed(lines) if line.kind != PARENT}
        parents = [line for line in lines if line.kind == PARENT]
        self._folded = {one["sku"] for line in parents for one in line.variations}
        self._parents_priced = any(line.row.values["price"].strip("0.") for line in parents)

    def draft(self, line: _Line) -> Draft | None:
        """Of a product its draft, `_FOLDED` of a variant, None of what is neither."""
        if line.kind == PARENT:
            return self._parent(line)
        if line.sku not in self._folded and line.row.values["visibility"] == HIDDEN:
            return None
        priced(line.row.values["price"], line.at("price"))
        if line.sku not in self._folded:
            return _draft(line, line.row.values["price"], summed([line.stock]), {}, ())
        first = self._of_sku[line.sku].row
        if (first.values["price"], first.values["qty"]) != (
            line.row.values["price"],
            line.row.values["qty"],
        ):
            raise InputRefused(
                Code.DUPLICATE_ROW,
                f"variant {line.sku[:80]!r} stands on line {first.line} already, and differs",
                remedy="give each variant one row",
                where=line.at("sku"),
            )
        return _FOLDED

    def _parent(self, line: _Line) -> Draft:
        skus = [one["sku"] for one in line.variations]
        variants = [self._of_sku[sku] for sku in skus if sku in self._of_sku]
        own = line.row.values["price"]
        prices = [one.row.values["price"] for one in variants if one.row.values["price"]]
        if not self._parents_priced and prices:
            own = min(prices, key=lambda price: priced(price, line.at("price")))
        stock = summed([one.stock for one in variants] if variants else [line.stock])
        options = folded_options([_options(one) for one in line.variations])
        drawn = _draft(line, own, stock, options, skus)
        return replace(drawn, rows=1 + len(variants))


def _draft(
    line: _Line, price: str, stock: str, options: Mapping[str, str], skus: Sequence[str]
) -> Draft:
    cells = line.row.values
    attributes = {**_attributes(line), **options}
    told = description(cells["description"], line.at("description"))
    if told:
        attributes["description"] = told
    return Draft(
        line.row.where(),
        line.sku,
        html_text(cells["name"], what="the name", where=line.at("name")),
        _category(line),
        brand=attributes.get("manufacturer", attributes.get("brand", "")),
        price=price,
        stock=stock,
        image=cells["base_image"],
        attributes=attributes,
        variants=skus,
        columns=_NAMES,
    )


def _category(line: _Line) -> Sequence[str]:
    """The first path that goes below the root, without the root."""
    told = line.row.values["categories"]
    root = re.split(r"[/,]", told, maxsplit=1)[0]
    # The names of categories may hold commas; what follows the next path's own root does not.
    for path in re.split(rf",(?={re.escape(root)}(?:[/,]|$))", told):
        below = path.split("/")[1:]
        if below:
            where = line.at("categories")
            return [html_text(part, what="the category", where=where) for part in below]
    return ()


def _attributes(line: _Line) -> dict[str, str]:
    """The additional attributes; values that are lists have commas between them."""
    where = line.at("additional_attributes")
    pairs = (
        part.partition("=")
        for part in _NEXT_ATTRIBUTE.split(line.row.values["additional_attributes"])
    )
    return {
        attribute_name(name): attribute_text(value, what=name, where=where)
        for name, _, value in pairs
        if name and name not in _INNER
    }


def _options(variant: Mapping[str, str]) -> Mapping[str, str]:
    return {attribute_name(name): value for name, value in variant.items() if name != "sku"}
