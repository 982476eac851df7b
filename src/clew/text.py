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
from codecs import charmap_build, charmap_encode
from encodings.cp1252 import decoding_table
from typing import NamedTuple

from clew.characters import (
    BIDI_OVERRIDES,
    IN_NUMBERS,
    Table,
    is_folded_script,
    map_accents,
    map_character,
)
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
        key = key_form(text)
        return Normalised(key, key)
    mapped = unicodedata.normalize("NFC", text.translate(_CHARACTERS))
    spelling = _in_context(" ".join(mapped.split()))
    return Normalised(_without_accents(spelling), spelling)


def key_form(text: str) -> str:
    """The key form alone: the same as `normalise(text).key`, in a fraction of the time."""
    try:
        page, _ = charmap_encode(text, "strict", _WESTERN)
    except UnicodeEncodeError:
        return _key_form(text)
    # Bytes are translated fastest, and a text of words alone, as most are, is then done.
    words = page.translate(_WORDS)
    if b"\0" not in words:
        return b" ".join(words.split()).decode("ascii")
    plain = page.translate(_WORDS_AND_NUMBERS)
    if b"\0" in plain:
        return _key_form(text)
    return _in_context(" ".join(plain.decode("ascii").split()))


def _key_form(text: str) -> str:
    plain = text.translate(_ASCII if text.isascii() else _PLAIN)
    if not plain.isascii():
        # Another script, or accents that stand apart from their letters.
        return normalise(text).key
    return _in_context(" ".join(plain.split()))


def check_text(text: str, *, what: str, where: Where | None = None) -> Normalised:
    """The forms of a text that is to be kept, or a refusal that says what is wrong with it.

    Refuses `text_too_long`, `nul_byte`, `invalid_utf8` (lone surrogates), `control_character`,
    `bidi_override`, and `empty_text` where nothing is left to match.
    """
    check_query(text, what=what, where=where)
    for position, character in enumerate(text, start=1):
        if character in BIDI_OVERRIDES:
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


_SURROGATE = re.compile("[\ud800-\udfff]").search

# ---------------------------------------------------------------- a character at a time

# What keyboards of Western Europe write; encoding by such a table is done in C.
_WESTERN = charmap_build(decoding_table)
_CHARACTERS = Table(lambda character: unicodedata.normalize("NFC", map_character(character)))
_ACCENTS = Table(map_accents)
_PLAIN = Table(lambda character: _CHARACTERS[ord(character)].translate(_ACCENTS))
# ASCII maps to single characters but for the symbols that stand alone, which the context sees to.
_ASCII = "".join(
    mapped if len(mapped := map_character(chr(code))) == 1 else chr(code) for code in range(128)
)


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
            after_folded = is_folded_script(character)
        kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


# ---------------------------------------------------------------- marks that belong to numbers

# Whether a mark stands near enough to a digit to belong to it, or a symbol stands alone; most
# commas, points and apostrophes don't, and then the cheaper rule for words holds. It begins with
# the characters that it may begin with, since those are what a text is searched for fastest.
_NUMBER_CONTEXT = re.compile(
    r"[0-9./%#$^-](?:(?<=[%#$^])|(?<=[0-9])(?:[.,:*_'][0-9]|[ .,:*_'-]*[/-])|(?<=\.)[0-9]"
    r"|(?<=[/-])[ .,:*_'-]*[0-9])"
).search
_NEEDS_CONTEXT = re.compile(r"[-.,:*_'/%#$^]").search
_SYMBOLS_ALONE = re.compile(r" ?([%#$^]) ?")
_NUMBER_MARKS = re.compile(r"(?<=[0-9])[.,:*_'](?=[0-9])|(?<![^ +/=<>~-])\.(?=[0-9])|([.,:*_']+)")
_WORD_MARKS = str.maketrans(dict.fromkeys(IN_NUMBERS + "'/", " "))
_SLASH = re.compile(r" ?/[/ ]*(?=\.?[0-9])|(?<=[0-9]) ?/[/ ]*|(/)")
_DASH = re.compile(r"-+(?= ?\.?[0-9])|(?<=[^ -])-+(?=[ /]|$)|(?<![^ /])-+(?=[^ -])|(-+)")


def _by_byte(left_open: str) -> bytes:
    """Byte of the code page -> its plain ASCII letter or mark; 0 where that alone does not tell."""
    plain = (_PLAIN[ord(character)] for character in decoding_table)
    return bytes(
        ord(one) if len(one) == 1 and one.isascii() and one not in left_open else 0 for one in plain
    )


_WORDS_AND_NUMBERS = _by_byte("%#$^")
_WORDS = _by_byte("0123456789%#$^-").translate(
    bytes(ord(chr(code).translate(_WORD_MARKS)) for code in range(256))
)


def _in_context(text: str) -> str:
    """Keeps the marks that belong to a number or are a sign; the others become blanks."""
    if not _NEEDS_CONTEXT(text):
        return text
    if _NUMBER_CONTEXT(text):
        text = _SYMBOLS_ALONE.sub(r" \1 ", text)
        text = _NUMBER_MARKS.sub(_blank_unless_kept, text)
        text = " ".join(text.split())
        text = _SLASH.sub(lambda match: " " if match[1] else "/", text)
    else:
        text = text.translate(_WORD_MARKS)
    text = " ".join(text.split())
    if "-" in text:
        text = " ".join(_DASH.sub(_blank_unless_kept, text).split())
    return text


def _blank_unless_kept(match: re.Match[str]) -> str:
    return " " if match[1] else match[0]
