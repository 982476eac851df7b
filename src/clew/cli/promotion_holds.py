"""`clew promotion hold` and `release`: what staff do to one player's promise by hand."""

from __future__ import annotations

import click

from clew.cli.promotion_words import shown_time
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.money import minor_units
from clew.promotions.granted import granted
from clew.promotions.life import unknown
from clew.promotions.model import Hold, Refusal
from clew.wiring.house import House


@click.command(
    epilog=examples(
        "clew promotion hold spring-bread --player ada --id desk-17 --money 2.50",
        "clew promotion hold spring-bread --player ada --id desk-17 --money 2.50 --firm",
    )
)
@click.argument("promotion_id", metavar="ID")
@click.option("--player", required=True, metavar="ID", help="Who it is promised to.")
@click.option("--id", "hold_id", required=True, metavar="HOLD", help="Your id; twice is once.")
@click.option(
    "--money", default="0", metavar="AMOUNT", help="What it costs the shop at most, as 2.50."
)
@click.option("--firm", is_flag=True, help="For good, not for half an hour.")
@json_option
@pass_shell
def hold(
    shell: Shell,
    promotion_id: str,
    player: str,
    hold_id: str,
    money: str,
    firm: bool,  # noqa: FBT001
) -> None:
    """Take budget for a player by hand."""

    async def work(house: House) -> Hold:
        revisions = await house.promotions.revisions(promotion_id)
        if not revisions:
            raise unknown(promotion_id)
        amount = minor_units(money, revisions[-1].currency)
        taken = granted(await house.holds.take(hold_id, promotion_id, player, money=amount))
        return granted(await house.holds.make_firm(hold_id)) if firm else taken

    _show(shell, shell.run(work))


@click.command(
    epilog=examples(
        "clew promotion release desk-17",
        'clew promotion release desk-17 --firm --why "the sale was undone" --by bob',
    )
)
@click.argument("hold_id", metavar="HOLD")
@click.option("--firm", is_flag=True, help="Also where it is firm; then say why.")
@click.option("--why", default="", metavar="TEXT", help="Kept in the hold's trail.")
@click.option("--by", "who", default="", metavar="NAME", help="Kept in the hold's trail.")
@json_option
@pass_shell
def release(
    shell: Shell,
    hold_id: str,
    firm: bool,  # noqa: FBT001
    why: str,
    who: str,
) -> None:
    """Give back the budget of a hold; of a firm one only with --firm and a reason."""
    if bool(why or who) and not firm:
        raise click.UsageError("--why and --by go with --firm")

    async def work(house: House) -> Hold:
        if firm:
            return granted(await house.holds.give_back(hold_id, why, who=who))
        return granted(await house.holds.release(hold_id))

    _show(shell, shell.run(work))


@click.command(epilog=examples("clew promotion trail desk-17"))
@click.argument("hold_id", metavar="HOLD")
@json_option
@pass_shell
def trail(shell: Shell, hold_id: str) -> None:
    """Tell what became of a hold, when, by whom and why."""

    async def work(house: House) -> list[dict[str, object]]:
        turns = await house.hold_store.trail(hold_id)
        if not turns:
            granted(Refusal.HOLD_UNKNOWN)
        return [turn._asdict() for turn in turns]

    turns = shell.run(work)

    def human() -> None:
        shell.table(
            ("state", "at", "who", "why"),
            [
                (one["after"], shown_time(int(str(one["at"]))), one["who"], one["why"])
                for one in turns
            ],
        )

    shell.show(turns, human)


def _show(shell: Shell, kept: Hold) -> None:
    until = f" until {shown_time(kept.expires)}" if kept.state == "held" else ""
    shell.show(
        kept, lambda: shell.say(f"hold {kept.id} of {kept.promotion} is {kept.state}{until}")
    )
