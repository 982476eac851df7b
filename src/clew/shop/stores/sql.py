"""The catalogue and the players' histories, in the relational database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import msgspec
from msgspec.structs import astuple
from sqlalchemy import (
    Connection,
    Row,
    Select,
    Table,
    TextClause,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from clew.record.engine import Record
from clew.record.schema import catalogue as catalogues
from clew.record.schema import product as products
from clew.record.schema import product_alias as aliases_
from clew.record.schema import purchase as purchases
from clew.record.schema import shop_event as events_
from clew.shop.model import Event, EventKind, Product, Purchase
from clew.shop.ports import NO_ALIASES, Past, Stock, Written
from clew.shop.refusals import currency_mixed, product_unknown
from clew.shop.restock import restocked

T = TypeVar("T")
CHUNK = 500
"""Rows or ids in one statement: under every engine's limit on parameters."""
ROWS = 5_000
"""Rows that are handed to the engine, or taken from it, at once."""
THE_ONE = 1
"""The id of the catalogue's only row."""
_FOREVER = 2**63 - 1
"""Later than every time of a row."""

_FIELDS = Product.__struct_fields__
_CATEGORY, _ATTRIBUTES = _FIELDS.index("category"), _FIELDS.index("attributes")
_SELECT = select(*(products.c[field] for field in _FIELDS))
_paths = msgspec.json.Decoder(tuple[str, ...])
_attributes = msgspec.json.Decoder(dict[str, str])
_UPDATE_PRODUCT = (
    update(products)
    .where(products.c.id == bindparam("_id"))
    .values({field: bindparam(field) for field in (*_FIELDS[1:], "changed")})
)


def _rows(table: Table) -> Select[Any]:
    """What lies before a moment, in order of time for each player."""
    fields = Purchase.__struct_fields__ if table is purchases else Event.__struct_fields__
    wanted = select(*(table.c[field] for field in fields)).order_by(*table.primary_key.columns)
    return wanted.where(table.c.time < bindparam("before"))


# Made once: to put a statement together costs more than to have it answered.
_PURCHASES_OF = _rows(purchases).where(purchases.c.player == bindparam("whose"))
_EVENTS_OF = _rows(events_).where(events_.c.player == bindparam("whose"))
_ADD_PURCHASE = text(
    "insert into purchase (player, basket, time, product, quantity, price)"
    " values (:player, :basket, :time, :product, :quantity, :price) on conflict do nothing"
)
_CHANGE_PURCHASE = text(
    "insert into purchase (player, basket, time, product, quantity, price)"
    " values (:player, :basket, :time, :product, :quantity, :price)"
    " on conflict (player, time, basket, product) do update"
    " set quantity = excluded.quantity, price = excluded.price"
    " where purchase.quantity <> excluded.quantity"
    " or coalesce(purchase.price, -1) <> coalesce(excluded.price, -1)"
)
_ADD_EVENT = text(
    "insert into shop_event (player, time, kind, product, text)"
    " values (:player, :time, :kind, :product, :text) on conflict do nothing"
)


