"""`clew venue zones`: the five-metre squares, for those who write clues, surveys or static rows."""

from __future__ import annotations

from pathlib import Path

import click

from clew.cli.rows import out_option, show_rows
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.venues.known import known_venue
from clew.venues.model import VenueRecord
from clew.venues.zone_list import ListedZone, listed_zones
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

    rows = [_row(one) for one in listed_zones(shell.run(work), level)]
    show_rows(shell, COLUMNS, rows, out=out, what="zones")


def _row(one: ListedZone) -> tuple[str, ...]:
    return (
        one.zone,
        str(one.level),
        f"{one.lat:.7f}",
        f"{one.lon:.7f}",
        one.source,
        one.unit or "",
        " ".join(one.neighbours),
    )
