"""`clew hunt show|list|give-up|replay`: hunts that were given out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from clew.cli.hunt_words import show_explanation, show_hunt
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.hunts.explain import Explanation
from clew.hunts.hunts_file import saved_line
from clew.hunts.replay import Replayed
from clew.hunts.replay_file import Compared, replay_file
from clew.hunts.saved import Saved, State
from clew.wiring.house import House

_FILE = click.Path(dir_okay=False, path_type=Path)
_SHOWN = 20


@click.command(epilog=examples("clew hunt show h3ed162b3574151e75e2407d9 --explain --with-answers"))
@click.argument("hunt", metavar="ID")
@click.option("--explain", is_flag=True, help="Show why it is as it is: for staff.")
@click.option("--with-answers", is_flag=True, help="Show answers and reasons, too: for staff.")
@json_option
@pass_shell
def show(shell: Shell, hunt: str, explain: bool, with_answers: bool) -> None:  # noqa: FBT001
    """Show a hunt that was given out."""

    async def work(house: House) -> tuple[Saved, Explanation | None]:
        saved = await house.open_hunts.show(hunt)
        return saved, await house.hunt_explanations.of(hunt) if explain else None

    saved, why = shell.run(work)
    line = saved_line(saved, with_answers=with_answers)

    def human() -> None:
        shell.say(f"{saved.state}, until {_time(saved.until)}")
        show_hunt(shell, line, shorter="")
        if why is not None:
            show_explanation(shell, why)

    shell.show(line if why is None else {**line, "explanation": why}, human)


@click.command("list", epilog=examples("clew hunt list --campaign demo --state open"))
@click.option("--campaign", metavar="ID", help="Only of this campaign.")
@click.option("--state", type=click.Choice([one.value for one in State]), help="Only these.")
@click.option("--after", default="", metavar="ID", help="Only what comes after that one.")
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000),
    default=100,
    show_default=True,
    help="How many at most.",
)
@json_option
@pass_shell
def list_(shell: Shell, campaign: str | None, state: str | None, after: str, limit: int) -> None:
    """List hunts that were given out, by id."""

    async def work(house: House) -> Sequence[Saved]:
        now = int(house.clock.now().timestamp())
        wanted = None if state is None else State(state)
        return await house.hunt_store.hunts(
            campaign=campaign, state=wanted, after=after, limit=limit, now=now
        )

    found = shell.run(work)

    def human() -> None:
        rows = [
            (
                *(one.hunt.id, one.hunt.player, one.hunt.campaign, one.state),
                *(len(one.hunt.steps), one.hunt.reward.promotion, _time(one.until)),
            )
            for one in found
        ]
        columns = ("hunt", "player", "campaign", "state", "steps#", "leads to", "until")
        shell.table(columns, rows)

    shell.show([saved_line(one, with_answers=False) for one in found], human)


@click.command("give-up", epilog=examples("clew hunt give-up h3ed162b3574151e75e2407d9"))
@click.argument("hunt", metavar="ID")
@json_option
@pass_shell
def give_up(shell: Shell, hunt: str) -> None:
    """End an open hunt; its reward's budget is free again."""

    async def work(house: House) -> Saved:
        return await house.open_hunts.give_up(hunt)

    saved = shell.run(work)
    shell.show(
        saved_line(saved, with_answers=False),
        lambda: shell.say(f"hunt {hunt} is given up; {saved.hunt.reward.promotion} is free again"),
    )


@click.command(
    epilog=examples(
        "clew hunt replay h3ed162b3574151e75e2407d9",
        "clew hunt replay hunts.jsonl --world world.json",
    )
)
@click.argument("what", metavar="ID|FILE")
@click.option("--world", type=_FILE, metavar="FILE", help="What the hunts of a FILE were made of.")
@json_option
@pass_shell
def replay(shell: Shell, what: str, world: Path | None) -> None:
    """Compose hunts again from their snapshots, and compare: nothing but the time may differ.

    Exit status 1 where anything does.
    """
    if world is not None:
        found = _of_file(shell, Path(what), world)
        differing = [one for one in found if one.differs]
        told = {"hunts": len(found), "differing": [one._asdict() for one in differing]}
    else:

        async def work(house: House) -> Replayed:
            return await house.hunt_replay.of(what)

        again = shell.run(work)
        differing = [Compared(1, what, tuple(again.differs))] if again.differs else []
        told = {"hunts": 1, "differing": [one._asdict() for one in differing]}

    def human() -> None:
        shell.say(f"{told['hunts']} composed again, {len(differing)} of them came out otherwise")
        rows = [(one.line, one.name, ", ".join(one.differs)) for one in differing[:_SHOWN]]
        if rows:
            shell.table(("line#", "hunt", "differs"), rows)

    shell.show(told, human)
    if differing:
        raise SystemExit(1)


def _of_file(shell: Shell, lines: Path, world: Path) -> Sequence[Compared]:
    with shell.progress() as watch:

        async def work(house: House) -> Sequence[Compared]:
            return list(replay_file(lines, world, house.worlds, watch))

        return shell.run(work)


def _time(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")
