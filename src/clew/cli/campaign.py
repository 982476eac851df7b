"""`clew campaign`: the period and scope in which clues live."""

from __future__ import annotations

from collections.abc import Sequence

import click

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.clues.model import Campaign
from clew.wiring.house import House


@click.group()
def campaign() -> None:
    """Create, list, close and reopen campaigns."""


@campaign.command(epilog=examples("clew campaign create spring-2027"))
@click.argument("campaign_id", metavar="ID")
@json_option
@pass_shell
def create(shell: Shell, campaign_id: str) -> None:
    """Create an empty campaign. Importing clues creates it, too."""

    async def work(house: House) -> Campaign:
        return await house.campaigns.create(campaign_id)

    created = shell.run(work)
    shell.show(created, lambda: shell.say(f"campaign {created.id} is open"))


@campaign.command("list", epilog=examples("clew campaign list", "clew campaign list --json"))
@json_option
@pass_shell
def list_(shell: Shell) -> None:
    """List the campaigns."""

    async def work(house: House) -> Sequence[Campaign]:
        return await house.clues.campaigns()

    known = shell.run(work)

    def human() -> None:
        if not known:
            shell.say("no campaign yet; clew campaign create ID makes one")
            return
        rows = [
            (one.id, "open" if one.open else "closed", one.created, one.closed) for one in known
        ]
        shell.table(("id", "state", "created", "closed"), rows)

    shell.show(known, human)


@campaign.command(epilog=examples("clew campaign close spring-2027"))
@click.argument("campaign_id", metavar="ID")
@json_option
@pass_shell
def close(shell: Shell, campaign_id: str) -> None:
    """Stop a campaign's answers and writes; nothing of it is lost."""

    async def work(house: House) -> Campaign:
        return await house.campaigns.close(campaign_id)

    closed = shell.run(work)
    shell.show(closed, lambda: shell.say(f"campaign {closed.id} is closed"))


@campaign.command(epilog=examples("clew campaign reopen spring-2027"))
@click.argument("campaign_id", metavar="ID")
@json_option
@pass_shell
def reopen(shell: Shell, campaign_id: str) -> None:
    """Undo `close`."""

    async def work(house: House) -> Campaign:
        return await house.campaigns.reopen(campaign_id)

    opened = shell.run(work)
    shell.show(opened, lambda: shell.say(f"campaign {opened.id} is open"))
