"""`clew venue`: maps in, places out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from clew.cli.rows import out_option, show_rows
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.cli.venue_closures import close, closures, open_
from clew.cli.venue_export import export, reach
from clew.cli.venue_zones import zones
from clew.clues.clue_file import HEADER
from clew.clues.model import UNDETERMINED
from clew.venues.import_venue import import_venue
from clew.venues.known import known_venue
from clew.venues.model import ImportReport, Place, VenueRecord
from clew.wiring.house import House


@click.group()
def venue() -> None:
    """Bring maps in and out."""


@venue.command(
    "import",
    epilog=examples(
        "clew venue import mall.geojson --venue mall",
        "clew venue import floors.geojson spaces.geojson fixtures.geojson --venue station",
        "clew venue import mall.zip --venue mall --replace",
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--venue", "venue_id", required=True, metavar="ID", help="The venue's id.")
@click.option("--replace", is_flag=True, help="Remove features that the files do not have.")
@click.option("--reframe", is_flag=True, help="Lay the cells anew; refused while any is in use.")
@click.option("--accept-moves", is_flag=True, help="Accept that single units really moved.")
@json_option
@pass_shell
def import_(
    shell: Shell,
    files: tuple[Path, ...],
    venue_id: str,
    *,
    replace: bool,
    reframe: bool,
    accept_moves: bool,
) -> None:
    """Import GeoJSON files or IMDF archives together; the same ids again are updated.

    The first import fixes the cells' frame. Everything that is repaired or left out is reported.
    """
    with shell.progress() as watch:

        async def work(house: House) -> ImportReport:
            return await import_venue(
                files,
                venue_id,
                store=house.venues,
                shelf=house.maps,
                use=house.zone_use,
                listeners=house.map_listeners,
                clock=house.clock,
                replace=replace,
                reframe=reframe,
                accept_moves=accept_moves,
                progress=lambda done, total: watch("cutting levels into cells", done, total),
            )

        report = shell.run(work)
    shell.show(report, lambda: _print_report(shell, report))


def _print_report(shell: Shell, report: ImportReport) -> None:
    counts = report.counts
    told = "imported" if report.changed else "unchanged"
    shell.say(f"{report.venue.id}: {told}, map version {report.venue.map_version}")
    shell.say(
        f"  {counts['levels']:,} levels, {counts['zones']:,} zones, {counts['places']:,} places, "
        f"{counts['connectors']:,} connectors"
    )
    shell.say(
        f"  {counts['features']:,} features: {counts['added']:,} added, {counts['updated']:,} "
        f"updated, {counts['removed']:,} removed, {counts['unchanged']:,} unchanged"
    )
    if report.notes:
        rows = [(n.feature, Path(n.file).name, n.action, n.code, n.message) for n in report.notes]
        shell.say("")
        shell.table(("feature", "file", "done", "code", "why"), rows)


@venue.command("list", epilog=examples("clew venue list", "clew venue list --json"))
@json_option
@pass_shell
def list_(shell: Shell) -> None:
    """List the venues, with what their maps hold."""

    async def work(house: House) -> list[VenueRecord]:
        known = await house.venues.venues()
        records = [await house.venues.load(one.id) for one in known]
        return [record for record in records if record is not None]

    summaries = [_summary(record) for record in shell.run(work)]

    def human() -> None:
        if not summaries:
            shell.say("no venue yet; clew venue import FILE --venue ID brings one in")
            return
        columns = ("id", "levels", "zones#", "places#", "connectors#", "surveyed#", "map version#")
        rows = [
            [", ".join(map(str, cell)) if isinstance(cell, list) else cell for cell in row.values()]
            for row in summaries
        ]
        shell.table(columns, rows)

    shell.show(summaries, human)


def _summary(record: VenueRecord) -> dict[str, Any]:
    return {
        "id": record.venue.id,
        "levels": [level.ordinal for level in record.levels],
        "zones": len(record.zones),
        "places": len(record.places),
        "connectors": len(record.connectors),
        "surveyed": len(record.surveys),
        "map_version": record.venue.map_version,
    }


@venue.command(
    "places",
    epilog=examples(
        "clew venue places --venue mall --out clues.csv",
        "clew venue places --venue mall --lang fr --out clues.csv",
        "clew clue import clues.csv --campaign spring",
    ),
)
@click.option("--venue", "venue_id", required=True, metavar="ID", help="The venue's id.")
@out_option
@click.option(
    "--lang", default=UNDETERMINED, metavar="TAG", help="For names whose language is not told."
)
@json_option
@pass_shell
def places(shell: Shell, venue_id: str, out: Path | None, lang: str) -> None:
    """Write the named places as clues.csv, one row for each level a place stands on."""

    async def work(house: House) -> Sequence[Sequence[str]]:
        record = await known_venue(house.venues, venue_id)
        return [_clue(venue_id, place, lang) for place in record.places]

    show_rows(shell, HEADER, shell.run(work), out=out, what="places")


def _clue(venue_id: str, place: Place, lang: str) -> Sequence[str]:
    return (
        f"{place.feature}@{place.level}",
        place.name,
        lang if place.lang == UNDETERMINED else place.lang,
        venue_id,
        str(place.level),
        f"{place.lat:.7f}",
        f"{place.lon:.7f}",
        place.zone,
        # A bar parts aliases; one inside an alias would part it, and to a reader of clues it is
        # a blank like any other sign.
        "|".join(alias.replace("|", " ") for alias in place.aliases),
    )


venue.add_command(export)
venue.add_command(reach)
venue.add_command(zones)
venue.add_command(close)
venue.add_command(open_)
venue.add_command(closures)
