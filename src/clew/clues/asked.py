"""What players ask, counted for the people who write clues; written off the read path.

Nothing here names a player: texts lose e-mail addresses and long runs of digits before they are
kept, and only the most asked of them are kept at all.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from clew.clock import Clock
from clew.clues.model import Resolution
from clew.clues.ports import AskedStore

OTHER = "other"
"""The subject that counts texts past the bound."""

BUFFERED_TEXTS = 2_000
"""Distinct texts a campaign held in memory between two writes; the rest count as `other`."""

KEPT_CHARS = 200
"""How much of an unanswered text is kept."""

# ruff: noqa: RUF001 - what players type on other keyboards looks like, and is, another character
_EMAIL = re.compile(r"[^\s@＠﹫<>|]+[@＠﹫][^\s@＠﹫<>|]+[.．。][^\s@＠﹫<>|]+")
_DIGITS = re.compile(r"\+?\d(?:[ .()/\u2010-\u2015-]{0,2}\d){5,}")


def masked(text: str) -> str:
    """The text as it may be kept: one line, without e-mail addresses and long numbers."""
    line = " ".join(text.split()).casefold()
    return _DIGITS.sub("<digits>", _EMAIL.sub("<e-mail>", line))[:KEPT_CHARS]


class AskedLog:
    """Counts in memory, written to the store when `flush` is called."""

    def __init__(self, store: AskedStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._missed: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._answered: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._totals: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def note(self, campaign: str, text: str, answer: Resolution, *, searched_missed: bool) -> None:
        """Counts one answer; costs a few dictionary updates and never waits."""
        totals = self._totals[campaign]
        totals["asked"] += 1
        if searched_missed:
            totals["both_tiers_missed"] += 1
        if searched_missed or (answer.tier == "vector" and answer.outcome == "ambiguous"):
            subject = masked(text)
            missed = self._missed[campaign]
            missed[subject if subject in missed or len(missed) < BUFFERED_TEXTS else OTHER] += 1
        if answer.outcome == "miss":
            totals["missed"] += 1
        elif answer.clue_id is not None:
            self._answered[campaign][answer.clue_id] += 1

    async def flush(self) -> None:
        """Writes the counts; those of a failed write are kept for the next one."""
        for campaign in list(self._totals):
            # Taken out first: what is counted while the store writes belongs to the next flush.
            taken = [counts.pop(campaign, Counter()) for counts in self._kinds()]
            try:
                await self._store.add(
                    campaign,
                    missed=taken[0],
                    answered=taken[1],
                    totals=taken[2],
                    at=self._clock.now().isoformat(timespec="seconds"),
                )
            except BaseException:
                for counts, kept in zip(self._kinds(), taken, strict=True):
                    counts[campaign].update(kept)
                raise

    def _kinds(self) -> tuple[defaultdict[str, Counter[str]], ...]:
        return self._missed, self._answered, self._totals
