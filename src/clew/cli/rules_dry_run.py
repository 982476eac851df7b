"""`clew rules dry-run`: a rule set tried on players beside the one in force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from clew.cli.rules_words import print_dry_run
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.rules import dry_run as facts_file
from clew.rules.read_file import read_rules
from clew.rules.tally import DryRun
from clew.shop.players_file import read_players
from clew.wiring.house import House
from clew.wiring.rule_trial import SAMPLE, Both, Tried

_FILE = click.Path(path_type=Path)


@click.command(
    "dry-run",
    epilog=examples(
        "clew rules dry-run my-rules.json",
        "clew rules dry-run my-rules.json --players players.csv --json",
        "clew rules dry-run my-rules.json --facts facts.jsonl",
    ),
)
@click.argument("file", type=_FILE)
@click.option(
    "--players", type=_FILE, metavar="FILE", help="players.csv (default: a sample of the shop's)."
)
@click.option("--facts", type=_FILE, help="A file of facts, an object a line (docs/formats.md).")
@click.option("--all", "every", is_flag=True, help="All of whom a purchase is known, no sample.")
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    default=SAMPLE,
    show_default=True,
    help="How many players are drawn.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="What they are drawn by.")
@click.option(
    "--version", "version", type=click.IntRange(min=0), help="Which version; else the one in force."
)
@json_option
@pass_shell
def dry_run(
    shell: Shell,
    file: Path,
    players: Path | None,
    facts: Path | None,
    every: bool,  # noqa: FBT001
    sample: int,
    seed: int,
    version: int | None,
) -> None:
    """Try a rule set on players beside the one in force: who gains, who loses, what it costs.

    Each player of the shop is asked about with each promotion that is live within 24 hours. What it
    would cost at most is each promise taken once, before budgets end it. Changes nothing.
    """
    if sum((players is not None, facts is not None, every)) > 1:
        raise click.UsageError("give one of --players, --facts and --all")
    with shell.progress() as watch:

        async def work(house: House) -> Tried | DryRun:
            both = _both(house, file, version)
            if facts is not None:
                return facts_file.dry_run(facts, both.new, both.old)
            if players is not None:
                return await house.rule_trial.named(both, read_players(players), progress=watch)
            most = None if every else sample
            return await house.rule_trial.sample(both, most=most, seed=seed, progress=watch)

        done = shell.run(work)
    if isinstance(done, Tried):
        shell.show(_answer(done, seed), lambda: _words(shell, done, seed))
    else:
        shell.show(done, lambda: print_dry_run(shell, done))


def _both(house: House, file: Path, version: int | None) -> Both:
    new = house.rules.trial(read_rules(file))
    if version is None:
        return Both(new, house.rules.book())
    return Both(new, house.rules.trial(house.rules.documents(version)))


def _answer(done: Tried, seed: int) -> dict[str, Any]:
    made_on = {"players": done.players, "of": done.of, "promotions": done.promotions, "seed": seed}
    return {**made_on, **msgspec.to_builtins(done.run)}


def _words(shell: Shell, done: Tried, seed: int) -> None:
    drawn = f" of {done.of:,}, drawn by seed {seed}" if done.players < done.of else ""
    shell.say(
        f"{done.players:,} players{drawn}; {done.promotions:,} promotions of the next 24 hours"
    )
    if not done.promotions:
        shell.warn("no promotion is live within 24 hours, so none was asked about")
    print_dry_run(shell, done.run)