class SqlCatalogue:
    """See `CatalogueReader` and `CatalogueWriter`."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def version(self) -> int:
        """See `CatalogueReader`."""
        async with self._record.read() as connection:
            return await _version(connection)

    async def products(self, *, changed_since: int = 0) -> Sequence[Product]:
        """See `CatalogueReader`."""
        wanted = _SELECT.where(products.c.changed > changed_since).order_by(products.c.id)
        async with self._record.read() as connection:
            return [_product(row) for row in await connection.execute(wanted)]

    async def page(self, *, after: str, limit: int) -> Sequence[Product]:
        """See `CatalogueReader`."""
        wanted = _SELECT.where(products.c.id > after).order_by(products.c.id).limit(limit)
        async with self._record.read() as connection:
            return [_product(row) for row in await connection.execute(wanted)]

    async def product(self, product: str) -> Product | None:
        """See `CatalogueReader`."""
        async with self._record.read() as connection:
            return (await _known(connection, [product])).get(product)

    async def aliases(self) -> Mapping[str, str]:
        """See `CatalogueReader`."""
        async with self._record.read() as connection:
            rows = await connection.execute(select(aliases_.c.id, aliases_.c.product))
            return {row.id: row.product for row in rows}

    async def put(
        self, products: Iterable[Product], *, aliases: Mapping[str, str] = NO_ALIASES
    ) -> Written:
        """See `CatalogueWriter`."""
        async with self._record.write() as connection:
            version = await _version(connection) + 1
            added = changed = unchanged = 0
            for chunk in _chunks(products, CHUNK):
                told = await _put(connection, chunk, version)
                added += told.added
                changed += told.changed
                unchanged += told.unchanged
            for some in _chunks(aliases.items(), CHUNK):
                await _put_aliases(connection, dict(some))
            if added or changed:
                await _check_currency(connection)
                await _set_version(connection, version)
        return Written(added, changed, unchanged)

    async def restock(self, changes: Iterable[Stock]) -> Written:
        """See `CatalogueWriter`."""
        async with self._record.write() as connection:
            version = await _version(connection) + 1
            changed = unchanged = 0
            for chunk in _chunks(changes, CHUNK):
                known = await _known(connection, [change.product for change in chunk])
                after = dict(known)
                for change in chunk:
                    if change.product not in known:
                        raise product_unknown(change.product)
                    after[change.product] = restocked(after[change.product], change)
                due = [one for one in after.values() if one != known[one.id]]
                await _replace(connection, due, version)
                changed += len(due)
                unchanged += len(chunk) - len(due)
            if changed:
                await _set_version(connection, version)
        return Written(0, changed, unchanged)


class SqlHistory:
    """See `HistoryReader`, `PlayerList` and `HistoryWriter`."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def purchases(self, player: str, *, before: int | None = None) -> Sequence[Purchase]:
        """See `HistoryReader`."""
        return await self._record.look(lambda looked: _purchases(looked, player, before))

    async def events(self, player: str, *, before: int | None = None) -> Sequence[Event]:
        """See `HistoryReader`."""
        return await self._record.look(lambda looked: _events(looked, player, before))

    async def past(self, player: str, *, before: int) -> Past:
        """See `HistoryReader`."""
        return await self._record.look(
            lambda looked: Past(_purchases(looked, player, before), _events(looked, player, before))
        )

    async def all_purchases(
        self, *, before: int | None = None
    ) -> AsyncIterator[Sequence[Purchase]]:
        """See `HistoryReader`."""
        async with self._record.read() as connection:
            rows = await connection.stream(_rows(purchases), {"before": _end(before)})
            async for share in rows.partitions(ROWS):
                yield [Purchase(*row) for row in share]

    async def players(self, *, after: str, limit: int) -> Sequence[str]:
        """See `PlayerList`."""
        of = purchases.c.player
        wanted = select(of).distinct().where(of > after).order_by(of).limit(limit)
        async with self._record.read() as connection:
            return list((await connection.execute(wanted)).scalars())

    async def add_purchases(self, rows: Iterable[Purchase]) -> Written:
        """See `HistoryWriter`."""
        added = changed = total = 0
        async with self._record.write() as connection:
            for chunk in _chunks(rows, ROWS):
                values = [astuple(row) for row in chunk]
                new = await _many(connection, _ADD_PURCHASE, values)
                if new < len(chunk):
                    changed += await _many(connection, _CHANGE_PURCHASE, values)
                added += new
                total += len(chunk)
        return Written(added, changed, total - added - changed)

    async def add_events(self, rows: Iterable[Event]) -> Written:
        """See `HistoryWriter`."""
        added = total = 0
        async with self._record.write() as connection:
            for chunk in _chunks(rows, ROWS):
                values = [
                    (row.player, row.time, row.kind.value, row.product or "", row.text or "")
                    for row in chunk
                ]
                added += await _many(connection, _ADD_EVENT, values)
                total += len(chunk)
        return Written(added, 0, total - added)


