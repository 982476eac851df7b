"""A square of letters: its lines in the eight directions, what is read there, and how it is filled.

Cells are numbered row after row from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from clew.hunts.chance import Chance

DIRECTIONS: Mapping[str, tuple[int, int]] = {
    # name -> columns and rows that one letter goes on; the first four, then those four backwards
    "right": (1, 0),
    "down": (0, 1),
    "down_right": (1, 1),
    "up_right": (1, -1),
    "left": (-1, 0),
    "up": (0, -1),
    "up_left": (-1, -1),
    "down_left": (-1, 1),
}
FORWARDS = tuple(DIRECTIONS)[:4]
_BACKWARDS = dict(zip(tuple(DIRECTIONS)[4:], FORWARDS, strict=True))

LETTERS: Mapping[str, str] = {
    # 32 letters to draw from, about as often as a text of the language has them
    "en": "aaabcddeeeefghiijklmnooprsstttuw",
    "fr": "aaabcddeeeeefghiijllmnooprsssttu",
}
_BITS = 5
_AT_ONCE = 6


class Line(NamedTuple):
    """The cells of a straight line, from one edge of the square to another, as they are read."""

    direction: str
    cells: tuple[int, ...]


@cache
def lines(size: int, direction: str) -> Sequence[Line]:
    """Every line of at least two cells in one direction."""
    if direction in _BACKWARDS:
        forwards = lines(size, _BACKWARDS[direction])
        return tuple(Line(direction, line.cells[::-1]) for line in forwards)
    across, down = DIRECTIONS[direction]
    found = []
    for first in range(size * size):
        column, row = first % size, first // size
        if 0 <= column - across < size and 0 <= row - down < size:
            continue
        cells = []
        while 0 <= column < size and 0 <= row < size:
            cells.append(row * size + column)
            column, row = column + across, row + down
        if len(cells) > 1:
            found.append(Line(direction, tuple(cells)))
    return tuple(found)


def read(letters: Sequence[str], size: int) -> Mapping[str, Sequence[str]]:
    """Direction -> what its lines say, in the order of `lines`."""
    said = {
        direction: ["".join(cells(letters)) for cells in _getters(size, direction)]
        for direction in FORWARDS
    }
    for direction, forwards in _BACKWARDS.items():
        said[direction] = [text[::-1] for text in said[forwards]]
    return said


def found_in(
    texts: Sequence[str], length: int, known: frozenset[str]
) -> Iterator[tuple[str, int, int]]:
    """Every stretch that is a known word: what it says, the number of its text, where it begins."""
    joined = " ".join(texts)
    # Most have none, and one look at all of them tells that fastest.
    if known.isdisjoint([joined[at : at + length] for at in range(len(joined) - length + 1)]):
        return
    for number, text in enumerate(texts):
        for start in range(len(text) - length + 1):
            said = text[start : start + length]
            if said in known:
                yield said, number, start


def drawn(count: int, lang: str, chance: Chance, *label: object) -> list[str]:
    """That many letters by chance, six of them from each number drawn."""
    letters = LETTERS[lang]
    found: list[str] = []
    for at in range(0, count, _AT_ONCE):
        number = chance.below(1 << (_BITS * _AT_ONCE), *label, at)
        for _ in range(_AT_ONCE):
            found.append(letters[number & ((1 << _BITS) - 1)])
            number >>= _BITS
    return found[:count]


@cache
def _getters(size: int, direction: str) -> Sequence[Callable[[Sequence[str]], Sequence[str]]]:
    return tuple(itemgetter(*line.cells) for line in lines(size, direction))
