"""`clew repair`: complete or undo what broke off, and make the tiers agree with the record."""

from __future__ import annotations

from collections.abc import Sequence

import click
import msgspec

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.clues.repair import Repaired
from clew.hunts.ports import Swept
from clew.promotions.check import Tidied
from clew.shop.imported import Imported
from clew.wiring.house import House


@click.command(epilog=examples("clew repair", "clew repair --json"))
@json_option
@pass_shell
def repair(shell: Shell) -> None:
    """Complete or undo what broke off, and make the tiers and budgets agree with the record.

    Safe at any time and as often as you like: what somebody may still be writing is left alone
    and named. `clew doctor` names what needs a person.
    """

    async def work(house: House) -> tuple[Repaired, Tidied, Sequence[Imported], Swept]:
        return (
            await house.repair.run(),
            await house.promotion_check.repair(),
            await house.history_import.complete(),
            await house.hunt_store.sweep(int(house.clock.now().timestamp())),
        )

    repaired, tidied, imported, swept = shell.run(work)

    def human() -> None:
        if repaired.mended:
            rows = [(one.campaign, one.clue or "", one.done) for one in repaired.mended]
            shell.table(("campaign", "clue", "mended"), rows)
        for one in repaired.left:
            shell.say(
                f"clue {one.clue} of campaign {one.campaign} is being written; "
                f"run this again in {one.retry_after_s:g} s"
            )
        for waiting in repaired.imports:
            shell.say(
                f"the import of {waiting.file} into campaign {waiting.campaign} waits: "
                f"{waiting.why}"
            )
        _say_tidied(shell, tidied)
        for file in imported:
            shell.say(f"the import of {file.file} into the shop is complete")
        if swept.expired:
            shell.say(f"{swept.expired:,} hunts that had ended are closed")
        if swept.parts:
            shell.say(f"{swept.parts:,} parts of snapshots that no hunt needs are gone")
        parts = (repaired.mended, repaired.left, repaired.imports, imported)
        if not any(parts) and tidied.nothing and swept == Swept(0, 0):
            shell.say("nothing to mend")

    told = {"promotions": tidied, "shop": imported, "hunts": swept}
    shell.show(msgspec.structs.asdict(repaired) | told, human)


def _say_tidied(shell: Shell, tidied: Tidied) -> None:
    if tidied.expired:
        shell.say(f"the budget of {tidied.expired:,} holds that ran out is free again")
    for counter in tidied.recounted:
        shell.say(f"the budget of {counter} is counted anew")
    for moved in tidied.moved:
        shell.say(f"by the clock, promotion {moved}")
