"""A product as a file tells it, in words, and the check that makes a product of it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import msgspec

from clew.errors import Code, InputRefused, Where
from clew.geo import rounded
from clew.ids import check_id, check_slug
from clew.money import decimals
from clew.shop import cells
from clew.shop.model import Product
from clew.shop.ports import ShopPlaces
from clew.tabular import decimal

MOST_NAME = 300
"""Characters of a name."""
MOST_WORDS = 120
"""Characters of a category's part, a type, a brand, or an attribute's name."""
MOST_LINK = 2_000
"""Characters of an address."""
MOST_VALUE = 4_000
"""Characters of an attribute's value; a description is the longest."""
MOST_PARTS = 12
"""Parts of a category path."""
MOST_ATTRIBUTES = 64

_LEVEL = re.compile(r"-?[0-9]{1,4}", re.ASCII)
_SAME_NAMES: Mapping[str, str] = MappingProxyType({})


class Draft(msgspec.Struct, frozen=True, gc=False):
    """A product before it is checked; the fields are as in `Product`, in words.

    Attributes:
        where: the row that it begins on.
        variants: what baskets may call it too.
        columns: field -> what the file calls it, where that differs.
        rows: of the file, how many were folded into it.
    """

    where: Where
    id: str
    name: str
    category: Sequence[str]
    type: str = ""
    brand: str = ""
    price: str = ""
    currency: str = ""
    stock: str = ""
    venue: str = ""
    level: str = ""
    lat: str = ""
    lon: str = ""
    url: str = ""
    image: str = ""
    attributes: Mapping[str, str] = {}
    variants: Sequence[str] = ()
    columns: Mapping[str, str] = _SAME_NAMES
    rows: int = 1

    def at(self, field: str) -> Where:
        """The place of a field."""
        return Where(
            file=self.where.file, line=self.where.line, field=self.columns.get(field, field)
        )


class DraftCheck:
    """Makes products of drafts. `currency`: of prices that name none."""

    def __init__(self, places: ShopPlaces, currency: str | None) -> None:
        self._places = places
        self._currency = currency

    async def product(self, draft: Draft) -> Product:
        """The product, or a refusal with the row and the field."""
        check_id(draft.id, what="product", where=draft.at("product_id"))
        for variant in draft.variants:
            check_id(variant, what="variant", where=draft.at("variant"))
        currency = self._currency_of(draft)
        category = category_path(draft.category, draft.at("category"))
        point = _point(draft)
        lat, lon = point or (None, None)
        zone = None if point is None else await self._zone(draft, *point)
        return Product(
            draft.id,
            cells.named(draft.name, what="the name", most=MOST_NAME, where=draft.at("name")),
            category,
            _words(draft, "type") or category[-1],
            _words(draft, "brand"),
            cells.amount(draft.price, currency, what="the price", least=1, where=draft.at("price")),
            currency,
            _stock(draft),
            zone,
            lat,
            lon,
            _words(draft, "url", MOST_LINK),
            _words(draft, "image", MOST_LINK),
            _attributes(draft),
        )

    def _currency_of(self, draft: Draft) -> str:
        where = draft.at("currency")
        currency = draft.currency or self._currency
        if currency is None:
            raise InputRefused(
                Code.CURRENCY_UNKNOWN,
                "the price names no currency",
                remedy="fill the column in, or say it for the whole file: --currency EUR",
                where=where,
            )
        try:
            decimals(currency)
        except InputRefused as refusal:
            raise InputRefused(
                refusal.code, refusal.message, remedy=refusal.remedy, where=where
            ) from refusal
        return currency

    async def _zone(self, draft: Draft, lat: float, lon: float) -> str:
        check_slug(draft.venue, what="venue", where=draft.at("venue"))
        if _LEVEL.fullmatch(draft.level) is None:
            raise InputRefused(
                Code.WRONG_VALUE,
                f"{draft.level[:40]!r} is not a level",
                remedy="give the integer ordinal",
                where=draft.at("level"),
            )
        try:
            zone = await self._places.zone_at(draft.venue, int(draft.level), lat, lon)
        except InputRefused as refusal:
            raise InputRefused(
                refusal.code, refusal.message, remedy=refusal.remedy, where=draft.at("venue")
            ) from refusal
        if zone is None:
            raise InputRefused(
                Code.OUTSIDE_LEVELS,
                f"the point {lat}, {lon} lies in no zone of level {draft.level}",
                remedy="correct the place, or leave venue, level, lat and lon empty",
                where=draft.at("lat"),
            )
        return zone


