"""`clew venue zones`: the five-metre squares, for those who write clues, surveys or static rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from clew.cli.rows import out_option, show_rows
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.ids import parse_zone
from clew.venues.known import known_venue
from clew.venues.model import VenueRecord
from clew.venues.zones import neighbours
from clew.wiring.house import House

COLUMNS = ("zone", "level", "lat", "lon", "source", "unit", "neighbours")


@click.command(
    epilog=examples(
        "clew venue zones --venue mall --out zones.csv",
        "clew venue zones --venue mall --level 1 --json",
    )
)
@click.option("--venue", "venue_id", required=True, metavar="ID", help="The venue's id.")
@click.option("--level", type=int, help="Only this level's.")
@out_option
@json_option
@pass_shell
def zones(shell: Shell, venue_id: str, level: int | None, out: Path | None) -> None:
    """List the zones: level, centroid in force (geometric or surveyed), unit and neighbours."""

    async def work(house: House) -> VenueRecord:
        return await known_venue(house.venues, venue_id)

    rows = list(_rows(shell.run(work), level))
    show_rows(shell, COLUMNS, rows, out=out, what="zones")


def _rows(record: VenueRecord, level: int | None) -> Iterator[tuple[str, ...]]:
    known = {zone.id for zone in record.zones}
    surveys = {survey.zone: survey for survey in record.surveys}
    for zone in record.zones:
        stands_on = parse_zone(zone.id).level
        if level is not None and stands_on != level:
            continue
        served = surveys.get(zone.id, zone)
        yield (
            zone.id,
            str(stands_on),
            f"{served.lat:.7f}",
            f"{served.lon:.7f}",
            "surveyed" if zone.id in surveys else "geometric",
            zone.unit or "",
            " ".join(neighbours(zone.id, known)),
        )
