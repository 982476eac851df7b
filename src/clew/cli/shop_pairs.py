"""`clew shop pairs`: what goes together, proposed and judged."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import msgspec

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.durable import write_whole
from clew.errors import ClewError
from clew.shop.margin import Terms
from clew.shop.model import Proposal, Verdict
from clew.shop.propose_pairs import KEPT_LIFT, Found
from clew.wiring.house import House

COLUMNS = (
    *("first", "second", "baskets#", "NPMI#", "lift#", "share#"),
    *("later lift#", "later share#", "articles#", "margin#", "state"),
)
_PAIR: dict[str, Any] = {"nargs": 2, "type": str, "multiple": True, "metavar": "FIRST SECOND"}


@click.command(
    epilog=examples(
        "clew shop pairs",
        "clew shop pairs --min-count 50 --top 20 --floor 25",
        'clew shop pairs --accept "Food > Cheese > hard cheese" "Drinks > Wine > red wine"',
        "clew shop pairs --kept --json",
    )
)
@click.option(
    "--min-count",
    "least",
    type=click.IntRange(min=2),
    default=30,
    show_default=True,
    help="In how many baskets a pair must stand.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    help="How many pairs are proposed at most.",
)
@click.option(
    "--discount",
    type=click.IntRange(0, 99),
    metavar="PERCENT",
    help="What a bundle takes off its prices (default: the setting bundle_discount).",
)
@click.option(
    "--floor",
    type=click.IntRange(0, 99),
    metavar="PERCENT",
    help="What must be left of its price after cost (default: the setting margin_floor).",
)
@click.option(
    "--without-cost",
    is_flag=True,
    help="Propose articles too whose cost is not known, so that no floor can be kept.",
)
@click.option("--kept", is_flag=True, help="Look for nothing new: show what was proposed.")
@click.option("--accept", **_PAIR, help="Accept a pair that was proposed; for rules to use.")
@click.option("--reject", **_PAIR, help="Reject one; it stays rejected when it is found again.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write them as JSON lines."
)
@json_option
@pass_shell
def pairs(
    shell: Shell,
    least: int,
    top: int,
    discount: int | None,
    floor: int | None,
    *,
    without_cost: bool,
    kept: bool,
    accept: Sequence[tuple[str, str]],
    reject: Sequence[tuple[str, str]],
    out: Path | None,
) -> None:
    """Find kinds of article that are bought together more often than chance; propose bundles.

    Two kinds of one category are never a pair, and every kind has an article in stock that keeps
    the margin floor. Pairs are found in the first three quarters of the baskets and judged by the
    last one ("later"). They are proposals: nothing is sold by them until a rule uses those that
    were accepted (docs/what-goes-together.md).
    """

    async def work(house: House) -> tuple[Found | None, Sequence[Proposal]]:
        for verdict, named in ((Verdict.ACCEPTED, accept), (Verdict.REJECTED, reject)):
            for first, second in named:
                await house.pairs.judge(first, second, verdict)
        if kept or accept or reject:
            return None, await house.pairs.proposals()
        usual = house.bundle_terms
        terms = Terms(
            usual.discount_percent if discount is None else discount,
            usual.floor_percent if floor is None else floor,
            without_cost,
        )
        found = await house.pair_proposals.find(terms, least=least, top=top)
        return found, found.proposals

    found, proposals = shell.run(work)
    if out is not None:
        try:
            write_whole(out, b"".join(msgspec.json.encode(one) + b"\n" for one in proposals))
        except ClewError as error:
            shell.fail(error)

    def human() -> None:
        if out is None:
            shell.table(COLUMNS, map(_row, proposals))
        else:
            shell.say(f"{out}: {len(proposals):,} pairs")
        if found is not None:
            shell.say(_summary(found))

    shell.show({"proposals": proposals} if found is None else found, human)


def _row(one: Proposal) -> tuple[object, ...]:
    later = one.later
    return (
        one.pair.first,
        one.pair.second,
        f"{one.pair.together:,}",
        f"{one.pair.npmi:.2f}",
        f"{one.pair.lift:,.1f}",
        f"{one.pair.share:.0%}",
        None if later.lift is None else f"{later.lift:,.1f}",
        None if later.share is None else f"{later.share:.0%}",
        f"{one.products[0]} x {one.products[1]}",
        "unknown" if one.margin is None else f"{one.margin:.0%}",
        one.state,
    )


def _summary(found: Found) -> str:
    told = (
        f"{len(found.proposals):,} of {found.mined:,} pairs of {found.baskets:,} baskets are"
        " proposed"
    )
    if found.kept is None or found.median_later_lift is None:
        return f"{told}; the {found.later_baskets:,} later baskets judge none of them"
    return (
        f"{told}; in the {found.later_baskets:,} later baskets their median lift is"
        f" {found.median_later_lift:,.1f}, and {found.kept:.0%} keep {KEPT_LIFT:g} or more"
    )
