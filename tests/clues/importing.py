"""Files of clues that are imported in shares of ten, and imports that break off."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from clew.clues.clue_file import HEADER, clue_row
from clew.clues.imports import Imported
from clew.clues.model import Clue
from clew.tabular import write_rows
from clew.testing.builders import CAMPAIGN, clue, findings
from clew.venues.model import Finding
from clew.wiring.house import House

Zones = Sequence[str]
SHARE = 10
ROWS = 45


def clues_of(zones: Zones, rows: int = ROWS) -> list[Clue]:
    """Clues c000, c001, ..., by id."""
    return [clue(f"c{n:03}", zones[n % len(zones)], f"text {n}", f"alias {n}") for n in range(rows)]


def write(path: Path, clues: Sequence[Clue]) -> Path:
    write_rows(path, HEADER, map(clue_row, clues))
    return path


async def run(house: House, path: Path, campaign: str = CAMPAIGN) -> Imported:
    return await house.clue_import.run(path, campaign)


def small_shares(house: House) -> House:
    house.clue_import._share = SHARE  # noqa: SLF001 - files of 5,000 rows would take long
    return house


class Stopped(Exception):
    """A writer that breaks off, as if the machine had."""


async def broken_off(house: House, path: Path, shares: int) -> None:
    """Imports so many shares of the file, and breaks off."""
    whole = house.publisher.publish
    left = shares

    async def publish_some(*args: Any, **how: Any) -> object:
        nonlocal left
        if args[1]:
            left -= 1
            if left < 0:
                raise Stopped
        return await whole(*args, **how)

    house.publisher.__dict__["publish"] = publish_some
    with pytest.raises(Stopped):
        await run(house, path)
    del house.publisher.__dict__["publish"]


async def leftovers(house: House) -> list[Finding]:
    return [finding async for finding in house.import_leftovers.findings()]


async def all_findings(house: House) -> list[Finding]:
    return [*await findings(house), *await leftovers(house)]
