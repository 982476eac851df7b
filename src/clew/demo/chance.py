"""Chance that is the same everywhere: a number from a hash of what it decides."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

_T = TypeVar("_T")
_STEPS = 1 << 53
"""As many values as a double holds evenly between 0 and 1."""


class Chance:
    """Numbers that depend on the seed and on their label alone, in whatever order they are asked.

    The same on every machine and under every hash seed of Python.
    """

    def __init__(self, seed: str) -> None:
        self._key = blake2b(seed.encode(), digest_size=32).digest()

    def share(self, *label: object) -> float:
        """A number in [0, 1), evenly spread over labels."""
        text = "\x1f".join(map(str, label))
        digest = blake2b(text.encode(), digest_size=8, key=self._key).digest()
        return (int.from_bytes(digest, "big") >> 11) / _STEPS

    def whole(self, low: int, high: int, *label: object) -> int:
        """A whole number from `low` up to and including `high`."""
        return low + int(self.share(*label) * (high - low + 1))

    def one_of(self, things: Sequence[_T], *label: object) -> _T:
        """One of them, each as likely as the next."""
        return things[int(self.share(*label) * len(things))]
