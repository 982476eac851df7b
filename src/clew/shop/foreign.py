"""What exports of other shop systems have in common: variants, HTML, and loose cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from clew.errors import Code, InputRefused, Where
from clew.shop.draft import MOST_VALUE
from clew.shop.html_text import html_text

_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?", re.ASCII)
_BLANKS = re.compile(r"\s+")


def counted(text: str, where: Where) -> int | None:
    """A stock as other systems write it, `100.0000`; None where it is empty.

    What is sold ahead counts as none left, and part of a piece as no piece. Raises `wrong_value`.
    """
    if not text:
        return None
    if _NUMBER.fullmatch(text) is None:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"stock {text[:40]!r} is no number",
            remedy="write it in digits, or leave it empty",
            where=where,
        )
    return max(0, int(Decimal(text)))


def priced(text: str, where: Where) -> Decimal:
    """A variant's price, more than nothing. Raises `wrong_value`."""
    price = Decimal(text) if _NUMBER.fullmatch(text) else Decimal(0)
    if price <= 0:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"the price is {text[:40]}" if text else "the price is empty",
            remedy="give what it costs, more than nothing; leave out what is not sold",
            where=where,
        )
    return price


def summed(stocks: Iterable[int | None]) -> str:
    """The stock of all variants, as a cell: empty where none of them is counted."""
    known = [stock for stock in stocks if stock is not None]
    return str(sum(known)) if known else ""


def attribute_text(text: str, *, what: str, where: Where) -> str:
    """An attribute's value: read as HTML, several values with commas between them."""
    values = (html_text(value, what=what, where=where) for value in text.split("|"))
    return ", ".join(filter(None, values))


def description(html: str, where: Where) -> str:
    """A description's words, cut after a word where they are more than an attribute may hold."""
    words = html_text(html, what="the description", where=where).replace("|", "/")
    if len(words) <= MOST_VALUE:
        return words
    return words[: MOST_VALUE - 1].rsplit(" ", 1)[0] + "…"


def folded_options(options: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """What the variants differ in -> all its values, each once, in the order of the variants."""
    values: dict[str, dict[str, None]] = {}
    for variant in options:
        for name, value in variant.items():
            if value:
                values.setdefault(name, {})[value] = None
    return {name: ", ".join(told) for name, told in values.items()}


def attribute_name(text: str) -> str:
    """A name as attributes are named here: small letters, no separating signs."""
    return _BLANKS.sub(" ", text.replace("|", "/").replace("=", " ")).strip().lower()
