"""The common words of a language: the published word list that puzzles are checked against.

They come out of the frequency lists that the package `pyspellchecker` carries (MIT; made from the
OpenSubtitles corpus of OPUS and cleaned by its author); decision 0029 says why, and how it is cut.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import msgspec

from clew.errors import Code, PartUnavailable
from clew.hunts.words import LONGEST, SHORTEST, Words
from clew.text import key_form

COMMON_WORDS = 30_000
"""How many of the most frequent words count as common."""

PACKAGE = "pyspellchecker"


FUNCTION_WORDS = 250
"""How many of the most frequent words are taken for words like `with`, which no puzzle asks for."""


@cache
def common_words(lang: str) -> Words:
    """The most frequent words of a language, in key form.

    The list is read from the most frequent word on, words of equal frequency by their letters; a
    word counts when its key form has 3 to 14 letters, a to z, and nothing else, and is not left
    out (`left_out`); two words of one key form count once. The first `COMMON_WORDS` are kept.
    Raises `PartUnavailable` where the package or the language's list is missing.
    """
    return Words(_ranked(lang))


@cache
def function_words(lang: str) -> frozenset[str]:
    """The most frequent of the common words: hardly one of them names a thing."""
    return frozenset(_ranked(lang)[:FUNCTION_WORDS])


@cache
def _ranked(lang: str) -> Sequence[str]:
    counted = _frequencies(lang)
    # Two stable sorts in C: by letters, then by frequency.
    ranked = sorted(sorted(counted), key=counted.__getitem__, reverse=True)
    unwanted = left_out(lang)
    kept: dict[str, None] = {}
    for word in ranked:
        key = key_form(word)
        if not SHORTEST <= len(key) <= LONGEST or key in unwanted:
            continue
        if key.isascii() and key.isalpha():
            kept[key] = None
            if len(kept) == COMMON_WORDS:
                break
    return tuple(kept)


@cache
def left_out(lang: str) -> frozenset[str]:
    """Words that insult or disgust, in key form: never shown, and not part of the lexicon."""
    text = (files("clew.hunts") / "left_out" / f"{lang}.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(key_form(word) for line in lines for word in line.split())


def _frequencies(lang: str) -> dict[str, int]:
    spec = find_spec("spellchecker")
    if spec is None or spec.origin is None:
        raise PartUnavailable(
            Code.FILE_UNREADABLE,
            f"the word lists of the package {PACKAGE} are not installed",
            remedy=f"install {PACKAGE}",
        )
    path = Path(spec.origin).parent / "resources" / f"{lang}.json.gz"
    try:
        return msgspec.json.decode(gzip.decompress(path.read_bytes()), type=dict[str, int])
    except OSError as cause:
        raise PartUnavailable(
            Code.FILE_UNREADABLE,
            f"the package {PACKAGE} has no word list of {lang}",
            remedy=f"install the version of {PACKAGE} that the requirements name",
        ) from cause
