from __future__ import annotations

import pytest

from clew.clues.contradiction import contradict, facts_of, mended
from clew.text import normalise


def against(asked: str, stored: str) -> bool:
    """Whether the one contradicts the other, typos of number words mended."""
    theirs = normalise(stored).key.split()
    ours = mended(normalise(asked).key.split(), theirs)
    return contradict(facts_of(ours), facts_of(theirs))


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ("gate12", "Gate 12"),
        ("the 2nd door", "the second door"),
        ("la 2eme porte", "la deuxième porte"),
        ("level two", "level 2"),
        ("the secnd door", "the second door"),
        ("fours of 6 points", "four of 6 points"),
        ("turn left", "tournez à gauche"),
        ("don't wait", "do not wait"),
    ],
)
def test_the_same_said_otherwise_is_no_contradiction(asked: str, stored: str) -> None:
    """Digits, words, ordinals, typos of number words, and both languages state the same."""
    assert not against(asked, stored)


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ("gate 12", "gate 21"),
        ("gate", "gate 12"),
        ("gate 12", "gate"),
        ("level -1", "level 1"),
        ("1/2", "1 2"),
        ("1.5", "15"),
        ("gate 12a", "gate 12b"),
        ("level ten", "level two"),
        ("level 3", "level two"),
        ("wait", "do not wait"),
        ("tourne à droite", "turn left"),
    ],
)
def test_a_contradiction_holds_both_ways(asked: str, stored: str) -> None:
    """Numbers, nots and directions contradict whichever of the two was typed."""
    assert against(asked, stored)
    assert against(stored, asked)


def test_a_number_is_never_mended() -> None:
    """Only what is no number itself is read as a typo of one."""
    assert mended(["ten", "2"], ["two", "tent"]) == ["ten", "2"]
    assert mended(["tow"], ["two"]) == ["two"]
