"""`clew clue history`: what became of a clue."""

from __future__ import annotations

import click

from clew.cli.shell import Shell, campaign_option, examples, json_option, pass_shell
from clew.clues.history import History, history_of
from clew.ids import check_slug
from clew.wiring.house import House


@click.command(epilog=examples("clew clue history c7 --campaign spring-2027"))
@click.argument("clue_id", metavar="CLUE")
@campaign_option
@click.option(
    "--top",
    type=click.IntRange(1, 10_000),
    default=50,
    show_default=True,
    help="How many revisions.",
)
@json_option
@pass_shell
def history(shell: Shell, clue_id: str, campaign: str, top: int) -> None:
    """List a clue's revisions, the newest first; none is ever changed or lost.

    `live` and `deleted` stand, `superseded` stood, `abandoned` never did; `publishing` and
    `deleting` are being written, or broke off.
    """

    async def work(house: House) -> History:
        check_slug(campaign, what="campaign")
        return await history_of(campaign, clue_id, record=house.clues, limit=top)

    told = shell.run(work)

    def human() -> None:
        rows = [
            (one.revision, one.state, one.created, one.zone, "\n".join((one.text, *one.aliases)))
            for one in told.revisions
        ]
        shell.table(("revision#", "state", "since", "zone", "text"), rows)
        if told.next is not None:
            shell.say("there are older ones: --top shows more")

    shell.show(told, human)
