"""Files of promotions: JSON (an array of objects) and CSV, with the same fields in both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec

from clew.errors import ClewError, Code, InputRefused, Where
from clew.ids import check_slug
from clew.money import decimals
from clew.promotions.cells import Cells
from clew.promotions.model import (
    MOST_UNITS,
    Budget,
    BundlePrice,
    EarlyAccess,
    Fixed,
    FreeItem,
    Kind,
    Percent,
    Points,
    Promotion,
    Schedule,
    Scope,
    Shipping,
    Stacking,
    Value,
)
from clew.promotions.schedule import ScheduleFault, check_schedule, read_duration
from clew.tabular import Columns, Row, read_rows, rows_of

FIELDS = (
    *("promotion_id", "name", "kind", "percent", "amount", "currency", "product", "points"),
    *("hours", "products", "types", "categories", "venues", "campaigns", "tags"),
    *("start", "duration", "timezone", "rule", "except", "blackouts"),
    *("units", "units_per_player", "units_per_day"),
    *("money", "money_per_player", "money_per_day", "overbook_percent"),
    *("group", "exclusive", "after", "margin_floor", "attributes"),
)
REQUIRED = ("promotion_id", "name", "kind", "currency", "start", "duration", "timezone")
OF_KIND: dict[Kind, tuple[str, ...]] = {
    # kind -> the fields of its value; the others must be empty
    Kind.PERCENT: ("percent", "amount"),
    Kind.FIXED: ("amount",),
    Kind.FREE_ITEM: ("product", "amount"),
    Kind.BUNDLE_PRICE: ("amount",),
    Kind.SHIPPING: ("amount",),
    Kind.POINTS: ("points", "amount"),
    Kind.EARLY_ACCESS: ("hours",),
}
_COLUMNS = Columns(REQUIRED, tuple(field for field in FIELDS if field not in REQUIRED))
MOST_NAMED = 10_000
"""The most combinations of an article, a venue and a campaign: each has a place in an index."""
MOST_BYTES = 64 << 20
"""The largest file of JSON, in bytes: it is read whole."""


def read_promotions(path: Path) -> Iterator[tuple[Cells, Promotion | InputRefused]]:
    """Every promotion of a file with its place, or why it is refused, in the file's order.

    A name that ends in `.csv` is CSV, anything else JSON. Raises `InputRefused` for faults of the
    file itself.
    """
    if path.suffix.casefold() == ".csv":
        yield from _read(_cells(read_rows(path, _COLUMNS)))
    else:
        name = str(path)
        yield from _read(_objects(_content(path, Where(file=name)), name))


def promotions_of(
    content: bytes, *, csv: bool, name: str
) -> Iterator[tuple[Cells, Promotion | InputRefused]]:
    """The same of a file's bytes; `name` is what refusals call it."""
    rows = _cells(rows_of(content, _COLUMNS, name=name)) if csv else _objects(content, name)
    yield from _read(rows)


def _read(rows: Iterator[Cells]) -> Iterator[tuple[Cells, Promotion | InputRefused]]:
    for cells in rows:
        try:
            yield cells, _promotion(cells)
        except InputRefused as refusal:
            yield cells, refusal


def _cells(rows: Iterator[Row]) -> Iterator[Cells]:
    for row in rows:
        yield Cells(row.values, row.where())


def _objects(content: bytes, name: str) -> Iterator[Cells]:
    where = Where(file=name)
    for number, one in enumerate(_array(content, where)):
        if not isinstance(one, dict):
            raise InputRefused(
                Code.WRONG_VALUE,
                "an entry is no object",
                remedy="write each promotion in braces",
                where=Where(file=name, field=f"[{number}]"),
            )
        yield Cells(one, where, f"[{number}].")


def _content(path: Path, where: Where) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputRefused(
            Code.FILE_UNREADABLE,
            f"cannot read it: {error.strerror}",
            remedy="check the path and its permissions",
            where=where,
        ) from error


def _array(raw: bytes, where: Where) -> list[Any]:
    if len(raw) > MOST_BYTES:
        raise InputRefused(
            Code.TEXT_TOO_LONG,
            f"more than {MOST_BYTES:,} bytes",
            remedy="import it in several files",
            where=where,
        )
    try:
        return msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"), type=list[Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"not readable as an array of JSON: {error}",
            remedy="write [ {...}, {...} ]; a file of rows has a name that ends in .csv",
            where=where,
        ) from error


def _promotion(cells: Cells) -> Promotion:
    _check_fields(cells)
    id_ = check_slug(
        cells.text("promotion_id", required=True),
        what="promotion",
        where=cells.at("promotion_id"),
    )
    currency = cells.text("currency", required=True)
    _placed(cells, "currency", lambda: decimals(currency))
    attributes = cells.pairs("attributes")
    return Promotion(
        id_,
        cells.text("name", required=True),
        _value(cells, currency),
        currency,
        _schedule(cells),
        _scope(cells),
        cells.words("tags"),
        _budget(cells, currency),
        Stacking(
            cells.text("group"),
            cells.yes("exclusive"),
            cells.words("after"),
            cells.whole("margin_floor", -100, 100),
        ),
        attributes,
    )


