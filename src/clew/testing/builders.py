"""A small mall in a home, with every part real: for tests of what happens between the parts."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from clew.clock import FixedClock, SystemClock
from clew.clues.clue_file import HEADER as CLUE_HEADER
from clew.clues.clue_file import clue_row
from clew.clues.imports import Imported
from clew.clues.model import Clue, Context, Query, Resolution
from clew.clues.publisher import Published
from clew.clues.static_file import Built
from clew.clues.static_texts import HEADER as STATIC_HEADER
from clew.clues.stores.lmdb import LmdbExact
from clew.clues.stores.lmdb_rows import LmdbRows
from clew.clues.vectors.memory import MemoryVectors
from clew.settings import Configuration, Settings
from clew.tabular import write_rows
from clew.testing.spellings import LetterEmbedder
from clew.venues.import_venue import import_venue
from clew.venues.model import Finding
from clew.wiring.house import House

VENUE = "mall"
CAMPAIGN = "spring"
_LAT, _LON = 48.85, 2.35
_METRE = 1 / 111_195


def house_at(home: Path, **settings: Any) -> House:
    """The parts of a home, with these settings; its directory is there when this returns.

    Without `vector_url` there is no vector tier: what is not about it need not wait for it.
    """
    house = House(Configuration(home, Settings(**({"vector_url": "none:"} | settings))))
    house.prepare()
    return house


def lettered_house(home: Path, **settings: Any) -> House:
    """The parts of a home whose vector tier knows letters only, without processes of its own."""
    house = house_at(home, **({"vector_url": "exact:"} | settings))
    assert isinstance(house.exact, LmdbExact)
    house.__dict__["embedder"] = LetterEmbedder()
    house.__dict__["vectors"] = MemoryVectors(LmdbRows(house.exact.file))
    return house


def rewired(house: House, **parts: Any) -> House:
    """A house over the same stores with some parts replaced; what uses them is wired anew."""
    other = House(house.configuration)
    for name in ("clock", "record", "venues", "maps", "clues", "exact", "tombstones", "static"):
        other.__dict__[name] = getattr(house, name)
    other.__dict__ |= parts
    return other


async def open_mall(house: House, *, levels: Sequence[int] = (0, 1)) -> Sequence[str]:
    """Imports a mall with one hall on each level, and creates the campaign; its zones by id."""
    halls = [_hall(level) for level in levels]
    path = house.home / "mall.geojson"
    path.write_bytes(msgspec.json.encode({"type": "FeatureCollection", "features": halls}))
    await import_venue(
        [path],
        VENUE,
        store=house.venues,
        shelf=house.maps,
        use=house.zone_use,
        listeners=house.map_listeners,
        clock=house.clock,
    )
    await house.campaigns.ensure(CAMPAIGN)
    record = await house.venues.load(VENUE)
    return sorted(zone.id for zone in record.zones) if record else []


def _hall(level: int) -> dict[str, Any]:
    name = f"hall {level}"
    corners = [(0.0, 0.0), (40.0, 0.0), (40.0, 30.0), (0.0, 30.0), (0.0, 0.0)]
    ring = [[_LON + x * _METRE * 1.5192, _LAT + y * _METRE] for x, y in corners]
    return {
        "type": "Feature",
        "id": name,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"indoor": "room", "level": str(level), "name": name},
    }


def an_hour_later(house: House) -> None:
    """Lets every lease run out: what the house does from now on, it does in an hour."""
    house.clock = FixedClock(SystemClock().now() + timedelta(hours=1))
    for part in ("publisher", "repair", "writer", "clue_import", "import_leftovers"):
        house.__dict__.pop(part, None)


def clue(id_: str, zone: str, text: str, *aliases: str, lang: str = "en") -> Clue:
    """A clue that stands in a zone."""
    return Clue(id_, text, lang, zone, aliases)


async def publish(house: House, *clues: Clue, campaign: str = CAMPAIGN) -> Sequence[Published]:
    """Publishes clues."""
    return await house.publisher.publish(campaign, clues)


async def ask(house: House, text: str, campaign: str = CAMPAIGN, **context: Any) -> Resolution:
    """The house's answer to a text."""
    return await house.resolver.resolve(Query(text, campaign, Context(**context)))


async def zone_of(house: House, text: str, campaign: str = CAMPAIGN) -> str | None:
    """The zone that a text is found in; None where it is not found."""
    return (await ask(house, text, campaign)).zone


async def findings(house: House) -> list[Finding]:
    """What the comparison of the tiers names."""
    return [
        *[finding async for finding in house.tier_check.findings()],
        *[finding async for finding in house.vector_check.findings()],
    ]


async def live(house: House, campaign: str = CAMPAIGN) -> list[Clue]:
    """The live clues of the record, by id."""
    return [revision.clue async for revision in house.clues.live(campaign)]


async def export(house: House, path: Path, campaign: str = CAMPAIGN) -> Path:
    """Writes the live clues as clues.csv."""
    write_rows(path, CLUE_HEADER, map(clue_row, await live(house, campaign)))
    return path


async def import_again(
    house: House, path: Path, campaign: str = CAMPAIGN, *, again: bool = True
) -> Imported:
    """Imports a clues.csv, unchanged rows too."""
    return await house.clue_import.run(path, campaign, again=again)


async def build_static(
    house: House, rows: Iterable[tuple[str, str, str]], campaign: str = CAMPAIGN, **how: Any
) -> Built:
    """Builds the static tier from (text, zone, clue or nothing)."""
    path = house.home / "given-static.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(STATIC_HEADER)
        writer.writerows((text, "en", campaign, zone, named) for text, zone, named in rows)
    return await house.static_builder.build(path, **({"ends": None} | how))
