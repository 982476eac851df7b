"""`clew promotion allocate`: the nightly decision on how offers are scored."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.durable import write_whole
from clew.promotions.allocation.candidates import Counted
from clew.promotions.allocation.figures import Figures
from clew.promotions.allocation.kept import Allocation
from clew.promotions.allocation.solve import TIME_S
from clew.promotions.allocation.tonight import Done, Terms
from clew.shop.offers_file import read_offers, read_redemptions
from clew.shop.players_file import read_players
from clew.wiring.house import House

MARGIN_PERCENT = 30
"""Of a price, what is taken to be the shop's where nobody told what an article costs it."""
_FILE = click.Path(path_type=Path)
_SHOWN = 20


@click.command(
    epilog=examples(
        "clew promotion allocate",
        "clew promotion allocate --players players.csv --turnout 30 --explain",
        "clew promotion allocate --most 3 --out plan.jsonl --json",
    )
)
@click.option(
    "--players", type=_FILE, metavar="FILE", help="players.csv (default: all who ever bought)."
)
@click.option(
    "--most", type=click.IntRange(1, 100), default=1, show_default=True, help="Promises a player."
)
@click.option(
    "--turnout",
    type=click.FloatRange(0, 100, min_open=True),
    default=100,
    show_default=True,
    help="Percent of the players that is foretold to come.",
)
@click.option(
    "--count",
    type=click.Choice([one.value for one in Counted]),
    default=Counted.WHOLE.value,
    show_default=True,
    help="What a promise counts: whole as a hold takes it, or the share likely to be redeemed.",
)
@click.option("--currency", metavar="CODE", help="Of the promotions that take part.")
@click.option(
    "--margin",
    type=click.IntRange(0, 100),
    default=MARGIN_PERCENT,
    show_default=True,
    help="Percent of a price that is the shop's, where an article's cost is not known.",
)
@click.option("--offers", type=_FILE, metavar="FILE", help="Past offers, for the chances.")
@click.option("--redemptions", type=_FILE, metavar="FILE", help="What became of them.")
@click.option(
    "--time",
    "time_s",
    type=click.FloatRange(min=0, min_open=True),
    default=TIME_S,
    show_default=True,
    help="Seconds that each of three solutions may take.",
)
@click.option("--out", type=_FILE, metavar="FILE", help="Write the plan there, a promise a line.")
@click.option("--explain", is_flag=True, help="Show the replays, and what each budget is worth.")
@json_option
@pass_shell
def allocate(
    shell: Shell,
    players: Path | None,
    most: int,
    turnout: float,
    count: str,
    currency: str | None,
    margin: int,
    offers: Path | None,
    redemptions: Path | None,
    time_s: float,
    out: Path | None,
    explain: bool,  # noqa: FBT001
) -> None:
    """Decide for the next 24 hours how offers are scored, so that budgets go where they bring most.

    A linear programme prices what is left of each budget. Scoring by those prices is played through
    beside greedy on the same arrivals, and the better is kept, in every worker at once.
    """
    terms = Terms(most, turnout / 100, Counted(count), currency, time_s)

    async def work(house: House) -> Done:
        latest = int(house.clock.now().timestamp())
        tonight = house.tonight(
            margin_percent=margin,
            offers=() if offers is None else read_offers(offers, latest=latest),
            redemptions=() if redemptions is None else read_redemptions(redemptions, latest=latest),
        )
        listed = None if players is None else [one.id for one in read_players(players)]
        return await tonight.run(listed, terms)

    done = shell.run(work)
    if out is not None:
        rows = [{"player_id": who, "promotion_id": what} for who, what in done.night.plan]
        write_whole(out, b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    answer = {"allocation": done.kept, "promises": len(done.night.plan)}
    shell.show(answer, lambda: _words(shell, done, explain=explain))


def _words(shell: Shell, done: Done, *, explain: bool) -> None:
    kept, figures = done.kept, done.kept.figures
    shell.say(f"allocation {kept.number}: offers are scored by {kept.method}; {kept.why}")
    shell.say(
        f"{figures.candidates:,} pairs of {figures.players:,} players and {figures.promotions:,} "
        f"promotions, chances by {kept.foretold_by}; solved in {figures.solve_s:.1f} s, played "
        f"through in {figures.replay_s:.1f} s"
    )
    if kept.rules is not None:
        refused = sum(figures.refused.values())
        by = ", ".join(
            f"{name.replace('_', ' ')} {count:,}" for name, count in figures.refused.items()
        )
        shell.say(f"the rules (version {kept.rules}) refused {refused:,} offers{by and ': '}{by}")
    shell.say(
        f"the plan: {len(done.night.plan):,} promises worth {_of_bound(figures.plan, figures)}; "
        f"the most valuable first: {_of_bound(figures.greedy_plan, figures)}"
    )
    # Where no budget binds there is nothing that was compared, and nothing has a price.
    if explain and figures.replays:
        _explain(shell, kept)


def _explain(shell: Shell, kept: Allocation) -> None:
    shell.table(
        ("replay", "players#", "bound#", "by prices#", "greedily#"),
        [
            (
                *(one.name, f"{one.players:,}", f"{one.bound:,.0f}"),
                *(f"{one.prices:,.0f}", f"{one.greedy:,.0f}"),
            )
            for one in kept.figures.replays
        ],
    )
    dear = sorted(kept.prices.items(), key=lambda item: (-item[1], item[0]))
    shell.table(
        ("budget", "one more brings#"), [(name, f"{price:,.3f}") for name, price in dear[:_SHOWN]]
    )
    if len(dear) > _SHOWN:
        shell.say(f"... and {len(dear) - _SHOWN:,} more; --json has them all")


def _of_bound(worth: float, figures: Figures) -> str:
    if not figures.bound:
        return f"{worth:,.0f}"
    return f"{worth:,.0f} minor units, {worth / figures.bound:.1%} of what nobody can exceed"
