"""`clew promotion`: what is given at the end of a hunt, when, and how often."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from clew.cli.promotion_allocate import allocate
from clew.cli.promotion_calendar import calendar
from clew.cli.promotion_holds import hold, release, trail
from clew.cli.promotion_words import budget_words, shown_time, value_words
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.promotions.life import Act, unknown
from clew.promotions.model import Promotion, Spent, State, Step
from clew.promotions.ports import Put
from clew.wiring.house import House

by_option = click.option("--by", default="staff", metavar="NAME", help="Who does it.")


@click.group()
def promotion() -> None:
    """Import, show and schedule promotions, and the holds on their budgets."""


promotion.add_command(allocate)
promotion.add_command(calendar)
promotion.add_command(hold)
promotion.add_command(release)
promotion.add_command(trail)


@promotion.command(
    "import",
    epilog=examples(
        "clew promotion import promotions.json", "clew promotion import promotions.csv --by ada"
    ),
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@by_option
@json_option
@pass_shell
def import_(shell: Shell, file: Path, by: str) -> None:
    """Take a file of promotions in as drafts: all of it, or nothing.

    A changed promotion becomes a new revision; what is in force stays so until that is scheduled.
    """

    async def work(house: House) -> Put:
        return await house.promotion_import.run(file, who=by)

    put = shell.run(work)

    def human() -> None:
        shell.say(
            f"{put.added:,} new, {put.changed:,} with a new revision, "
            f"{put.unchanged:,} as they were"
        )

    shell.show(put._asdict(), human)


@promotion.command(
    "list", epilog=examples("clew promotion list", "clew promotion list --state live")
)
@click.option(
    "--state", type=click.Choice([state.value for state in State]), help="Only these revisions."
)
@json_option
@pass_shell
def list_(shell: Shell, state: str | None) -> None:
    """List the promotions that are not archived: state, value, and what is left of the budget."""

    async def work(house: House) -> tuple[Sequence[Promotion], dict[str, Spent]]:
        await house.promotion_life.tick()
        shown = [one for one in State if one is not State.ARCHIVED]
        wanted = shown if state is None else [State(state)]
        return await house.promotions.promotions(wanted), dict(await house.hold_store.spent())

    known, spent = shell.run(work)

    def human() -> None:
        if not known:
            shell.say("no promotion; clew promotion import FILE brings some")
            return
        rows = [
            (one.id, one.revision, one.state, one.name, value_words(one), budget_words(one, spent))
            for one in known
        ]
        shell.table(("id", "revision#", "state", "name", "gives", "taken"), rows)

    shell.show([{"promotion": one, "spent": spent.get(one.id, Spent())} for one in known], human)


@promotion.command(epilog=examples("clew promotion show spring-bread"))
@click.argument("promotion_id", metavar="ID")
@json_option
@pass_shell
def show(shell: Shell, promotion_id: str) -> None:
    """Show one promotion's newest revision, and the trail of all of them."""

    async def work(house: House) -> tuple[Sequence[Promotion], Sequence[Step], Spent]:
        await house.promotion_life.tick()
        revisions = await house.promotions.revisions(promotion_id)
        if not revisions:
            raise unknown(promotion_id)
        spent = (await house.hold_store.spent()).get(promotion_id, Spent())
        return revisions, await house.promotions.steps(promotion_id), spent

    revisions, steps, spent = shell.run(work)
    newest = revisions[-1]

    def human() -> None:
        shell.say(f"{newest.id}, revision {newest.revision}, {newest.state}: {newest.name}")
        shell.say(f"gives {value_words(newest)}; {budget_words(newest, {newest.id: spent})}")
        rows = [
            (step.revision, step.before or "", step.after, step.who, shown_time(step.at), step.why)
            for step in steps
        ]
        shell.table(("revision#", "from", "to", "by", "at", "why"), rows)

    answer = {"promotion": newest, "revisions": revisions, "steps": steps, "spent": spent}
    shell.show(answer, human)


def _act_command(act: Act, words: str) -> click.Command:
    @click.command(str(act), help=words, epilog=examples(f"clew promotion {act} spring-bread"))
    @click.argument("promotion_id", metavar="ID")
    @click.option("--why", default="", metavar="TEXT", help="For the audit trail.")
    @by_option
    @json_option
    @pass_shell
    def command(shell: Shell, promotion_id: str, why: str, by: str) -> None:
        async def work(house: House) -> Promotion:
            return await house.promotion_life.act(act, promotion_id, who=by, why=why)

        moved = shell.run(work)
        shell.show(
            moved, lambda: shell.say(f"{moved.id}, revision {moved.revision}, is {moved.state}")
        )

    return command


_ACTS = {
    Act.APPROVE: "Say that a draft is right.",
    Act.SCHEDULE: "Put an approved revision in force; it is live in its windows.",
    Act.PAUSE: "Promise it to nobody for now; what was promised is kept.",
    Act.RESUME: "Undo `pause`.",
    Act.END: "Promise it to nobody ever again; what was promised is kept.",
    Act.ARCHIVE: "Put away a revision that has ended, or that never began.",
}
for _act, _words in _ACTS.items():
    promotion.add_command(_act_command(_act, _words))