def _purchases(looked: Connection, player: str, before: int | None) -> Sequence[Purchase]:
    asked = {"whose": player, "before": _end(before)}
    return [Purchase(*row) for row in looked.execute(_PURCHASES_OF, asked).all()]


def _events(looked: Connection, player: str, before: int | None) -> Sequence[Event]:
    asked = {"whose": player, "before": _end(before)}
    return [_event(row) for row in looked.execute(_EVENTS_OF, asked)]


async def _many(
    connection: AsyncConnection, statement: TextClause, rows: Sequence[tuple[Any, ...]]
) -> int:
    """Executes for every row; how many rows of the table that changed.

    The driver takes the tuples as they are: to name their cells first costs more than to insert.
    """
    words = str(statement.compile(dialect=connection.dialect))
    counted = {"preserve_rowcount": True}
    done = await connection.exec_driver_sql(words, list(rows), execution_options=counted)
    return done.rowcount


async def _put(connection: AsyncConnection, given: Sequence[Product], version: int) -> Written:
    by_id = {product.id: product for product in given}
    known = await _known(connection, list(by_id))
    new = [product for product in by_id.values() if product.id not in known]
    due = [product for product in by_id.values() if known.get(product.id, product) != product]
    if new:
        await connection.execute(insert(products), [_values(one, version) for one in new])
    await _replace(connection, due, version)
    return Written(len(new), len(due), len(given) - len(new) - len(due))


async def _replace(connection: AsyncConnection, due: Sequence[Product], version: int) -> None:
    if due:
        values = [_values(one, version) for one in due]
        await connection.execute(_UPDATE_PRODUCT, [{"_id": one["id"], **one} for one in values])


async def _put_aliases(connection: AsyncConnection, given: Mapping[str, str]) -> None:
    rows = await connection.execute(select(aliases_).where(aliases_.c.id.in_(given)))
    known = {row.id: row.product for row in rows}
    new = [{"id": one, "product": of} for one, of in given.items() if one not in known]
    moved = [{"_id": one, "product": of} for one, of in given.items() if known.get(one, of) != of]
    if new:
        await connection.execute(insert(aliases_), new)
    if moved:
        wanted = update(aliases_).where(aliases_.c.id == bindparam("_id"))
        await connection.execute(wanted.values(product=bindparam("product")), moved)


async def _check_currency(connection: AsyncConnection) -> None:
    rows = await connection.execute(select(products.c.currency).distinct())
    currencies = {currency for (currency,) in rows}
    if len(currencies) > 1:
        raise currency_mixed(currencies)


async def _version(connection: AsyncConnection) -> int:
    return (await connection.execute(select(func.max(catalogues.c.version)))).scalar() or 0


async def _set_version(connection: AsyncConnection, version: int) -> None:
    moved = await connection.execute(update(catalogues).values(version=version))
    if not moved.rowcount:
        await connection.execute(insert(catalogues).values(id=THE_ONE, version=version))


async def _known(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, Product]:
    rows = await connection.execute(_SELECT.where(products.c.id.in_(ids)))
    return {row.id: _product(row) for row in rows}


def _values(product: Product, version: int) -> dict[str, Any]:
    values: dict[str, Any] = {field: getattr(product, field) for field in _FIELDS}
    values["category"] = msgspec.json.encode(product.category).decode()
    values["attributes"] = msgspec.json.encode(dict(product.attributes), order="sorted").decode()
    values["changed"] = version
    return values


def _product(row: Row[Any]) -> Product:
    cells: list[Any] = list(row)
    cells[_CATEGORY] = _paths.decode(cells[_CATEGORY])
    cells[_ATTRIBUTES] = _attributes.decode(cells[_ATTRIBUTES])
    return Product(*cells)


def _end(before: int | None) -> int:
    return _FOREVER if before is None else before


def _event(row: Row[Any]) -> Event:
    return Event(row.player, row.time, EventKind(row.kind), row.product or None, row.text or None)


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    left = iter(items)
    while chunk := list(islice(left, size)):
        yield chunk
