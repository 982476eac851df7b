"""What one cell of a shop's file may hold: words, whole numbers, moments, amounts.

Every function gives the value as it is kept, or raises `InputRefused` with the cell's place.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache

from clew.errors import Code, InputRefused, Where
from clew.money import minor_units

MOST_STOCK = 1_000_000_000
"""The largest stock; more is a slip of the keyboard."""
MOST_QUANTITY = 1_000_000
"""The largest quantity of one line; above it a barcode stands in the wrong column."""

_WHOLE = re.compile(r"[0-9]{1,15}(?:\.0+)?", re.ASCII)
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?",
    re.ASCII,
)
_SECONDS = re.compile(r"[0-9]{9,11}", re.ASCII)
_BIDI_OVERRIDES = frozenset("\u202d\u202e")


def words(text: str, *, what: str, most: int, where: Where) -> str:
    """A text on one line, single blanks between words; may be empty.

    Raises `text_too_long` past `most` characters, `control_character` and `bidi_override`.
    """
    if len(text) > most:
        raise InputRefused(
            Code.TEXT_TOO_LONG,
            f"{what} has {len(text):,} characters, at most {most:,} are allowed",
            remedy="shorten it",
            where=where,
        )
    line = " ".join(text.split())
    if line.isprintable():
        return line
    for character in line:
        if character in _BIDI_OVERRIDES or unicodedata.category(character) in {"Cc", "Cs"}:
            code = Code.BIDI_OVERRIDE if character in _BIDI_OVERRIDES else Code.CONTROL_CHARACTER
            raise InputRefused(
                code, f"{what} holds U+{ord(character):04X}", remedy="remove it", where=where
            )
    return line


def named(text: str, *, what: str, most: int, where: Where) -> str:
    """The same, and not empty (`empty_text`)."""
    line = words(text, what=what, most=most, where=where)
    if not line:
        raise InputRefused(Code.EMPTY_TEXT, f"{what} is empty", remedy="fill it in", where=where)
    return line


def whole(text: str, *, what: str, least: int, most: int, where: Where) -> int:
    """A whole number, written plainly."""
    number = int(text.partition(".")[0]) if _WHOLE.fullmatch(text) else None
    if number is None or not least <= number <= most:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{what} {text[:40]!r} is no whole number from {least:,} to {most:,}",
            remedy="write it in digits alone, without separators",
            where=where,
        )
    return number


def amount(text: str, currency: str, *, what: str, least: int, where: Where) -> int:
    """An amount of money in minor units, at least `least` of them."""
    try:
        minor = _minor_units(text, currency)
    except InputRefused as refusal:
        raise InputRefused(
            refusal.code, f"{what}: {refusal.message}", remedy=refusal.remedy, where=where
        ) from refusal
    if minor < least:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{what} is {text[:40]}",
            remedy="give what it costs, more than nothing; leave out what is not sold",
            where=where,
        )
    return minor


def moment(text: str, *, latest: int, where: Where) -> int:
    """Whole seconds since 1970, UTC, of a moment that is not after `latest`.

    Written as ISO 8601 (a date, or a date and a time; UTC where it has no offset), or as those
    seconds themselves. Raises `wrong_value`, and `in_the_future`.
    """
    seconds = _moment(text)
    if seconds is None:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"time {text[:40]!r} is not a moment from 1970 on",
            remedy="write it as ISO 8601 has it: 2027-05-01T12:30:00Z",
            where=where,
        )
    if seconds > latest:
        raise InputRefused(
            Code.IN_THE_FUTURE,
            f"time {text[:40]} has not come yet",
            remedy="correct it; where it is local time, write its offset: 2027-05-01T12:30+02:00",
            where=where,
        )
    return seconds


@lru_cache(maxsize=1 << 16)
def _minor_units(text: str, currency: str) -> int:
    return minor_units(text, currency)


@lru_cache(maxsize=1 << 12)
def _moment(text: str) -> int | None:
    if _SECONDS.fullmatch(text):
        return int(text)
    if _MOMENT.fullmatch(text) is None:
        return None
    try:
        told = datetime.fromisoformat(text)
        seconds = int((told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError):
        return None
    return seconds if seconds >= 0 else None
