"""`clew key`: who may write over HTTP, and who may ask where asking is not open to all."""

from __future__ import annotations

import click

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.http.keys import KeyFile, Scope
from clew.wiring.house import House


@click.group()
def key() -> None:
    """Make, list and end the keys of `clew serve`; a change is in force at once."""


@key.command(epilog=examples("clew key create --scope resolve"))
@click.option(
    "--scope",
    type=click.Choice([str(scope) for scope in Scope]),
    default=str(Scope.RESOLVE),
    show_default=True,
    help="resolve: ask. hunts: ask, and open players' hunts. admin: everything.",
)
@json_option
@pass_shell
def create(shell: Shell, scope: str) -> None:
    """Make one more key, and print it: it is not kept, and is never shown again."""

    async def work(house: House) -> str:
        return KeyFile(house.home).create(Scope(scope))

    made = shell.run(work)
    shell.show({"scope": scope, "key": made}, lambda: shell.say(made))


@key.command(epilog=examples("clew key rotate"))
@json_option
@pass_shell
def rotate(shell: Shell) -> None:
    """Make a new admin key and print it; every other admin key ends at once."""

    async def work(house: House) -> str:
        return KeyFile(house.home).rotate()

    made = shell.run(work)
    shell.show({"scope": "admin", "key": made}, lambda: shell.say(made))


@key.command("list", epilog=examples("clew key list"))
@json_option
@pass_shell
def list_(shell: Shell) -> None:
    """List the keys in force, by id."""

    async def work(house: House) -> list[dict[str, str]]:
        keys = KeyFile(house.home).keys()
        return [{"id": one.id, "scope": str(one.scope), "created": one.created} for one in keys]

    known = shell.run(work)
    rows = [tuple(one.values()) for one in known]
    shell.show(known, lambda: shell.table(("id", "scope", "created"), rows))


@key.command(epilog=examples("clew key revoke 1f0c9a77"))
@click.argument("key_id", metavar="ID")
@json_option
@pass_shell
def revoke(shell: Shell, key_id: str) -> None:
    """End a key at once."""

    async def work(house: House) -> None:
        KeyFile(house.home).revoke(key_id)

    shell.run(work)
    shell.show({"revoked": key_id}, lambda: shell.say(f"key {key_id} is no longer in force"))
