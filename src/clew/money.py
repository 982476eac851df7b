"""Money: whole minor units of an ISO 4217 currency, read from and written as plain decimals."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from iso4217 import Currency

from clew.errors import Code, InputRefused, Where

MOST_MINOR = 2**53 - 1
"""The largest amount, minor units: every reader of JSON holds it exactly."""

_PLAIN = re.compile(r"[0-9]{1,16}(?:\.([0-9]{1,6}))?", re.ASCII)


@lru_cache(maxsize=256)
def decimals(currency: str) -> int:
    """How many decimals a currency's amounts have.

    Source: ISO 4217's own table, as the package iso4217 carries it. Raises `InputRefused`
    (`currency_unknown`) for what is no currency of it that money is counted in.
    """
    try:
        exponent = Currency(currency).exponent
    except ValueError:
        exponent = None
    if exponent is None:
        raise InputRefused(
            Code.CURRENCY_UNKNOWN,
            f"{currency[:20]!r} is no currency",
            remedy="use an ISO 4217 code in capitals, for example EUR",
        )
    return int(exponent)


def minor_units(amount: str, currency: str, where: Where | None = None) -> int:
    """The minor units of a plain decimal, for example `12.50` EUR = 1250.

    Raises `InputRefused` (`wrong_value`) for a sign, a comma, more decimals than the currency
    has that are not zero, or more than `MOST_MINOR`; (`currency_unknown`) for the currency.
    """
    places = decimals(currency)
    match = _PLAIN.fullmatch(amount)
    scaled = Decimal(amount).scaleb(places) if match else None
    if scaled is None or scaled != scaled.to_integral_value() or scaled > MOST_MINOR:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{amount[:40]!r} is no amount of {currency}",
            remedy=f"write it plainly, with at most {places} decimals, for example "
            + (f"12.{'5'.ljust(places, '0')}" if places else "12"),
            where=where,
        )
    return int(scaled)


def plain(minor: int, currency: str) -> str:
    """The plain decimal of minor units, for example 1250 EUR = `12.50`."""
    places = decimals(currency)
    return str(Decimal(minor).scaleb(-places)) if places else str(minor)
