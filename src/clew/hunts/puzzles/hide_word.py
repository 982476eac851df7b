"""Hides a word in a square of letters so that it is the only one of its length there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from clew.hunts.chance import Chance
from clew.hunts.puzzles.letter_grid import (
    DIRECTIONS,
    FORWARDS,
    Line,
    drawn,
    found_in,
    lines,
    read,
)
from clew.hunts.word_list import left_out

MENDS = 8
"""How often other words are broken up before a square is given up."""
COARSE_LETTERS = 4
"""Letters of the shortest coarse word that a square is searched for: shorter ones come up by
chance in every other square."""
BREAKERS = "bcdfghjkmpqvwz"
"""What breaks up a word that came up by chance."""


class Hidden(NamedTuple):
    """A square with its word.

    Attributes:
        letters: row after row.
        line: that the word stands in.
    """

    letters: str
    line: Line


def hide(
    word: str,
    *,
    size: int,
    directions: Sequence[str],
    beginning: int,
    known: frozenset[str],
    lang: str,
    chance: Chance,
) -> Hidden | None:
    """A square with the word in it, and no other of `known`, all of the word's length.

    `beginning`: letters of the word that stand in the square a second time. None where other words
    kept coming up.
    """
    room = _room(size, tuple(directions), len(word))
    line = chance.one_of(room, "line")
    start = chance.below(len(line.cells) - len(word) + 1, "start")
    own = line.cells[start : start + len(word)]
    letters = drawn(size * size, lang, chance, "fill")
    if beginning:
        _put(letters, chance.one_of(room, "beginning").cells, word[:beginning])
    _put(letters, own, word)
    for mend in range(MENDS):
        others = [
            cells
            for cells in _standing(letters, size, directions, known, len(word), lang)
            if cells != own
        ]
        if not others:
            return Hidden("".join(letters), line)
        for cells in others:
            free = [cell for cell in cells if cell not in own]
            if not free:
                return None
            cell = chance.one_of(free, "mend", mend, *cells)
            letters[cell] = chance.one_of(BREAKERS, "breaker", mend, cell)
    return None


def words_in(
    letters: str, size: int, directions: Sequence[str], length: int, known: frozenset[str]
) -> list[str]:
    """Every word of `known` that stands in the square; one twice where it stands twice."""
    texts = read(letters, size)
    return [
        said for direction in directions for said, _, _ in found_in(texts[direction], length, known)
    ]


@cache
def _room(size: int, directions: Sequence[str], length: int) -> Sequence[Line]:
    """The lines of a square that are long enough; there are few sizes and lengths."""
    return [
        line
        for direction in directions
        for line in lines(size, direction)
        if len(line.cells) >= length
    ]


def _put(letters: list[str], cells: Sequence[int], word: str) -> None:
    for letter, cell in zip(word, cells, strict=False):
        letters[cell] = letter


def _standing(
    letters: Sequence[str],
    size: int,
    directions: Sequence[str],
    known: frozenset[str],
    length: int,
    lang: str,
) -> list[tuple[int, ...]]:
    """The cells of each known word in these directions, and of each coarse one in any."""
    texts = read(letters, size)
    found = [
        lines(size, direction)[at].cells[start : start + length]
        for direction in directions
        for _, at, start in found_in(texts[direction], length, known)
    ]
    return found + [
        lines(size, direction)[at].cells[text.index(coarse) :][: len(coarse)]
        for coarse in perhaps_coarse(texts, lang)
        for direction in DIRECTIONS
        for at, text in enumerate(texts[direction])
        if coarse in text
    ]


def perhaps_coarse(texts: Mapping[str, Sequence[str]], lang: str) -> Sequence[str]:
    """The coarse words, in order, that at least begin somewhere in the texts: hardly ever any.

    Texts that are read forwards are enough, since a word is looked for at both of its ends.
    """
    letters = " ".join(" ".join(texts[direction]) for direction in FORWARDS)
    stretches = zip(*(letters[at:] for at in range(COARSE_LETTERS)), strict=False)
    by_end = _coarse_by_end(lang)
    found = by_end.keys() & stretches
    return sorted({coarse for end in found for coarse in by_end[end]})


@cache
def _coarse_by_end(lang: str) -> Mapping[tuple[str, ...], Sequence[str]]:
    """The first letters of coarse words, read forwards and backwards -> those words."""
    found: dict[tuple[str, ...], list[str]] = {}
    for word in left_out(lang):
        if len(word) >= COARSE_LETTERS:
            for one in (word, word[::-1]):
                found.setdefault(tuple(one[:COARSE_LETTERS]), []).append(word)
    return found
