"""`clew backup` and `clew restore`: a copy of the home, and a home made of it."""

from __future__ import annotations

from pathlib import Path

import click

from clew.backup.put_back import Restored, put_back
from clew.backup.put_back import settle as settle_home
from clew.backup.seal import Seal
from clew.backup.take import take_backup
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.errors import ClewError
from clew.settings import load
from clew.wiring.house import House

_MB = 1_000_000
_folder = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))


@click.command(epilog=examples("clew backup /var/backups/clew-monday"))
@_folder
@json_option
@pass_shell
def backup(shell: Shell, folder: Path) -> None:
    """Copy the home into a new folder, while others serve and write.

    Every write that was acknowledged before this began is in it. It appears whole, with a
    checksum of each file, or not at all. Nothing can be imported while the record is copied; all
    else goes on.
    """
    to = folder.absolute()

    async def work(house: House) -> Seal:
        return await take_backup(house, to)

    taken = shell.run(work)
    shell.show(
        {"folder": str(folder), "begun": taken.begun, "clew": taken.clew, "size": taken.size},
        lambda: shell.say(f"{folder}: {len(taken.files)} files, {taken.size / _MB:.1f} MB"),
    )


@click.command(
    epilog=examples("clew --home /var/lib/clew-restored restore /var/backups/clew-monday")
)
@_folder
@json_option
@pass_shell
def restore(shell: Shell, folder: Path) -> None:
    """Make a home of what `clew backup` copied; never over anything that is there.

    Checks every byte of the backup first. What was being written at its moment, and had not been
    acknowledged, is undone or completed.
    """
    try:
        sealed = put_back(folder.absolute(), load(shell.home).home)
    except ClewError as error:
        shell.fail(error)

    async def work(house: House) -> Restored:
        return await settle_home(house, sealed)

    restored = shell.run(work)

    def human() -> None:
        shell.say(
            f"restored as of {restored.begun}: {restored.size / _MB:.1f} MB; "
            f"{len(restored.repaired.mended)} things put right, "
            f"{restored.undone} unfinished writes settled"
        )
        shell.say("`clew doctor` compares all parts")

    shell.show(restored, human)
