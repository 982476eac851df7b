"""`clew resolve`: one text, or a batch of them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click
import msgspec

from clew.cli.answers import describe
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.clues.model import Query, Resolution
from clew.clues.query_file import check_queries, context_of, read_queries, where_of
from clew.durable import replacing
from clew.errors import Code, InputRefused, PartUnavailable
from clew.ids import check_slug
from clew.wiring.house import House

WATCHED = 200
"""Answers between two movements of the progress bar."""


@click.command(
    epilog=examples(
        'clew resolve "under the red clock" --campaign spring-2027',
        'clew resolve "la fontaine" --campaign spring-2027 --level 1',
        "clew resolve --batch queries.csv --campaign spring-2027 --out answers.jsonl",
    )
)
@click.argument("text", required=False)
@click.option("--campaign", required=True, metavar="ID", help="The campaign's id.")
@click.option("--lang", default="", help="The player's language: ranks candidates.")
@click.option("--venue", default="", help="The venue that the player is in.")
@click.option("--level", default="", help="The level's ordinal that the player means.")
@click.option("--lat", default="", help="The player's position, degrees.")
@click.option("--lon", default="", help="The player's position, degrees.")
@click.option("--accuracy-m", default="", help="The position's stated accuracy, metres.")
@click.option("--batch", type=click.Path(path_type=Path), help="A queries.csv instead of TEXT.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The answers.jsonl to write."
)
@json_option
@pass_shell
def resolve(
    shell: Shell,
    /,
    text: str | None,
    campaign: str,
    batch: Path | None,
    out: Path | None,
    **context: str,
) -> None:
    """Take a player's text to one five-metre square, ask which one is meant, or say it is unknown.

    A batch is queries.csv: query_id,text and optionally lang,venue,level,lat,lon,accuracy_m. It
    is checked as a whole first; answers come in its order, an object a line.
    """
    if (text is None) == (batch is None):
        raise click.UsageError("give either TEXT or --batch QUERIES.csv")
    if (batch is None) != (out is None):
        raise click.UsageError("--batch and --out go together")
    if batch is not None and out is not None:
        _resolve_batch(shell, campaign, batch, out)
    elif text is not None:
        _resolve_one(shell, campaign, text, context)


def _resolve_one(shell: Shell, campaign: str, text: str, given: dict[str, str]) -> None:
    async def work(house: House) -> Resolution:
        check_slug(campaign, what="campaign")
        house.hurried = False
        return await house.resolver.resolve(Query(text, campaign, context_of(given)))

    answer = shell.run(work)

    def human() -> None:
        for line in describe(answer):
            shell.say(line)

    shell.show(answer, human)
    if answer.outcome == "miss" and answer.degraded:
        _not_asked(shell)


def _resolve_batch(shell: Shell, campaign: str, batch: Path, out: Path) -> None:
    encoder = msgspec.json.Encoder()
    with shell.progress() as watch:

        async def work(house: House) -> dict[str, int]:
            check_slug(campaign, what="campaign")
            house.hurried = False
            watch("checking", 0, 0)
            total = check_queries(batch, campaign)
            blind = 0
            with replacing(out) as stream:
                for done, query in enumerate(read_queries(batch, campaign), start=1):
                    try:
                        answer = await house.resolver.resolve(query)
                    except InputRefused as refusal:
                        if refusal.code is Code.VENUE_UNKNOWN:
                            refusal.where = where_of(batch, done, "venue")
                        raise
                    blind += answer.outcome == "miss" and bool(answer.degraded)
                    stream.write(encoder.encode(answer) + b"\n")
                    if done % WATCHED == 0:
                        watch("resolving", done, total)
            return {"queries": total, **house.tally.summary(), "not asked everywhere": blind}

        counts = shell.run(work)
    shell.show({**counts, "out": str(out)}, lambda: _print_counts(shell, counts, out))
    if counts["not asked everywhere"]:
        _not_asked(shell)


def _not_asked(shell: Shell) -> NoReturn:
    """Ends with the status of a missing part: the answer is honest, but no more than that."""
    shell.warn("a part could not be asked, so a miss may be none; `clew doctor` says why")
    sys.exit(PartUnavailable.exit_status)


def _print_counts(shell: Shell, counts: dict[str, int], out: Path) -> None:
    told = ", ".join(f"{number:,} {name}" for name, number in counts.items() if number)
    shell.say(f"{told or '0 queries'}; written to {out}")
