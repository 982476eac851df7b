"""Whether one word is another one with a typo."""

from __future__ import annotations

ONE_EDIT, TWO_EDITS = 0.9, 0.7
"""What a word with one or two wrong letters is worth beside the right one."""
_SHORTEST = 3
"""Letters of the shortest word that may have a typo: "in" and "on" are two words."""
_LONG = 6
"""Letters from which a word may have two."""


def word_likeness(one: str, other: str) -> float:
    """1 for equal words, less for a typo, 0 for others; what has a digit or a mark has no typos.

    A typo is one edit (a letter more, less, other, or two swapped), or two in long words that
    begin alike. Damerau, 1964, "A technique for computer detection and correction of spelling
    errors", found a single edit in four of five misspelt words.
    """
    if one == other:
        return 1.0
    shorter, longer = sorted((len(one), len(other)))
    if shorter < _SHORTEST or longer > shorter + 2 or not (one + other).isalpha():
        return 0.0
    if within(one, other, 1):
        return ONE_EDIT if shorter > _SHORTEST else TWO_EDITS
    if shorter >= _LONG and one[0] == other[0] and within(one, other, 2):
        return TWO_EDITS
    return 0.0


def within(one: str, other: str, edits: int) -> bool:
    """Whether that many edits make one word the other."""
    start, shorter = 0, min(len(one), len(other))
    while start < shorter and one[start] == other[start]:
        start += 1
    end, rest = 0, shorter - start
    while end < rest and one[-1 - end] == other[-1 - end]:
        end += 1
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    if not one or not other:
        return len(one) + len(other) <= edits
    if edits == 0 or abs(len(one) - len(other)) > edits:
        return False
    return (
        within(one[1:], other[1:], edits - 1)
        or within(one[1:], other, edits - 1)
        or within(one, other[1:], edits - 1)
        or (one[:2] == other[1::-1] and within(one[2:], other[2:], edits - 1))
    )
