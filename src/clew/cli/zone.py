"""`clew zone`: how many players a zone takes, and when it is open."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from clew.cli.rows import out_option, show_rows
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.venues.import_zone_rules import COLUMNS
from clew.venues.known import known_venue
from clew.venues.model import GroundRules, RulesPut, ZoneRule
from clew.wiring.house import House


@click.group()
def zone() -> None:
    """Set the opening hours and capacities of zones."""


@zone.command(
    "import",
    epilog=examples(
        "clew zone import zones.csv --timezone Europe/Paris --country FR",
        "clew zone import zones.csv --by ada",
    ),
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--timezone", metavar="NAME", help="What the venue's clocks show; kept.")
@click.option("--country", metavar="CODE", help="Whose public holidays PH means; kept.")
@click.option("--by", default="staff", metavar="NAME", help="Who does it.")
@json_option
@pass_shell
def import_(shell: Shell, file: Path, timezone: str | None, country: str | None, by: str) -> None:
    """Import zones.csv (zone,capacity,opening_hours), all of it or nothing.

    Opening hours are written as in OpenStreetMap. A row with two empty cells clears its zone's
    rule; zones that the file does not name keep theirs.
    """

    async def work(house: House) -> RulesPut:
        return await house.zone_rule_import.run(file, timezone=timezone, country=country, who=by)

    put = shell.run(work)

    def human() -> None:
        shell.say(
            f"zone rules: {put.set:,} set, {put.cleared:,} cleared, {put.unchanged:,} unchanged"
        )

    shell.show(put, human)


@zone.command("export", epilog=examples("clew zone export --venue mall --out zones.csv"))
@click.option("--venue", "venue_id", required=True, metavar="ID", help="The venue's id.")
@out_option
@json_option
@pass_shell
def export(shell: Shell, venue_id: str, out: Path | None) -> None:
    """Write a venue's zone rules as zones.csv; importing it changes nothing."""

    async def work(house: House) -> GroundRules:
        await known_venue(house.venues, venue_id)
        return await house.ground.rules(venue_id)

    rows = [_row(rule) for rule in shell.run(work).zones.values()]
    show_rows(shell, COLUMNS, rows, out=out, what="zone rules")


def _row(rule: ZoneRule) -> Sequence[str]:
    capacity = "" if rule.capacity is None else str(rule.capacity)
    return rule.zone, capacity, rule.opening_hours
