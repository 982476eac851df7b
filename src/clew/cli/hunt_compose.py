"""`clew hunt compose`: a hunt for a player, or for each of a file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from clew.cli.hunt_batch import Batch, compose_batch
from clew.cli.hunt_words import show_explanation, show_hunt
from clew.cli.shell import Shell, campaign_option, examples, json_option, pass_shell
from clew.errors import ClewError
from clew.hunts.compose.composed import Composed
from clew.hunts.explain import Explanation, explanation
from clew.hunts.hunts_file import composed_ms, line_of
from clew.hunts.model import Hunt, Refused
from clew.hunts.refusals import refusal_of
from clew.hunts.take_snapshot import HUNT_S, Asking
from clew.wiring.house import House

_FILE = click.Path(dir_okay=False, path_type=Path)
_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"])
_Told = tuple[Hunt | Refused, Composed | None, Explanation | None]


@click.command(
    epilog=examples(
        "clew hunt compose --player demo-001 --campaign demo --explain",
        "clew hunt compose --player demo-001 --campaign demo --lang fr --dry-run --with-answers",
        "clew hunt compose --batch players.csv --campaign demo --out hunts.jsonl",
    )
)
@click.option("--player", metavar="ID", help="The player.")
@click.option(
    "--batch", type=_FILE, metavar="FILE", help="players.csv: player_id, and lang, step_free."
)
@campaign_option
@click.option("--venue", metavar="ID", help="Where (default: where the campaign's clues lead).")
@click.option("--lang", default="en", show_default=True, help="Of a --player: en or fr.")
@click.option("--step-free", is_flag=True, help="Of a --player: only ways without steps.")
@click.option(
    "--seed",
    type=click.IntRange(0, 2**32 - 1),
    help="Of all chance (default: follows from player, campaign and moment).",
)
@click.option("--as-of", type=_MOMENT, help="As if it were that time, UTC (default: now).")
@click.option(
    "--lasts",
    type=click.IntRange(60, 30 * 86_400),
    default=HUNT_S,
    show_default=True,
    metavar="SECONDS",
    help="How long the hunt is open, and its reward held.",
)
@click.option("--explain", is_flag=True, help="Show why it is as it is: for staff.")
@click.option("--with-answers", is_flag=True, help="Show answers and reasons, too: for staff.")
@click.option("--dry-run", is_flag=True, help="Of a --player: hold and save nothing.")
@click.option("--save", is_flag=True, help="Of a --batch: hold and save each hunt.")
@click.option("--out", type=_FILE, metavar="FILE", help="hunts.jsonl: where a --batch is written.")
@click.option(
    "--world", type=_FILE, metavar="FILE", help="Write all that a --batch was composed of there."
)
@json_option
@pass_shell
def compose(
    shell: Shell,
    player: str | None,
    batch: Path | None,
    campaign: str,
    venue: str | None,
    lang: str,
    step_free: bool,  # noqa: FBT001 - click's way
    seed: int | None,
    as_of: datetime | None,
    lasts: int,
    explain: bool,  # noqa: FBT001
    with_answers: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    save: bool,  # noqa: FBT001
    out: Path | None,
    world: Path | None,
) -> None:
    """Give a player the open hunt of a campaign, or compose a new one and hold its reward.

    A batch composes one for each player of a file, one after the other as if each were held and
    saved; it holds and saves nothing without --save.
    """
    if (player is None) == (batch is None) or (batch is not None) != (out is not None):
        raise click.UsageError("give --player ID, or --batch FILE and --out FILE")
    moment = None if as_of is None else int(as_of.replace(tzinfo=UTC).timestamp())
    asking = Asking(player or "", campaign, moment or 0, venue, lang, step_free, seed, lasts)
    if batch is not None and out is not None:
        compose_batch(shell, asking, Batch(batch, out, world, save, with_answers, moment))
        return

    async def work(house: House) -> _Told:
        house.hurried = False
        now = int(house.clock.now().timestamp()) if moment is None else moment
        return await _one(house, asking._replace(as_of=now), dry_run=dry_run, explain=explain)

    outcome, composed, why = shell.run(work)
    _show(shell, outcome, composed, why, with_answers=with_answers)


async def _one(house: House, asking: Asking, *, dry_run: bool, explain: bool) -> _Told:
    if dry_run:
        taken, composed = await house.open_hunts.try_out(asking)
        why = explanation(taken.snapshot, taken.world, composed, None) if explain else None
        return composed.outcome, composed, why
    try:
        opened = await house.open_hunts.of(asking)
    except ClewError:
        if not explain:
            raise
        # Why there is none is what was asked.
        return await _one(house, asking, dry_run=True, explain=True)
    hunt = opened.saved.hunt
    why = await house.hunt_explanations.of(hunt.id) if explain else None
    return hunt, opened.composed, why


def _show(
    shell: Shell,
    outcome: Hunt | Refused,
    composed: Composed | None,
    why: Explanation | None,
    *,
    with_answers: bool,
) -> None:
    if isinstance(outcome, Refused) and why is None:
        shell.fail(refusal_of(outcome))
    ms = None if composed is None else composed_ms(composed)
    player = "" if why is None else why.player_id
    line = line_of(player, outcome, compose_ms=ms, with_answers=with_answers)

    def human() -> None:
        show_hunt(shell, line, shorter="" if composed is None else composed.shorter)
        if why is not None:
            show_explanation(shell, why)

    shell.show(line if why is None else {**line, "explanation": why}, human)
    if isinstance(outcome, Refused):
        shell.fail(refusal_of(outcome))
