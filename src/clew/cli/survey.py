"""`clew survey`: measured centroids in and out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import click

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.errors import Code, InputRefused
from clew.tabular import write_rows
from clew.venues.import_survey import COLUMNS, import_surveys, survey_rows
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
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it there.")
@json_option
@pass_shell
def export(shell: Shell, venue_id: str | None, out: Path | None) -> None:
    """Write the surveys as survey.csv; the same surveys give the same bytes."""

    async def work(house: House) -> list[Survey]:
        names = [venue_id] if venue_id else [one.id for one in await house.venues.venues()]
        surveys: list[Survey] = []
        for name in names:
            record = await house.venues.load(name)
            if record is None:
                raise InputRefused(
                    Code.VENUE_UNKNOWN,
                    f"there is no venue {name[:80]!r}",
                    remedy="clew venue list names those there are",
                )
            surveys += record.surveys
        if out is not None:
            write_rows(out, COLUMNS, survey_rows(surveys))
        return surveys

    surveys = shell.run(work)
    if out is None and shell.json:
        shell.show(surveys, lambda: None)
    elif out is None:
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(survey_rows(surveys))
        click.echo(text.getvalue(), nl=False)
    else:
        answer = {"out": str(out), "surveys": len(surveys)}
        shell.show(answer, lambda: shell.say(f"{len(surveys):,} surveys written to {out}"))
