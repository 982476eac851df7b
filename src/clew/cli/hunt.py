"""`clew hunt`: hunts composed for players."""

from __future__ import annotations

import click

from clew.cli.hunt_compose import compose


@click.group()
def hunt() -> None:
    """Compose hunts, show them, and take them back."""


hunt.add_command(compose)
