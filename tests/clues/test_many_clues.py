from __future__ import annotations

import os

import pytest

from many_clues import measure

CLUES = int(os.environ.get("CLEW_MANY_CLUES", "1000000"))
"""Clues of the long proof; half an hour on two quiet cores."""


@pytest.mark.soak
def test_a_million_clues() -> None:
    """A million clues are imported in at most one and a half times what embedding them takes, a
    killed import goes on where it was, and after a slip the meant clue is first and hardly any
    answer is wrong."""
    figures = measure(CLUES, typos=1_000, seed=1, kill=True)
    assert figures.kept > 0
    assert figures.ratio <= 1.5
    assert figures.first >= 0.95
    assert figures.wrong <= 0.01 * figures.found
