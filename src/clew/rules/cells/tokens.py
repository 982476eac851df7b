"""A cell's text -> its words and signs; what the language has no place for is refused by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from clew.rules.findings import CellFault, Kind

MOST_CHARACTERS = 500
"""The longest cell: a condition that needs more is two rows."""

TokenKind = Literal["number", "text", "name", "sign", "end"]

_PATTERN = re.compile(
    r"""\s*(?:
      (?P<number>[0-9]+(?:\.(?!\.)[0-9]+)?)(?![\w.]*[A-Za-z_])
    | (?P<text>"[^"\n\r]*"|'[^'\n\r]*')
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    | (?P<sign>\.\.|==|!=|<=|>=|[<>()\[\],+*$-])
    )""",
    re.VERBOSE | re.ASCII,
)
_FOREIGN = {
    "/": ("division, which may divide by nothing", "multiply the other side instead"),
    "%": ("a remainder", "add a fact that says it"),
    "^": ("a power", "write the number out"),
    "`": ("a template", "write the text in quotes"),
    "?": ("a choice with a question mark", "write two rows"),
    "=": ("a single =", "write =="),
    "!": ("an exclamation mark", "write not (...)"),
    "&": ("&", "write and"),
    "|": ("|", "write or"),
    "{": ("a brace", "list the values in [ ]"),
    "#": ("a closure", "test the list with in"),
    "'": ("a quote that is not closed", "close it; a text may hold the other kind of quote"),
    '"': ("a quote that is not closed", "close it; a text may hold the other kind of quote"),
}


class Token(NamedTuple):
    """A word or sign.

    Attributes:
        text: as written; of a text, without its quotes.
        at: where it begins in the cell, the first character is 1.
    """

    kind: TokenKind
    text: str
    at: int


def tokens_of(cell: str) -> Sequence[Token]:
    """The words and signs of a cell, ending with one of kind `end`. Raises `CellFault`."""
    if len(cell) > MOST_CHARACTERS:
        raise CellFault(
            Kind.TOO_LONG,
            f"{len(cell):,} characters",
            f"use at most {MOST_CHARACTERS}: split the row, or list values in one `in [...]` each",
        )
    found: list[Token] = []
    at, end = 0, len(cell.rstrip())
    while at < end:
        match = _PATTERN.match(cell, at)
        if match is None:
            raise _foreign(cell, at)
        kind = match.lastgroup
        text = match[str(kind)]
        start = match.end() - len(text) + 1
        if kind == "text":
            found.append(Token("text", text[1:-1], start))
        elif kind == "number":
            found.append(Token("number", text, start))
        elif kind == "name":
            found.append(Token("name", text, start))
        else:
            found.append(Token("sign", text, start))
        at = match.end()
    found.append(Token("end", "", end + 1))
    return found


def _foreign(cell: str, at: int) -> CellFault:
    rest = cell[at:].lstrip()
    place = len(cell) - len(rest) + 1
    what, remedy = _FOREIGN.get(
        rest[0], (f"{rest[:12]!r}, which cells cannot hold", "see docs/rules.md for what they can")
    )
    if rest[0].isdigit():
        what, remedy = "a number in another writing", "write plain digits, for example 1500 or 2.5"
    return CellFault(Kind.SYNTAX, f"{what}, at character {place}", remedy)
