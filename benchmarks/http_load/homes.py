"""Homes to serve from: one of the demo mall with many clues, or a copy of one that stands."""

from __future__ import annotations

import asyncio
import csv
import random
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from clew.clues.clue_file import HEADER
from clew.demo.load import VENUE, load_mall
from clew.settings import load
from clew.tabular import write_rows
from clew.wiring.house import House
from many_clues import CAMPAIGN, texts

WITHOUT_VECTORS = {"CLEW_VECTOR_URL": "none:"}


class Known(NamedTuple):
    """A clue, and where it leads."""

    id: str
    text: str
    zone: str


class Home(NamedTuple):
    """A home that may be served from.

    Attributes:
        environment: the settings that must hold wherever it is opened.
    """

    folder: Path
    campaign: str
    clues: list[Known]
    environment: Mapping[str, str]

    @property
    def searched(self) -> bool:
        """Whether the vector tier serves it too."""
        return not WITHOUT_VECTORS.items() <= self.environment.items()

    def without_vectors(self) -> Home:
        """The same, served by the exact and the static tier alone."""
        return self._replace(environment={**self.environment, **WITHOUT_VECTORS})


def made(folder: Path, count: int, seed: int, *, vectors: bool) -> Home:
    """A home with the demo mall and `count` distinct clues; embedding them takes 1.5 ms each."""
    environment = {} if vectors else WITHOUT_VECTORS
    clues = asyncio.run(_filled(folder, count, seed, environment))
    return Home(folder, CAMPAIGN, clues, environment)


def copied(original: Path, folder: Path, campaign: str, file: Path) -> Home:
    """A copy of a home that stands, holes kept, so that the original is never written in.

    `file` is a clues.csv of that campaign whose rows name their zones.
    """
    command = ["cp", "-r", "--sparse=always", str(original), str(folder)]
    subprocess.run(command, check=True)  # noqa: S603 - two folders of ours
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        clues = [Known(row["clue_id"], row["text"], row["zone"]) for row in rows]
    return Home(folder, campaign, clues, {})


async def _filled(
    folder: Path, count: int, seed: int, environment: Mapping[str, str]
) -> list[Known]:
    house = House(load(folder, environment))
    house.prepare()
    try:
        await load_mall(house)
        record = await house.venues.load(VENUE)
        assert record is not None
        zones = sorted(zone.id for zone in record.zones)
        chance = random.Random(seed)
        clues = [
            Known(f"c{number}", text, chance.choice(zones))
            for number, text in enumerate(texts(count, seed))
        ]
        file = folder / "bench.csv"
        write_rows(file, HEADER, _rows(clues))
        await house.clue_import.run(file, CAMPAIGN)
    finally:
        await house.close()
    return clues


def _rows(clues: Iterable[Known]) -> Iterator[Sequence[str]]:
    for clue in clues:
        row = dict.fromkeys(HEADER, "") | {"lang": "en", "zone": clue.zone}
        row |= {"clue_id": clue.id, "text": clue.text}
        yield [row[name] for name in HEADER]
