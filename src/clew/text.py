"""What two texts have in common when a player would call them the same: the normaliser.

`normalise` gives two forms of a text. Its **key** form decides equality; its **spelling** form
still carries the accents, so that péché and pêche can be told apart by who types them. The rules,
version 1 (docs/normaliser.md has them in words, `clew/text_vectors.json` as test vectors):

- Case, width and compatibility forms go (full case folding; NFKC, done a character at a time).
- Digits of every script become 0 to 9. Characters that only *contain* a digit (², ½, ①) stay as
  they are: NFKC would turn 2² into 22.
- A sign, point, slash or other mark that belongs to a number stays; dashes are one dash.
  Elsewhere punctuation is a blank. Symbols (emoji, currency, %, #) stay and stand alone; +, =
  and other mathematical signs stay where they are.
- Bidi marks, joiners, soft hyphens and variation selectors vanish without leaving a blank. Bidi
  *overrides* stay: what they show differs from what they hold, so they never match a clue.
- The key form drops the accents of Latin and Greek letters, and of no other script.

Characters that Python's Unicode tables do not know yet are left alone, so an upgrade can make two
texts equal that were not, and never the other way round.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from clew.errors import Code, InputRefused, Where

NORMALISER = "1"
"""The version of the rules above; part of every key, so that a change of rules is a rebuild."""

MAX_TEXT_CHARS = 1_000
"""The longest clue or query in characters: a riddle of half a page."""


class Normalised(NamedTuple):
    """The two forms of a text.

    Attributes:
        key: equal for texts that mean the same key; "" where nothing is left.
        spelling: the same with accents.
    """

    key: str
    spelling: str

    @property
    def accented(self) -> bool:
        """Whether the text carries accents that its key does not."""
        return self.key != self.spelling


def normalise(text: str) -> Normalised:
    """The key and spelling forms of any text; idempotent on both."""
    if text.isascii():
        plain = text.translate(_ASCII if _NUMERIC(text) else _ASCII_WORDS)
        key = " ".join(plain.split())
        if _NEEDS_CONTEXT(key):
            key = _in_context(key)
        return Normalised(key, key)
    mapped = unicodedata.normalize("NFC", text.translate(_CHARACTERS))
    spelling = " ".join(mapped.split())
    if _NEEDS_CONTEXT(spelling):
        spelling = _in_context(spelling)
    return Normalised(_without_accents(spelling), spelling)


def check_text(text: str, *, what: str, where: Where | None = None) -> Normalised:
    """The forms of a text that is to be kept, or a refusal that says what is wrong with it.

    Refuses `text_too_long`, `nul_byte`, `invalid_utf8` (lone surrogates), `control_character`,
    `bidi_override`, and `empty_text` where nothing is left to match.
    """
    check_query(text, what=what, where=where)
    for position, character in enumerate(text, start=1):
        if character in _BIDI_OVERRIDES:
            raise InputRefused(
                Code.BIDI_OVERRIDE,
                f"{what} holds U+{ord(character):04X} at character {position}, which shows text "
                "in another order than it is kept",
                remedy="remove it; right-to-left scripts need no override",
                where=where,
            )
        if unicodedata.category(character) == "Cc" and character not in "\t\n\r":
            raise InputRefused(
                Code.CONTROL_CHARACTER,
                f"{what} holds U+{ord(character):04X} at character {position}",
                remedy="remove it",
                where=where,
            )
    forms = normalise(text)
    if not forms.key:
        raise InputRefused(
            Code.EMPTY_TEXT,
            f"{what} has no letter, digit or symbol to match",
            remedy="give a text that a player can type",
            where=where,
        )
    return forms


def check_query(text: str, *, what: str = "the text", where: Where | None = None) -> None:
    """Refuses a text that cannot be asked: too long, a NUL, or not writable as UTF-8."""
    if len(text) > MAX_TEXT_CHARS:
        raise InputRefused(
            Code.TEXT_TOO_LONG,
            f"{what} has {len(text):,} characters, at most {MAX_TEXT_CHARS:,} are allowed",
            remedy="shorten it",
            where=where,
        )
    if "\0" in text:
        raise InputRefused(
            Code.NUL_BYTE, f"{what} holds a NUL character", remedy="remove it", where=where
        )
    if not text.isascii() and _SURROGATE(text):
        raise InputRefused(
            Code.INVALID_UTF8,
            f"{what} holds half a character (a lone surrogate)",
            remedy="send it as UTF-8",
            where=where,
        )


# ---------------------------------------------------------------- a character at a time

_BIDI_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e")
_KEPT_OVERRIDES = frozenset("\u202d\u202e")
_DASHES = frozenset(
    "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
)
_APOSTROPHES = frozenset("'`\u00b4\u02b9\u02bb\u02bc\u2018\u2019\u201b\u2032\u2035\uff07\uff40")
_SLASHES = frozenset("/\u2044\u2215\u29f8\uff0f")
_IN_NUMBERS = ".,:*_"
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


def _map_character(character: str) -> str:  # noqa: PLR0911 - one rule a line, first match counts
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
        return "".join(_map_character(part) for part in folded)
    return _classify(character, category)


def _classify(character: str, category: str) -> str:
    """Where punctuation and symbols go, once a character is in its folded form."""
    if character in _IN_NUMBERS or character in "'-/":
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


class _Table(dict[int, str]):
    """A translation table that works characters out as they are met, and keeps them."""

    def __missing__(self, code: int) -> str:
        mapped = self[code] = _map_character(chr(code))
        return mapped


_CHARACTERS = _Table()
_ASCII = "".join(
    mapped if len(mapped := _map_character(chr(code))) == 1 else chr(code) for code in range(128)
)
# Where a text has no digit, only a dash can be a sign: the faster table for most clues.
_ASCII_WORDS = _ASCII.translate(str.maketrans(_IN_NUMBERS + "'/", " " * len(_IN_NUMBERS + "'/")))

# ---------------------------------------------------------------- marks that belong to numbers

_SURROGATE = re.compile("[\ud800-\udfff]").search
_NUMERIC = re.compile(r"[0-9%#$^]").search
_NEEDS_CONTEXT = re.compile(r"[-.,:*_'/%#$^]").search
_SYMBOLS_ALONE = re.compile(r" ?([%#$^]) ?")
_NUMBER_MARKS = re.compile(r"(?<=[0-9])[.,:*_'](?=[0-9])|(?<![^ +/=<>~-])\.(?=[0-9])|([.,:*_']+)")
_WORD_MARKS = re.compile(r"[.,:*_'/]+")
_SLASH = re.compile(r" ?/[/ ]*(?=\.?[0-9])|(?<=[0-9]) ?/[/ ]*|(/)")
_DASH = re.compile(r"-+(?= ?\.?[0-9])|(?<=[^ -])-+(?=[ /]|$)|(?<![^ /])-+(?=[^ -])|(-+)")


def _in_context(text: str) -> str:
    """Keeps the marks that belong to a number or are a sign; the others become blanks."""
    if _NUMERIC(text):
        text = _SYMBOLS_ALONE.sub(r" \1 ", text)
        text = _NUMBER_MARKS.sub(_blank_unless_kept, text)
        text = " ".join(text.split())
        text = _SLASH.sub(lambda match: " " if match[1] else "/", text)
    else:
        text = _WORD_MARKS.sub(" ", text)
    text = " ".join(text.split())
    if "-" in text:
        text = " ".join(_DASH.sub(_blank_unless_kept, text).split())
    return text


def _blank_unless_kept(match: re.Match[str]) -> str:
    return " " if match[1] else match[0]


# ---------------------------------------------------------------- accents

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


def _map_accents(character: str) -> str:
    base, *marks = list(unicodedata.normalize("NFD", character))
    if marks and _is_folded_script(base):
        character = base + "".join(m for m in marks if unicodedata.category(m) != "Mn")
    return character.translate(_LETTERS_WITHOUT_DECOMPOSITION)


def _is_folded_script(character: str) -> bool:
    name = unicodedata.name(character, "")
    return name.startswith(("LATIN ", "GREEK ")) and character.isalpha()


class _AccentTable(dict[int, str]):
    def __missing__(self, code: int) -> str:
        mapped = self[code] = _map_accents(chr(code))
        return mapped


_ACCENTS = _AccentTable()


def _without_accents(spelling: str) -> str:
    plain = spelling.translate(_ACCENTS)
    if plain.isascii():
        return plain
    # Marks that no composed character exists for (q with a tilde) still stand behind their letter.
    kept: list[str] = []
    after_folded = False
    for character in plain:
        if unicodedata.category(character) == "Mn":
            if after_folded:
                continue
        else:
            after_folded = _is_folded_script(character)
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))
