"""`clew survey`: measured centroids in and out."""

from __future__ import annotations

from pathlib import Path

import click

from clew.cli.rows import out_option, show_rows
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.venues.import_survey import COLUMNS, import_surveys, survey_rows
from clew.venues.known import known_venue
from clew.venues.model import Survey, SurveyReport
from clew.wiring.house import House


@click.group()
def survey() -> None:
    """Set and lock the centroids of zones by measure."""


@survey.command("import", epilog=examples("clew survey import survey.csv"))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Accept another measure for a surveyed zone.")
@json_option
@pass_shell
def import_(shell: Shell, file: Path, *, replace: bool) -> None:
    """Import survey.csv (zone,lat,lon,accuracy_m,instrument,measured_on), all of it or nothing.

    A measured centroid replaces the geometric one and is locked. A point outside its cell is
    refused.
    """

    async def work(house: House) -> SurveyReport:
        return await import_surveys(
            file,
            store=house.venues,
            shelf=house.maps,
            listeners=house.map_listeners,
            clock=house.clock,
            replace=replace,
        )

    report = shell.run(work)

    def human() -> None:
        shell.say(
            f"surveyed zones: {report.added:,} new, {report.replaced:,} measured anew, "
            f"{report.unchanged:,} unchanged"
        )
        for venue in report.venues:
            shell.say(f"  {venue.id}: map version {venue.map_version}")

    shell.show(report, human)


@survey.command(
    "export",
    epilog=examples("clew survey export --out survey.csv", "clew survey export --venue mall"),
)
@click.option("--venue", "venue_id", metavar="ID", help="Only this venue's.")
@out_option
@json_option
@pass_shell
def export(shell: Shell, venue_id: str | None, out: Path | None) -> None:
    """Write the surveys as survey.csv; the same surveys give the same bytes."""

    async def work(house: House) -> list[Survey]:
        names = [venue_id] if venue_id else [one.id for one in await house.venues.venues()]
        records = [await known_venue(house.venues, name) for name in names]
        return [survey for record in records for survey in record.surveys]

    rows = list(survey_rows(shell.run(work)))
    show_rows(shell, COLUMNS, rows, out=out, what="surveys")
