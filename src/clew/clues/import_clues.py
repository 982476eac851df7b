"""Importing clues.csv: the whole file is checked, then all of it is published or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from clew.clues.campaigns import Campaigns
from clew.clues.clue_file import ALIAS_BAR, CluePlacer, read_clues
from clew.clues.model import Clue
from clew.clues.ports import VenuePlans
from clew.clues.progress import Progress, silent
from clew.clues.publisher import Published, Publisher
from clew.errors import Code, InputRefused, ManyRefused, Where
from clew.ids import check_slug
from clew.tabular import Row

KEPT_REFUSALS = 1_000
"""How many refusals are kept to be shown; the rest are counted."""


async def import_clues(
    path: Path,
    campaign: str,
    *,
    plans: VenuePlans,
    campaigns: Campaigns,
    publisher: Publisher,
    again: bool = False,
    progress: Progress = silent,
) -> Sequence[Published]:
    """Publishes every row of a clues.csv; the campaign is created if it is not there.

    Rows that stand already, word for word, make no new revision unless `again` is set.

    Raises `InputRefused` or `ManyRefused`, with a line for each bad row, before anything changes.
    """
    check_slug(campaign, what="campaign")
    clues, places = await _checked(path, plans, progress)
    await campaigns.ensure(campaign)
    return await publisher.publish(campaign, clues, places=places, again=again, progress=progress)


async def _checked(
    path: Path, plans: VenuePlans, progress: Progress
) -> tuple[list[Clue], list[Where]]:
    placer = CluePlacer(plans)
    clues: list[Clue] = []
    places: list[Where] = []
    first_line: dict[str, int] = {}
    refused: list[InputRefused] = []
    total = 0
    for row in read_clues(path):
        progress("checking", row.line - 1, 0)
        cells = row.values
        try:
            clue = await placer.place(
                clue_id=cells["clue_id"],
                text=cells["text"],
                lang=cells["lang"],
                venue=cells["venue"],
                level=cells["level"],
                lat=cells["lat"],
                lon=cells["lon"],
                zone=cells["zone"],
                aliases=[
                    alias for cell in cells["aliases"].split(ALIAS_BAR) if (alias := cell.strip())
                ],
                where=row.where(),
            )
            _check_once(row, clue, first_line.get(clue.id))
        except InputRefused as refusal:
            total += 1
            if len(refused) < KEPT_REFUSALS:
                refused.append(refusal)
            continue
        first_line[clue.id] = row.line
        clues.append(clue)
        places.append(row.where())
    if len(refused) == 1 and total == 1:
        raise refused[0]
    if refused:
        raise ManyRefused(refused, total=total)
    return clues, places


def _check_once(row: Row, clue: Clue, first_line: int | None) -> None:
    if first_line is not None:
        raise InputRefused(
            Code.DUPLICATE_ROW,
            f"clue {clue.id!r} stands on line {first_line} already",
            remedy="give each clue one row; other wordings go into aliases",
            where=row.where("clue_id"),
        )
