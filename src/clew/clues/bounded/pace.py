"""How long an item takes, by what the last batches took."""

from __future__ import annotations

WEIGHT = 0.2
"""What the newest batch counts in the mean: the last five or so tell."""


class Pace:
    """A mean that forgets (exponential smoothing, weight `WEIGHT`)."""

    def __init__(self) -> None:
        self._item_s = 0.0

    def took(self, items: int, seconds: float) -> None:
        """Takes down a batch; the first one counts whole."""
        item_s = seconds / items
        self._item_s += (item_s - self._item_s) * (WEIGHT if self._item_s else 1.0)

    def seconds(self, items: int) -> float:
        """How long that many items will take; 0 before the first batch."""
        return items * self._item_s
