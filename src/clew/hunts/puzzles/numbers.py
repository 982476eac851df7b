"""Numbers as people of a language read them."""

from __future__ import annotations

from clew.hunts.messages import say
from clew.money import plain

_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}


def price_text(minor: int, currency: str, lang: str) -> str:
    """An amount in the writing of a language: `€4.90`, `4,90 €`; other currencies by their code."""
    amount = _pointed(plain(minor, currency), lang)
    sign = _SIGNS.get(currency)
    if sign is None:
        return say(lang, "price-code", amount=amount, code=currency)
    return say(lang, "price-sign", amount=amount, sign=sign)


def decimal_text(scaled: int, places: int, lang: str) -> str:
    """A number of so many decimal places, given without its point; no noughts at its end."""
    whole, part = divmod(abs(scaled), 10**places)
    digits = f"{part:0{places}}".rstrip("0")
    sign = "\N{MINUS SIGN}" if scaled < 0 else ""
    return sign + _pointed(f"{whole}.{digits}" if digits else str(whole), lang)


def _pointed(number: str, lang: str) -> str:
    return number.replace(".", ",") if lang == "fr" else number
