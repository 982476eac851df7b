"""Counts kept in the process: the sink of the command line."""

from __future__ import annotations

from collections import Counter

from clew.telemetry.events import Resolved


class Tally:
    """Counts answers.

    Attributes:
        outcomes: (outcome, tier) -> answers.
        searched_missed: answers where every searching tier had nothing.
        degraded: answers with a part skipped.
    """

    def __init__(self) -> None:
        self.outcomes: Counter[tuple[str, str | None]] = Counter()
        self.searched_missed = 0
        self.degraded = 0

    def resolved(self, event: Resolved) -> None:
        """Counts an answer."""
        self.outcomes[event.outcome, event.tier] += 1
        self.searched_missed += event.searched_missed
        self.degraded += event.degraded > 0

    def summary(self) -> dict[str, int]:
        """The counts by name: `found exact`, `ambiguous`, `miss`, `both tiers missed`, ..."""
        counts = {
            " ".join(filter(None, key)): number
            for key, number in sorted(self.outcomes.items(), key=str)
        }
        return counts | {"both tiers missed": self.searched_missed, "degraded": self.degraded}
