"""What a training was given: how much, from when to when, and a fingerprint of every row."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence

from clew.shop.model import Purchase


class Survey:
    """Counts rows as they come; memory grows with the number of products only.

    Attributes:
        rows: how many.
        players: of how many players; rows come a player at a time.
        first: time of the earliest row, seconds since 1970; None before any.
        last: time of the latest row; None before any.
        bought: product -> rows with it.
    """

    def __init__(self) -> None:
        self.rows = 0
        self.players = 0
        self.first: int | None = None
        self.last: int | None = None
        self.bought: Counter[str] = Counter()
        self._player: str | None = None
        self._hash = hashlib.sha256()

    def add(self, share: Sequence[Purchase]) -> None:
        """Counts some more rows."""
        if not share:
            return
        times = [row.time for row in share]
        self.first = min(times) if self.first is None else min(self.first, *times)
        self.last = max(times) if self.last is None else max(self.last, *times)
        self.bought.update(row.product for row in share)
        self.rows += len(share)
        for row in share:
            self.players += row.player != self._player
            self._player = row.player
        told = "".join(
            f"{row.player}\0{row.time}\0{row.basket}\0{row.product}\0{row.quantity}\0{row.price}\n"
            for row in share
        )
        self._hash.update(told.encode())

    @property
    def sha256(self) -> str:
        """Of the rows so far, in their order."""
        return self._hash.hexdigest()
