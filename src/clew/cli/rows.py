"""Rows of a contract file, out of a command: into a file, as JSON, or as CSV on standard output."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import click

from clew.cli.shell import Shell
from clew.errors import ClewError
from clew.tabular import write_rows

out_option = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it there."
)


def show_rows(
    shell: Shell,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    out: Path | None,
    what: str,
) -> None:
    """Writes the rows to `out`, whole or not at all; without it, prints them.

    `what` names the rows for people: "clues".
    """
    if out is not None:
        try:
            write_rows(out, header, iter(rows))
        except ClewError as error:
            shell.fail(error)
        answer = {"out": str(out), "rows": len(rows)}
        shell.show(answer, lambda: shell.say(f"{len(rows):,} {what} written to {out}"))
        return
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    shell.show(
        [dict(zip(header, row, strict=True)) for row in rows],
        lambda: click.echo(text.getvalue(), nl=False),
    )
