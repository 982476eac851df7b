"""`clew`: the table of commands. A command's module is imported when the command is called."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click

from clew.cli.shell import Shell

COMMANDS = {
    # command -> module of clew.cli that holds it, under the same name
    "backup": "backup",
    "campaign": "campaign",
    "clue": "clue",
    "demo": "demo",
    "doctor": "doctor",
    "hunt": "hunt",
    "key": "key",
    "model": "model",
    "promotion": "promotion",
    "repair": "repair",
    "resolve": "resolve",
    "restore": "backup",
    "rules": "rules",
    "serve": "serve",
    "shop": "shop",
    "static": "static",
    "survey": "survey",
    "venue": "venue",
    "zone": "zone",
}


class Commands(click.Group):
    """A group that looks its commands up in the table."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Every command, by name."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"clew.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    # Whether it can be read is the house's to say: that is a part down, not a wrong word.
    type=click.Path(file_okay=False, readable=False, path_type=Path),
    help="The data directory (default: CLEW_HOME, else ~/.local/share/clew).",
)
@click.version_option(package_name="clew")
@click.pass_context
def main(context: click.Context, home: Path | None) -> None:
    """Clew: every clue to one measured five-metre square, or an honest question.

    Exit status: 0 done (a miss is done), 1 input refused, 2 wrong usage, 3 a needed part is
    unavailable.
    """
    context.obj = Shell(home)
