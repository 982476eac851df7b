"""`clew serve`: the door, until it is told to close."""

from __future__ import annotations

from functools import partial

import click

from clew.cli.served import told_of_start
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.errors import ClewError
from clew.settings import load


@click.command(epilog=examples("clew serve", "clew serve --port 8080 --workers 2"))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65_535),
    help="The port; 0 takes a free one.",
)
@click.option(
    "--workers",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    help="How many processes answer.",
)
@json_option
@pass_shell
def serve(shell: Shell, host: str, port: int, workers: int) -> None:
    """Answer over HTTP until SIGTERM or Ctrl-C; requests that were accepted are answered first.

    Writing over HTTP needs the admin key, which the first start in a home makes and prints once;
    `clew key rotate` makes another. Asking needs no key on an address that only this machine
    reaches; the setting `resolve_access` says otherwise.

    Prints the address once it answers. With --json that is one line, and the process goes on.
    """
    # The server takes a fifth of a second to import, which no other command need wait for.
    from clew.http.server import serve as listen  # noqa: PLC0415

    try:
        listen(
            load(shell.home),
            host=host,
            port=port,
            workers=workers,
            announce=partial(told_of_start, shell),
        )
    except ClewError as error:
        shell.fail(error)
