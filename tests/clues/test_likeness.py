"""Likeness by letters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.clues.likeness import SHORT, Likeness, likeness

TEXTS = st.text(st.sampled_from("abcde 12"), min_size=1, max_size=40).map(
    lambda text: " ".join(text.split()) or "a"
)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("gate 12", "gate 21", 0.8),
        ("level 1", "level 2", 0.8),
        ("night", "night", 1.0),
        ("abc", "xyz", 0.0),
        ("gate 1", "gate 2", 10 / 13),
    ],
)
def test_known_values(one: str, other: str, alike: float) -> None:
    """Short texts: single characters and pairs, blanks at the ends, counted by hand."""
    assert likeness(one, other) == pytest.approx(alike)


@given(TEXTS, TEXTS)
def test_symmetric_and_bounded(one: str, other: str) -> None:
    """Either order gives the same number from 0 to 1, and a text is 1 to itself."""
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == 1


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=7, max_size=40), st.data())
def test_one_slip_is_near(text: str, data: st.DataObject) -> None:
    """From seven letters on, one wrong, missing, added or swapped letter stays at 0.8 or more."""
    at = data.draw(st.integers(0, len(text) - 2))
    letter = data.draw(st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
    for slipped in (
        text[:at] + letter + text[at + 1 :],
        text[:at] + letter + text[at:],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        text[:at] + text[at + 1 :],
    ):
        if min(len(text), len(slipped)) >= 7:
            assert likeness(text, slipped) >= 0.8


@given(st.lists(TEXTS, min_size=1, max_size=12), TEXTS)
def test_an_index_says_what_two_texts_say(forms: list[str], form: str) -> None:
    """The likeness to each of many texts is the likeness to each alone, whatever their lengths."""
    alone = [likeness(one, form) for one in forms]
    assert np.allclose(Likeness(forms).to(form), alone)


@given(st.lists(TEXTS, max_size=12))
def test_pairs_are_all_pairs(forms: list[str]) -> None:
    """Every pair over the threshold is given once, the earlier row first."""
    given_ = {(row, int(other)) for row, rows, _ in Likeness(forms).pairs(0.8) for other in rows}
    wanted = {
        (row, other)
        for row in range(len(forms))
        for other in range(row + 1, len(forms))
        if likeness(forms[row], forms[other]) >= 0.8
    }
    assert given_ == wanted


def test_the_length_rule() -> None:
    """Single characters count only beside a text of at most `SHORT` characters."""
    assert likeness("a" * SHORT, "b" * SHORT) == 0
    anagram = "abcdefghijklmnopq"
    assert len(anagram) == SHORT + 1
    assert likeness(anagram, "qgaipbjekmcdlfhon") < likeness(anagram[:-1], "gaipbjekmcdlfhon")
