"""How many slips of the pen lie between two words."""

from __future__ import annotations


def slips(one: str, other: str, *, at_most: int) -> int:
    """Letters added, left out, changed, or swapped with their neighbour, to get from one to other.

    The optimal string alignment distance (Boytsov 2011, section 2.2); `at_most + 1` for more than
    `at_most`, which costs no more than the lengths where these tell it.
    """
    if abs(len(one) - len(other)) > at_most:
        return at_most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            swapped = i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted
            row.append(min(cost, before[j - 2] + 1) if swapped else cost)
        before, last = last, row
    return min(last[-1], at_most + 1)
