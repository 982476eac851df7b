"""Importing products: the whole file is checked, then all of it goes in, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from pathlib import Path

from clew.errors import Code, InputRefused, Where
from clew.money import decimals
from clew.progress import Progress, silent
from clew.shop.draft import Draft, DraftCheck
from clew.shop.imported import Imported
from clew.shop.magento import read_magento
from clew.shop.model import Product
from clew.shop.ports import CatalogueReader, CatalogueWriter, ShopPlaces, Stock
from clew.shop.products_file import read_products
from clew.shop.refusals import currency_mixed
from clew.shop.restock_file import read_restock
from clew.shop.shopify import read_shopify
from clew.tabular import Refusals

_TOLD_EVERY = 500


class Format(StrEnum):
    """Whose columns a file of products has."""

    CLEW = "clew"
    SHOPIFY = "shopify"
    MAGENTO = "magento"


Drafts = Iterable[Draft | InputRefused | None]
"""None stands for a row of another system that is not sold by itself."""
READERS: Mapping[Format, Callable[[Path], Drafts]] = {
    # format -> what makes drafts of its files
    Format.CLEW: read_products,
    Format.SHOPIFY: read_shopify,
    Format.MAGENTO: read_magento,
}


class ProductImport:
    """Imports files of products, and of their prices and stocks."""

    def __init__(
        self, *, reader: CatalogueReader, writer: CatalogueWriter, places: ShopPlaces
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._places = places

    async def products(
        self,
        path: Path,
        *,
        form: Format = Format.CLEW,
        currency: str | None = None,
        progress: Progress = silent,
    ) -> Imported:
        """Adds and replaces every product of a file, or none: what it does not name stays.

        `currency`: of prices that name none. Raises `InputRefused` or `ManyRefused`, with a line
        for each bad row.
        """
        if currency is not None:
            decimals(currency)
        checked = _Checked(DraftCheck(self._places, currency))
        for number, draft in enumerate(READERS[form](path), start=1):
            if number % _TOLD_EVERY == 0:
                progress("checking", number, 0)
            await checked.add(draft)
        checked.refusals.refuse()
        progress("writing", 0, len(checked.products))
        try:
            written = await self._writer.put(checked.products.values(), aliases=checked.aliases)
        except InputRefused as refusal:
            raise _in_file(refusal, path) from refusal
        return Imported(str(path), checked.rows, *written, checked.left_out)

    async def restock(self, path: Path) -> Imported:
        """Changes the prices and stocks that a file names, or none of them."""
        known = {one.id: one for one in await self._reader.products()}
        currency = next((one.currency for one in known.values()), "XXX")
        changes: list[Stock] = []
        refusals = Refusals()
        for change in read_restock(path, {id_: id_ for id_ in known}, currency):
            if isinstance(change, InputRefused):
                refusals.add(change)
            else:
                changes.append(change)
        refusals.refuse()
        written = await self._writer.restock(changes)
        return Imported(str(path), len(changes), *written)


class _Checked:
    """What was read of a file so far.

    Attributes:
        products: by id.
        aliases: variant -> its product.
    """

    def __init__(self, check: DraftCheck) -> None:
        self.products: dict[str, Product] = {}
        self.aliases: dict[str, str] = {}
        self.refusals = Refusals()
        self.rows = 0
        self.left_out = 0
        self._check = check
        self._lines: dict[str, int | None] = {}
        self._currency: str | None = None

    async def add(self, draft: Draft | InputRefused | None) -> None:
        """Checks one more."""
        self.rows += draft.rows if isinstance(draft, Draft) else 1
        if draft is None:
            self.left_out += 1
            return
        if isinstance(draft, InputRefused):
            self.refusals.add(draft)
            return
        try:
            product = await self._check.product(draft)
            self._check_alone(product, draft)
        except InputRefused as refusal:
            self.refusals.add(refusal)
            return
        self.products[product.id] = product
        self._lines.setdefault(product.id, draft.where.line)
        self.aliases |= dict.fromkeys(draft.variants, product.id)

    def _check_alone(self, product: Product, draft: Draft) -> None:
        """Refuses what does not go with the rows before."""
        before = self.products.get(product.id, product)
        if before != product:
            raise InputRefused(
                Code.DUPLICATE_ROW,
                f"product {product.id!r} stands on line {self._lines[product.id]} already, "
                "and differs",
                remedy="give each product one row",
                where=draft.at("product_id"),
            )
        self._currency = self._currency or product.currency
        if product.currency != self._currency:
            raise currency_mixed({product.currency, self._currency}, draft.at("currency"))


def _in_file(refusal: InputRefused, path: Path) -> InputRefused:
    where = Where(file=str(path), field=refusal.where.field)
    return InputRefused(refusal.code, refusal.message, remedy=refusal.remedy, where=where)
