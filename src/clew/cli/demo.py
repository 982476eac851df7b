"""`clew demo`: the demo mall, loaded and asked."""

from __future__ import annotations

import sys

import click

from clew.cli.answers import short_place
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.clues.model import Context
from clew.demo.load import CAMPAIGN, Asked, Loaded, ask_samples, load_mall
from clew.demo.load_shop import LoadedShop, load_shop
from clew.wiring.house import House


@click.command(epilog=examples("clew demo", "clew --home /tmp/try demo --json"))
@json_option
@pass_shell
def demo(shell: Shell) -> None:
    """Load an invented mall, its clues, its shops and their players, and answer sample queries.

    Loading it twice changes nothing.
    """

    async def work(house: House) -> tuple[Loaded, LoadedShop, list[Asked]]:
        return await load_mall(house), await load_shop(house), await ask_samples(house)

    loaded, sold, asked = shell.run(work)

    def human() -> None:
        shell.say(
            f"A mall of {loaded.levels} levels in {loaded.zones:,} five-metre squares, "
            f"{loaded.connectors} doors, stairs and lifts, {loaded.clues} clues, "
            f"{loaded.static_rows} texts locked by operations."
        )
        shell.say(
            f"Its shops sell {sold.products} products; {sold.players} players bought "
            f"{sold.lines:,} times in a year.\n"
        )
        rows = [
            (
                one.query.text,
                _known(one.query.context),
                one.answer.outcome,
                one.answer.tier,
                short_place(one.answer),
            )
            for one in asked
        ]
        shell.table(("a player types", "known of them", "outcome", "tier", "place"), rows)
        # As it was called, so that the line can be copied where nothing is on the PATH.
        home = f"--home {shell.home} " if shell.home else ""
        ask = f'{sys.argv[0]} {home}resolve "la fontaine" --campaign {CAMPAIGN}'
        shell.say(f"\nAsk it yourself: {ask}")
        shell.say(f"What goes together: {sys.argv[0]} {home}shop pairs --top 10")

    shell.show({"loaded": loaded, "shop": sold, "asked": asked}, human)


def _known(context: Context) -> str:
    told = []
    if context.level is not None:
        told.append(f"level {context.level}")
    if context.lat is not None:
        told.append(f"position to {context.accuracy_m:g} m" if context.accuracy_m else "position")
    return ", ".join(told)
