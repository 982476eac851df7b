"""`clew static`: the best-known texts, their places locked by operations."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from clew.cli.rows import out_option, show_rows
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.clues.heads import known_campaign
from clew.clues.static_file import Built
from clew.clues.static_texts import HEADER
from clew.clues.suggest import suggest_rows
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
@out_option
@json_option
@pass_shell
def suggest(shell: Shell, campaign: str, top: int, out: Path | None) -> None:
    """Write the most asked clues as a static.csv, for people to check and build."""

    async def work(house: House) -> list[tuple[str, ...]]:
        await known_campaign(house.clues, campaign)
        return await suggest_rows(campaign, top, record=house.clues, asked=house.asked_store)

    show_rows(shell, HEADER, shell.run(work), out=out, what="rows")
