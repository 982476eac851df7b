"""Answers to choose from, lettered in the order shown."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_lowercase

from clew.hunts.model import Option

LETTERS = ascii_lowercase
"""The ids of options: no puzzle has more than 26."""


def lettered(texts: Sequence[str]) -> tuple[Option, ...]:
    """The texts as options `a`, `b`, ... in their order."""
    return tuple(Option(letter, text) for letter, text in zip(LETTERS, texts, strict=False))
