"""Loading the demo mall through the same use cases that a shop's own data takes."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

import msgspec

from clew.clues.model import Query, Resolution, State
from clew.clues.query_file import read_queries
from clew.clues.static_texts import HEADER
from clew.tabular import Columns, read_rows, write_rows
from clew.venues.import_venue import import_venue
from clew.wiring.house import House

VENUE = "demo-mall"
CAMPAIGN = "demo"
_STATIC_PLACES = Columns(("text", "lang", "campaign", "clue_id", "at_clue"))


class Loaded(msgspec.Struct, frozen=True):
    """What the demo's home now holds."""

    levels: int
    zones: int
    connectors: int
    clues: int
    static_rows: int


class Asked(msgspec.Struct, frozen=True):
    """A sample query and what became of it."""

    query: Query
    answer: Resolution


async def load_mall(house: House) -> Loaded:
    """Imports map, clues and static rows; loading again brings back what was deleted."""
    with as_file(files("clew.demo") / "mall") as mall:
        report = await import_venue(
            [mall / "mall.geojson"],
            VENUE,
            store=house.venues,
            shelf=house.maps,
            use=house.zone_use,
            listeners=house.map_listeners,
            clock=house.clock,
        )
        await _restore(house)
        clues = await house.clue_import.run(mall / "clues.csv", CAMPAIGN)
        static = house.home / "demo-static.csv"
        write_rows(static, HEADER, iter(await _static_rows(house, mall / "static-places.csv")))
        built = await house.static_builder.build(static, ends=None)
    counts = report.counts
    return Loaded(counts["levels"], counts["zones"], counts["connectors"], clues.rows, built.rows)


async def _restore(house: House) -> None:
    """Undoes what somebody deleted while trying the demo, so that it loads as it did at first."""
    if await house.clues.campaign(CAMPAIGN) is not None:
        for clue, revision in (await house.clues.latest(CAMPAIGN)).items():
            if revision.state is State.DELETED:
                await house.publisher.restore(CAMPAIGN, clue)


async def _static_rows(house: House, path: Path) -> list[tuple[str, ...]]:
    """The rows of a static.csv: the demo's texts, each with the zone of the clue it stands at."""
    standing = await house.clues.latest(CAMPAIGN)
    return [
        (
            cells["text"],
            cells["lang"],
            CAMPAIGN,
            standing[cells["at_clue"]].clue.zone,
            cells["clue_id"],
        )
        for cells in (row.values for row in read_rows(path, _STATIC_PLACES))
    ]


async def ask_samples(house: House) -> list[Asked]:
    """The sample queries with their answers, in order."""
    house.hurried = False
    return [Asked(query, await house.resolver.resolve(query)) for query in _samples()]


def _samples() -> Iterator[Query]:
    with as_file(files("clew.demo") / "mall" / "queries.csv") as path:
        yield from read_queries(path, CAMPAIGN)
