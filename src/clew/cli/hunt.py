"""`clew hunt`: hunts composed for players."""

from __future__ import annotations

import click

from clew.cli.hunt_codes import codes
from clew.cli.hunt_compose import compose
from clew.cli.hunt_kinds import kinds, lexicon, puzzle


@click.group()
def hunt() -> None:
    """Compose hunts, show them, and take them back."""


hunt.add_command(codes)
hunt.add_command(compose)
hunt.add_command(kinds)
hunt.add_command(lexicon)
hunt.add_command(puzzle)
