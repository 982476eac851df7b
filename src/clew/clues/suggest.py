"""Suggesting the static tier: the clues that players ask for most."""

from __future__ import annotations

from clew.clues.model import State
from clew.clues.ports import AskedStore, ClueRecord


async def suggest_rows(
    campaign: str, top: int, *, record: ClueRecord, asked: AskedStore
) -> list[tuple[str, ...]]:
    """Rows of a static.csv for the `top` most answered clues that are still live."""
    counted = await asked.top(campaign, "answered", top)
    standing = await record.latest(campaign, [clue for clue, _ in counted])
    rows: list[tuple[str, ...]] = []
    for clue, _ in counted:
        revision = standing.get(clue)
        if revision is not None and revision.state is State.LIVE:
            kept = revision.clue
            rows.append((kept.text, kept.lang, campaign, kept.zone, kept.id))
    return rows
