"""Chance that is the same everywhere: a number from a hash of what it decides."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

_T = TypeVar("_T")


class Chance:
    """Numbers that depend on the seed and on their label alone, in whatever order they are asked.

    The same on every machine and under every hash seed of Python; whole numbers only.
    """

    def __init__(self, seed: str) -> None:
        self._key = blake2b(seed.encode(), digest_size=32).digest()
        # A copy costs half of what a new one does.
        self._keyed = blake2b(digest_size=8, key=self._key)

    def of(self, *label: object) -> Chance:
        """Chance of its own for something within: none of its numbers depend on other labels."""
        return Chance("\x1f".join(map(str, (self._key.hex(), *label))))

    def below(self, bound: int, *label: object) -> int:
        """A whole number from 0 up to, without, `bound`, which is at least 1 and at most 2^32."""
        drawn = self._keyed.copy()
        drawn.update("\x1f".join(map(str, label)).encode())
        # The high part of the product, so that the bias is below 2^-32 for every bound.
        return int.from_bytes(drawn.digest(), "big") * bound >> 64

    def one_of(self, things: Sequence[_T], *label: object) -> _T:
        """One of them, each as likely as the next."""
        return things[self.below(len(things), *label)]

    def shuffled(self, things: Sequence[_T], *label: object) -> list[_T]:
        """All of them in some order (Fisher and Yates, Durstenfeld 1964)."""
        mixed = list(things)
        for last in range(len(mixed) - 1, 0, -1):
            other = self.below(last + 1, *label, last)
            mixed[last], mixed[other] = mixed[other], mixed[last]
        return mixed
