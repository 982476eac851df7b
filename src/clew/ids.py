"""Names of things: how ids are written and read.

A zone's id is `venue/level/i/j`: it names a cell of the venue's frame, so it never moves when the
map is edited.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from clew.errors import Code, InputRefused, Where

SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_ZONE = re.compile(
    rf"({SLUG.pattern})/(0|-?[1-9][0-9]{{0,3}})/(0|-?[1-9][0-9]{{0,5}})/(0|-?[1-9][0-9]{{0,5}})"
)
CLUE_ID_BYTES = 128
"""The longest id of a clue, product, player or basket, in bytes of UTF-8: part of a key."""


class ZoneId(NamedTuple):
    """A zone's id, taken apart.

    Attributes:
        venue: the venue's id.
        level: integer ordinal.
        i: cell east of the frame's origin, in cells; negative west of it.
        j: cell north of the frame's origin, in cells; negative south of it.
    """

    venue: str
    level: int
    i: int
    j: int

    def __str__(self) -> str:
        return f"{self.venue}/{self.level}/{self.i}/{self.j}"


def parse_zone(text: str, where: Where | None = None) -> ZoneId:
    """A zone id from `venue/level/i/j`; refuses any other writing of it (`zone_unknown`)."""
    match = _ZONE.fullmatch(text)
    if match is None:
        raise InputRefused(
            Code.ZONE_UNKNOWN,
            f"{text[:80]!r} is not a zone id",
            remedy="write it as venue/level/i/j, for example mall/0/12/7",
            where=where,
        )
    venue, level, i, j = match.groups()
    return ZoneId(venue, int(level), int(i), int(j))


def check_slug(text: str, *, what: str, where: Where | None = None) -> str:
    """The id of a venue or campaign as given, or a refusal (`wrong_value`)."""
    if SLUG.fullmatch(text) is None:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{text[:80]!r} cannot be a {what} id",
            remedy="use 1 to 64 letters, digits, points, hyphens and underscores, not first a sign",
            where=where,
        )
    return text


def check_clue_id(text: str, where: Where | None = None) -> str:
    """A clue's id as given, or a refusal (`wrong_value`): printable, no blanks at its ends."""
    return check_id(text, what="clue", where=where)


def check_id(text: str, *, what: str, where: Where | None = None) -> str:
    """The same for the id of anything else that others name."""
    if text.isascii() and text.isprintable() and text == text.strip():
        fits = 0 < len(text) <= CLUE_ID_BYTES
    else:
        size = len(text.encode("utf-8", "surrogatepass"))
        unprintable = any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in text)
        fits = text == text.strip() and size <= CLUE_ID_BYTES and not unprintable
    if not fits:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{text[:80]!r} cannot be a {what} id",
            remedy=f"use 1 to {CLUE_ID_BYTES} bytes of printable text without blanks at its ends",
            where=where,
        )
    return text