def category_path(parts: Sequence[str], where: Where) -> tuple[str, ...]:
    """A category's path, outermost first, or a refusal.

    Raises `empty_text`, `wrong_value`, and `category_loop` for one that contains itself.
    """
    path = tuple(
        cells.named(part, what="a part of the category", most=MOST_WORDS, where=where)
        for part in parts
    )
    if not path:
        raise InputRefused(
            Code.EMPTY_TEXT, "the category is empty", remedy="fill it in", where=where
        )
    if len(path) > MOST_PARTS or any(">" in part for part in path):
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{' > '.join(path)[:80]!r} is not a category path",
            remedy=f"give at most {MOST_PARTS} parts, with > between them alone",
            where=where,
        )
    folded = [part.casefold() for part in path]
    if len(set(folded)) < len(folded):
        twice = next(part for part in path if folded.count(part.casefold()) > 1)
        raise InputRefused(
            Code.CATEGORY_LOOP,
            f"the category {twice!r} contains itself",
            remedy="name each part of the path once",
            where=where,
        )
    return path


def _words(draft: Draft, field: str, most: int = MOST_WORDS) -> str:
    return cells.words(getattr(draft, field), what=f"the {field}", most=most, where=draft.at(field))


def _stock(draft: Draft) -> int | None:
    if not draft.stock:
        return None
    return cells.whole(
        draft.stock, what="stock", least=0, most=cells.MOST_STOCK, where=draft.at("stock")
    )


def _point(draft: Draft) -> tuple[float, float] | None:
    place = {field: getattr(draft, field) for field in ("venue", "level", "lat", "lon")}
    if not any(place.values()):
        return None
    for field, given in place.items():
        if not given:
            raise InputRefused(
                Code.WRONG_VALUE,
                f"the place is incomplete: {field} is missing",
                remedy="give venue, level, lat and lon, or none of them",
                where=draft.at(field),
            )
    return _degrees(draft, "lat", 90.0), _degrees(draft, "lon", 180.0)


def _degrees(draft: Draft, field: str, bound: float) -> float:
    given = getattr(draft, field)
    degrees = decimal(given)
    if not abs(degrees) <= bound:
        raise InputRefused(
            Code.OUTSIDE_WGS84 if math.isfinite(degrees) else Code.WRONG_VALUE,
            f"{field} {given[:40]!r} is not a number of degrees from -{bound:g} to {bound:g}",
            remedy="give WGS84 degrees with a decimal point: 45.1843, 5.7231",
            where=draft.at(field),
        )
    return rounded(degrees)


def _attributes(draft: Draft) -> Mapping[str, str]:
    where = draft.at("attributes")
    if len(draft.attributes) > MOST_ATTRIBUTES:
        raise InputRefused(
            Code.TEXT_TOO_LONG,
            f"{len(draft.attributes)} attributes, at most {MOST_ATTRIBUTES} are allowed",
            remedy="keep those that tell products apart",
            where=where,
        )
    kept = {}
    for name, value in draft.attributes.items():
        key = cells.named(name, what="an attribute's name", most=MOST_WORDS, where=where)
        text = cells.words(value, what=f"the attribute {key}", most=MOST_VALUE, where=where)
        if "=" in key or "|" in key or "|" in text:
            raise InputRefused(
                Code.WRONG_VALUE,
                f"the attribute {key[:40]!r} holds a sign that separates attributes",
                remedy="write attributes as key=value, with bars between them",
                where=where,
            )
        if text:
            kept[key] = text
    return kept
