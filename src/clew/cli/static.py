"""`clew static`: the best-known texts, their places locked by operations."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

import click

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.clues.heads import unknown_campaign
from clew.clues.static_file import Built
from clew.clues.static_texts import HEADER
from clew.clues.suggest import suggest_rows
from clew.tabular import write_rows
from clew.wiring.house import House


@click.group()
def static() -> None:
    """Build the static tier, or let it be suggested."""


@static.command(
    epilog=examples(
        "clew static build static.csv", "clew static build static.csv --ends 2027-04-30"
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--ends", type=click.DateTime(["%Y-%m-%d"]), help="The last day on which the lock holds."
)
@json_option
@pass_shell
def build(shell: Shell, file: Path, ends: datetime | None) -> None:
    """Put static.csv (text,lang,campaign,zone,clue_id) in force and lock its zones' centroids.

    It replaces the static tier as a whole. A row that contradicts a live clue is refused; from
    then on, a clue that contradicts a row is.
    """

    async def work(house: House) -> Built:
        return await house.static_builder.build(file, ends=ends.date() if ends else None)

    built = shell.run(work)
    shell.show(
        built,
        lambda: shell.say(
            f"generation {built.generation}: {built.rows:,} texts, {built.zones:,} zones locked, "
            f"for {', '.join(built.campaigns) or 'no campaign'}"
        ),
    )


@static.command(epilog=examples("clew static suggest --campaign spring-2027 --out static.csv"))
@click.option("--campaign", required=True, metavar="ID", help="The campaign's id.")
@click.option("--top", default=200, show_default=True, help="How many clues.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it there.")
@json_option
@pass_shell
def suggest(shell: Shell, campaign: str, top: int, out: Path | None) -> None:
    """Write the most asked clues as a static.csv, for people to check and build."""

    async def work(house: House) -> list[tuple[str, ...]]:
        if await house.clues.campaign(campaign) is None:
            raise unknown_campaign(campaign)
        rows = await suggest_rows(campaign, top, record=house.clues, asked=house.asked_store)
        if out is not None:
            write_rows(out, HEADER, iter(rows))
        return rows

    rows = shell.run(work)
    if out is not None:
        answer = {"rows": len(rows), "out": str(out)}
        shell.show(answer, lambda: shell.say(f"{len(rows):,} rows written to {out}"))
        return
    if shell.json:
        shell.show([dict(zip(HEADER, row, strict=True)) for row in rows], lambda: None)
        return
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    click.echo(text.getvalue(), nl=False)
