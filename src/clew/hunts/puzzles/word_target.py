"""What kinds share whose answer is one word: which words a product offers, and hints to a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from clew.hunts.key_of import key_of, key_of_shown
from clew.hunts.messages import say
from clew.hunts.model import Puzzle, Unfit
from clew.hunts.word_list import function_words, left_out
from clew.shop.model import Product

Letter = Literal["first", "last"]

_TOKENS = re.compile(r"[^\W\d_]+").findall

TOLD = Unfit("told", "the words of the question or of a hint hold the answer")


class Target(NamedTuple):
    """A word that may be asked for.

    Attributes:
        word: in key form, letters a to z only.
        spelling: as the name has it, accents and all, in lower case.
    """

    word: str
    spelling: str


def targets(product: Product, lang: str, *, shortest: int, longest: int) -> Sequence[Target]:
    """The words of its name in a language that have so many letters, in the order of the name.

    Where none has, those of its type. Words that `left_out` or `function_words` names are never
    asked for.
    """
    unwanted = left_out(lang) | function_words(lang)
    for field in ("name", "type"):
        found: dict[str, Target] = {}
        for token in _TOKENS(product.text(field, lang)):
            word = key_of(token)
            fits = shortest <= len(word) <= longest and word.isascii() and word.isalpha()
            if fits and word not in unwanted:
                found.setdefault(word, Target(word, token.lower()))
        if found:
            return tuple(found.values())
    return ()


def no_word(product: Product, lang: str) -> Unfit:
    """Why a product has no puzzle of a word."""
    return Unfit("no_word", f"the name of {product.id} in {lang} has no word of the right length")


def shelf_of(product: Product, lang: str) -> str:
    """What the innermost part of its category is called in a language."""
    path = product.attributes.get(f"category@{lang}") or product.category[-1]
    return path.rpartition(">")[2].strip()


def tells(text: str, word: str) -> bool:
    """Whether a text that a player is shown holds the word, in any spelling and within others."""
    return word in key_of(text)


def letters_shown(word: str) -> str:
    """Capitals with blanks between, so that a page wraps them and a screen reader spells them."""
    return " ".join(word.upper())


def pattern_shown(word: str) -> str:
    """Every second letter and the last, the others as `_`."""
    last = len(word) - 1
    return " ".join(
        letter.upper() if at % 2 == 0 or at == last else "_" for at, letter in enumerate(word)
    )


def word_hints(
    product: Product,
    word: str,
    lang: str,
    *,
    letter: Letter = "first",
    pattern: str | None = None,
) -> tuple[str, str, str]:
    """What it is about, then a letter at one end, then half of the letters; never the word itself.

    `letter`: the one that the question has not told already. `pattern` is shown in place of the
    half.
    """
    about = next(
        text
        for text in (
            say(lang, "word-hint-type", type=product.text("type", lang)),
            say(lang, "word-hint-brand", brand=product.brand) if product.brand else word,
            say(lang, "word-hint-shelf", shelf=shelf_of(product, lang)),
            say(lang, "word-hint-length", count=len(word)),
        )
        if not tells(text, word)
    )
    end = word[0] if letter == "first" else word[-1]
    return (
        about,
        say(lang, f"word-hint-{letter}", letter=end.upper()),
        say(lang, "word-hint-pattern", pattern=pattern or pattern_shown(word)),
    )


def unless_told(puzzle: Puzzle) -> Puzzle | Unfit:
    """The puzzle, unless what is shown of it happens to hold the answer, as `place` in a hint."""
    word = puzzle.accepted[0]
    texts = (puzzle.prompt, puzzle.equivalent, *puzzle.hints)
    return TOLD if any(word in key_of_shown(text) for text in texts) else puzzle
