"""The normaliser's rules for one character at a time; `clew.text` puts them together.

Unicode's own tables decide what is a digit, a mark or a symbol (UAX 44); the sets below are what
they leave open.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
_KEPT_OVERRIDES = frozenset("\u202d\u202e")
_DASHES = frozenset(
    "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
)
_APOSTROPHES = frozenset("'`\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u201b\u2032\u2035\uff07\uff40")
_SLASHES = frozenset("/\u2044\u2215\u29f8\uff0f")
IN_NUMBERS = ".,:*_"
"""Punctuation that stays between two digits; it stands beside the apostrophe, dash and slash."""
_ALONE = "%#$^"
"""ASCII characters that stand alone like other scripts' symbols."""
_VISIBLE_FORMAT = frozenset(
    [
        *range(0x0600, 0x0606),
        *(0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD),
        # tag characters tell one regional flag from another
        *range(0xE0020, 0xE0080),
    ]
)
_INVISIBLE = frozenset(
    [
        *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0),
        *range(0x180B, 0x1810),
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    ]
)
_RAISED_SIGNS = frozenset([*range(0x207A, 0x207F), *range(0x208A, 0x208F)])
_LEGAL_MARKS = frozenset("©®™℠℗")


def map_character(character: str) -> str:  # noqa: PLR0911 - one rule a line, first match counts
    """What one character becomes before context and accents are looked at."""
    code = ord(character)
    category = unicodedata.category(character)
    if code in _INVISIBLE or character == "\u00ad":
        return ""
    if category == "Cf":
        return character if code in _VISIBLE_FORMAT or character in _KEPT_OVERRIDES else ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if character in _DASHES:
        return "-"
    if character in _APOSTROPHES:
        return "'"
    if character in _SLASHES:
        return "/"
    if character in _LEGAL_MARKS or category in {"Cc", "Zs", "Zl", "Zp"}:
        return " "
    folded = _fold(character)
    if code in _RAISED_SIGNS or category == "No" or _holds_digit(folded):
        return character
    if folded != character:
        return "".join(map_character(part) for part in folded)
    return _classify(character, category)


def _classify(character: str, category: str) -> str:
    """Where punctuation and symbols go, once a character is in its folded form."""
    if character in IN_NUMBERS or character in "'-/":
        return character
    if character in _ALONE or category in {"So", "Sc"} or character in "‰‱٪":
        return f" {character} "
    if category == "Sk":
        # Skin tones are symbols; a spacing accent is what a keyboard made of an apostrophe.
        return f" {character} " if ord(character) > 0xFFFF else " "  # noqa: PLR2004
    if category[0] in "PZ" or character == "|":
        return " "
    return character


def _fold(character: str) -> str:
    """Full case folding of the compatibility decomposition, until nothing changes."""
    before = ""
    folded = character
    while folded != before:
        before = folded
        folded = unicodedata.normalize("NFKD", folded).casefold()
    return folded


def _holds_digit(text: str) -> bool:
    return any(unicodedata.category(c) in {"Nd", "No"} for c in text)


_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "ŧ": "t",
        "þ": "th",
        "\u0131": "i",  # dotless
    }
)


def map_accents(character: str) -> str:
    """A character of a spelling form without its accents, where its script is folded."""
    base, *marks = list(unicodedata.normalize("NFD", character))
    if marks and is_folded_script(base):
        character = base + "".join(m for m in marks if unicodedata.category(m) != "Mn")
    return character.translate(_LETTERS_WITHOUT_DECOMPOSITION)


def is_folded_script(character: str) -> bool:
    """Whether accents on this letter are dropped: Latin and Greek only."""
    name = unicodedata.name(character, "")
    return name.startswith(("LATIN ", "GREEK ")) and character.isalpha()


class Table(dict[int, str]):
    """A table for `str.translate` that works characters out as they are met, and keeps them.

    It keeps at most `KEPT` of them: whoever sends every character of Unicode costs time, not
    memory.
    """

    KEPT = 20_000

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        mapped = self._rule(chr(code))
        if len(self) < self.KEPT:
            self[code] = mapped
        return mapped
