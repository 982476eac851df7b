"""The catalogue and the histories in memory: for tests, and for what lives no longer than that."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

from clew.shop.model import Event, Product, Purchase
from clew.shop.ports import NO_ALIASES, Past, Stock, Written
from clew.shop.refusals import currency_mixed, product_unknown
from clew.shop.restock import restocked

SHARE = 5_000
"""Rows of a share of all purchases."""


class MemoryCatalogue:
    """See `CatalogueReader` and `CatalogueWriter`."""

    def __init__(self) -> None:
        self._products: dict[str, tuple[int, Product]] = {}
        self._aliases: dict[str, str] = {}
        self._version = 0

    async def version(self) -> int:
        """See `CatalogueReader`."""
        return self._version

    async def products(self, *, changed_since: int = 0) -> Sequence[Product]:
        """See `CatalogueReader`."""
        return [
            product
            for _, (version, product) in sorted(self._products.items())
            if version > changed_since
        ]

    async def page(self, *, after: str, limit: int) -> Sequence[Product]:
        """See `CatalogueReader`."""
        return [one for one in await self.products() if one.id > after][:limit]

    async def product(self, product: str) -> Product | None:
        """See `CatalogueReader`."""
        known = self._products.get(product)
        return None if known is None else known[1]

    async def aliases(self) -> Mapping[str, str]:
        """See `CatalogueReader`."""
        return dict(self._aliases)

    async def put(
        self, products: Iterable[Product], *, aliases: Mapping[str, str] = NO_ALIASES
    ) -> Written:
        """See `CatalogueWriter`."""
        given = list(products)
        written = self._put({product.id: product for product in given}, len(given))
        self._aliases |= aliases
        return written

    async def restock(self, changes: Iterable[Stock]) -> Written:
        """See `CatalogueWriter`."""
        given = list(changes)
        due: dict[str, Product] = {}
        for change in given:
            if change.product not in self._products:
                raise product_unknown(change.product)
            before = due.get(change.product, self._products[change.product][1])
            due[change.product] = restocked(before, change)
        return self._put(due, len(given))

    def _put(self, given: Mapping[str, Product], told: int) -> Written:
        known = {id_: product for id_, (_, product) in self._products.items()}
        new = [product for id_, product in given.items() if id_ not in known]
        changed = [product for id_, product in given.items() if known.get(id_, product) != product]
        currencies = {product.currency for product in (known | dict(given)).values()}
        if len(currencies) > 1:
            raise currency_mixed(currencies)
        if new or changed:
            self._version += 1
            for product in (*new, *changed):
                self._products[product.id] = (self._version, product)
        return Written(len(new), len(changed), told - len(new) - len(changed))


class MemoryHistory:
    """See `HistoryReader`, `PlayerList` and `HistoryWriter`."""

    def __init__(self) -> None:
        self._purchases: dict[tuple[str, int, str, str], Purchase] = {}
        self._events: dict[tuple[str, int, str, str, str], Event] = {}

    async def purchases(self, player: str, *, before: int | None = None) -> Sequence[Purchase]:
        """See `HistoryReader`."""
        return [row for row in self._before(before) if row.player == player]

    async def events(self, player: str, *, before: int | None = None) -> Sequence[Event]:
        """See `HistoryReader`."""
        return [
            row
            for _, row in sorted(self._events.items())
            if row.player == player and (before is None or row.time < before)
        ]

    async def past(self, player: str, *, before: int) -> Past:
        """See `HistoryReader`."""
        return Past(
            await self.purchases(player, before=before), await self.events(player, before=before)
        )

    async def all_purchases(
        self, *, before: int | None = None
    ) -> AsyncIterator[Sequence[Purchase]]:
        """See `HistoryReader`."""
        rows = self._before(before)
        for start in range(0, len(rows), SHARE):
            yield rows[start : start + SHARE]

    async def players(self, *, after: str, limit: int) -> Sequence[str]:
        """See `PlayerList`."""
        known = {row.player for row in self._purchases.values()}
        return sorted(one for one in known if one > after)[:limit]

    async def add_purchases(self, rows: Iterable[Purchase]) -> Written:
        """See `HistoryWriter`."""
        added = changed = unchanged = 0
        for row in rows:
            key = (row.player, row.time, row.basket, row.product)
            known = self._purchases.get(key)
            self._purchases[key] = row
            added += known is None
            changed += known is not None and known != row
            unchanged += known == row
        return Written(added, changed, unchanged)

    async def add_events(self, rows: Iterable[Event]) -> Written:
        """See `HistoryWriter`."""
        given = list(rows)
        before = len(self._events)
        for row in given:
            key = (row.player, row.time, row.kind.value, row.product or "", row.text or "")
            self._events.setdefault(key, row)
        added = len(self._events) - before
        return Written(added, 0, len(given) - added)

    def _before(self, before: int | None) -> Sequence[Purchase]:
        return [
            row for _, row in sorted(self._purchases.items()) if before is None or row.time < before
        ]
