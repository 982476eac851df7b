"""Hides a word in a square of letters so that it is the only one of its length there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from clew.hunts.chance import Chance
from clew.hunts.puzzles.letter_grid import DIRECTIONS, Line, drawn, found_in, lines, read
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
    room = [
        line
        for direction in directions
        for line in lines(size, direction)
        if len(line.cells) >= len(word)
    ]
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
    everything = " ".join(" ".join(texts[direction]) for direction in DIRECTIONS)
    for coarse in _coarse(lang):
        if coarse in everything:
            found += [
                lines(size, direction)[at].cells[text.index(coarse) :][: len(coarse)]
                for direction in DIRECTIONS
                for at, text in enumerate(texts[direction])
                if coarse in text
            ]
    return found


@cache
def _coarse(lang: str) -> Sequence[str]:
    return sorted(word for word in left_out(lang) if len(word) >= COARSE_LETTERS)
