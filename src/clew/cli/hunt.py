"""`clew hunt`: hunts composed for players."""

from __future__ import annotations

import click

from clew.cli.hunt_check import check
from clew.cli.hunt_codes import codes
from clew.cli.hunt_compose import compose
from clew.cli.hunt_kinds import kinds, lexicon, puzzle
from clew.cli.hunt_saved import give_up, list_, replay, show


@click.group()
def hunt() -> None:
    """Compose hunts, show them, and take them back."""


hunt.add_command(codes)
hunt.add_command(check)
hunt.add_command(compose)
hunt.add_command(give_up)
hunt.add_command(kinds)
hunt.add_command(lexicon)
hunt.add_command(list_)
hunt.add_command(puzzle)
hunt.add_command(replay)
hunt.add_command(show)