def _check_fields(cells: Cells) -> None:
    for field in cells.fields():
        if field not in FIELDS:
            near = get_close_matches(field, FIELDS, 1)
            raise cells.wrong(
                field[:40],
                f"{field[:40]!r} is no field of a promotion",
                f"did you mean {near[0]}?" if near else f"use {', '.join(FIELDS)}",
            )


def _value(cells: Cells, currency: str) -> Value:
    named = cells.text("kind", required=True)
    if named not in set(Kind):
        raise cells.wrong("kind", f"{named[:40]!r} is no kind", f"use {', '.join(Kind)}")
    kind = Kind(named)
    for field in sorted({name for names in OF_KIND.values() for name in names}):
        if field not in OF_KIND[kind] and cells.given(field):
            raise cells.wrong(field, f"a {kind} promotion has no {field}", f"leave {field} empty")
    return _MAKERS[kind](cells, currency)


def _percent(cells: Cells, currency: str) -> Value:
    amount = _amount(cells, currency, least=1) if cells.given("amount") else None
    return Percent(cells.needed("percent", 1, 100), amount)


def _bundle_price(cells: Cells, currency: str) -> Value:
    if len(cells.words("products")) < 2:  # noqa: PLR2004 - a bundle is two at least
        raise cells.wrong("products", "a bundle of fewer than two", "name its products")
    return BundlePrice(_amount(cells, currency, least=1))


def _amount(cells: Cells, currency: str, least: int = 0) -> int:
    amount = cells.money("amount", currency)
    if amount is None or amount < least:
        raise cells.wrong("amount", "amount is missing, or nothing", f"give it in {currency}")
    return amount


_MAKERS: dict[Kind, Callable[[Cells, str], Value]] = {
    Kind.PERCENT: _percent,
    Kind.FIXED: lambda cells, currency: Fixed(_amount(cells, currency, least=1)),
    Kind.FREE_ITEM: lambda cells, currency: FreeItem(
        cells.text("product", required=True), _amount(cells, currency)
    ),
    Kind.BUNDLE_PRICE: _bundle_price,
    Kind.SHIPPING: lambda cells, currency: Shipping(_amount(cells, currency)),
    Kind.POINTS: lambda cells, currency: Points(
        cells.needed("points", 1, MOST_UNITS), _amount(cells, currency)
    ),
    Kind.EARLY_ACCESS: lambda cells, _currency: EarlyAccess(cells.needed("hours", 1, 8_760)),
}


def _scope(cells: Cells) -> Scope:
    scope = Scope(
        cells.words("products"),
        cells.words("types"),
        cells.words("categories"),
        cells.words("venues"),
        cells.words("campaigns"),
    )
    articles = len(scope.products) + len(scope.types) + len(scope.categories)
    if max(1, len(scope.venues)) * max(1, len(scope.campaigns)) * articles > MOST_NAMED:
        raise cells.wrong(
            "products",
            f"its articles, in each venue and campaign, are more than {MOST_NAMED:,}",
            "name a category, or leave venues or campaigns empty",
        )
    return scope


def _budget(cells: Cells, currency: str) -> Budget:
    return Budget(
        cells.whole("units", 0, MOST_UNITS),
        cells.whole("units_per_player", 0, MOST_UNITS),
        cells.whole("units_per_day", 0, MOST_UNITS),
        cells.money("money", currency),
        cells.money("money_per_player", currency),
        cells.money("money_per_day", currency),
        cells.whole("overbook_percent", 0, 100) or 0,
    )


def _schedule(cells: Cells) -> Schedule:
    try:
        days, seconds = read_duration(cells.text("duration", required=True))
        schedule = Schedule(
            cells.moment(cells.text("start", required=True), "start"),
            cells.text("timezone", required=True),
            days,
            seconds,
            cells.text("rule").removeprefix("RRULE:"),
            tuple(cells.moment(one, "except") for one in cells.words("except")),
            tuple(cells.day(one, "blackouts") for one in cells.words("blackouts")),
        )
        check_schedule(schedule)
    except ScheduleFault as fault:
        raise InputRefused(
            Code.SCHEDULE_REFUSED,
            str(fault),
            remedy="correct it; docs/promotions.md has what a schedule may say",
            where=cells.at(fault.field),
        ) from fault
    return schedule


def _placed(cells: Cells, field: str, check: Callable[[], object]) -> None:
    """Runs a check whose refusal does not know its place."""
    try:
        check()
    except ClewError as error:
        raise InputRefused(
            error.code, error.message, remedy=error.remedy, where=cells.at(field)
        ) from error
