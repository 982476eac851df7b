"""`clew hunt compose`: a hunt for a player, or for each of a file."""

from __future__ import annotations

import click

from clew.cli.shell import Shell, campaign_option, examples, json_option, pass_shell
from clew.hunts.compose.composed import Composed
from clew.hunts.hunts_file import composed_ms, line_of
from clew.hunts.model import Hunt
from clew.hunts.take_snapshot import Asking
from clew.wiring.house import House


@click.command(epilog=examples("clew hunt compose --player demo-001 --campaign demo"))
@click.option("--player", required=True, metavar="ID", help="The player.")
@campaign_option
@click.option("--venue", metavar="ID", help="Where (default: where the campaign's clues lead).")
@click.option("--lang", default="en", show_default=True, help="en or fr.")
@click.option("--step-free", is_flag=True, help="Only ways without steps.")
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), help="Of all chance.")
@click.option("--with-answers", is_flag=True, help="Show the answers, too.")
@click.option("--dry-run", is_flag=True, help="Hold and save nothing.")
@json_option
@pass_shell
def compose(
    shell: Shell,
    player: str,
    campaign: str,
    venue: str | None,
    lang: str,
    step_free: bool,
    seed: int | None,
    with_answers: bool,
    dry_run: bool,
) -> None:
    """Compose the player's hunt, or show the open one."""

    async def work(house: House):
        house.hurried = False
        asking = Asking(
            player,
            campaign,
            int(house.clock.now().timestamp()),
            venue,
            lang,
            step_free,
            seed,
        )
        if dry_run:
            _, composed = await house.open_hunts.try_out(asking)
            return composed.outcome, composed
        opened = await house.open_hunts.of(asking)
        return opened.saved.hunt, opened.composed

    outcome, composed = shell.run(work)
    ms = None if composed is None else composed_ms(composed)
    line = line_of(player, outcome, compose_ms=ms, with_answers=with_answers)
    import msgspec
    print(msgspec.json.format(msgspec.json.encode(line)).decode())
    if composed: print(composed.stages, composed.shorter); 
    if composed and composed.refused: print([n for n in composed.trace.refused][:40])
