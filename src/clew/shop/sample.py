"""Which players judge: as many as fit in memory, chosen by their ids alone, the same each time."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from heapq import heappush, heappushpop

from clew.shop.gather import SAMPLE, Example


class Sample:
    """Keeps the examples of the players whose hashed ids are the smallest."""

    def __init__(self, most: int = SAMPLE) -> None:
        self._most = most
        self._heap: list[tuple[int, str, Example]] = []

    def offer(self, player: str, one: Example | None) -> None:
        """Keeps the example, or not."""
        if one is None:
            return
        digest = hashlib.sha256(player.encode("utf-8", "surrogatepass")).digest()
        entry = (-int.from_bytes(digest[:8]), player, one)
        if len(self._heap) < self._most:
            heappush(self._heap, entry)
        else:
            heappushpop(self._heap, entry)

    def halves(self) -> tuple[Sequence[Example], Sequence[Example]]:
        """Two halves of the sample, by hashed id; each by the order of the hashes."""
        chosen = sorted(self._heap, key=lambda entry: (-entry[0], entry[1]))
        examples = [one for _, _, one in chosen]
        return examples[::2], examples[1::2]
