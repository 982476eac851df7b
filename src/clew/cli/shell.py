"""What every command shares: its home, `--json`, how results and errors are shown, exit codes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar

import click
import msgspec

from clew.errors import ClewError, Problem
from clew.settings import load
from clew.wiring.house import House

T = TypeVar("T")
SHOWN_PROBLEMS = 20
"""How many refusals of one file are printed in words; `--json` has them all."""


class Shell:
    """The running command's surroundings.

    Attributes:
        home: as `--home` gave it; None for the settings to decide.
        json: whether results and errors are printed as JSON.
    """

    def __init__(self, home: Path | None) -> None:
        self.home = home
        self.json = False

    def run(self, work: Callable[[House], Awaitable[T]]) -> T:
        """Runs an async use case in a wired house; a `ClewError` is shown and ends the command."""

        async def inside() -> T:
            house = House(load(self.home))
            house.prepare()
            try:
                answer = await work(house)
            except BaseException:
                # The error is the story; lost counts would only stand in its way.
                await house.close()
                raise
            lost = await house.close()
            if lost is not None:
                self.warn(f"not counted: {lost}")
            return answer

        try:
            return asyncio.run(inside())
        except ClewError as error:
            self.fail(error)

    def fail(self, error: ClewError) -> NoReturn:
        """Prints an error on standard error and exits with its status."""
        problems = error.problems()
        if self.json:
            total = getattr(error, "total", len(problems))
            answer = {"error": problems[0], "errors": problems, "total": total}
            click.echo(msgspec.json.encode(answer), err=True)
        else:
            for problem in problems[:SHOWN_PROBLEMS]:
                self._print_problem(problem)
            hidden = getattr(error, "total", len(problems)) - min(len(problems), SHOWN_PROBLEMS)
            if hidden > 0:
                click.echo(f"... and {hidden:,} more", err=True)
        sys.exit(error.exit_status)

    def _print_problem(self, problem: Problem) -> None:
        place = str(problem.where)
        click.secho("error ", fg="red", bold=True, err=True, nl=False)
        click.echo(f"[{problem.code}] {place + ': ' if place else ''}{problem.message}", err=True)
        click.secho(f"      {problem.remedy}", dim=True, err=True)

    def show(self, answer: Any, human: Callable[[], None]) -> None:
        """Prints a result: as one line of JSON, or as `human` draws it."""
        if self.json:
            click.echo(msgspec.json.encode(answer))
        else:
            human()

    def say(self, line: str) -> None:
        """Prints a line of words as they are."""
        click.echo(line)

    def warn(self, line: str) -> None:
        """Prints a line on standard error."""
        click.secho(line, fg="yellow", err=True)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Prints a table; columns whose name ends in `#` hold numbers and stand right."""
        # A fifth of a second to import, which an answer in JSON need not wait for.
        from rich.console import Console  # noqa: PLC0415
        from rich.table import Table  # noqa: PLC0415

        table = Table(header_style="bold", box=None, pad_edge=False)
        for column in columns:
            justify: Literal["right", "left"] = "right" if column.endswith("#") else "left"
            table.add_column(column.removesuffix("#"), justify=justify, overflow="fold")
        for row in rows:
            table.add_row(*("" if cell is None else _plain(cell) for cell in row))
        # Where nobody watches there is no width to keep to.
        Console(highlight=False, width=None if sys.stdout.isatty() else 160).print(table)

    @contextmanager
    def progress(self) -> Iterator[Callable[[str, int, int], None]]:
        """A progress bar on standard error; silent with `--json` or where nobody looks.

        Gives what is told (what is being done, how many are done, of how many; 0 if unknown).
        """
        if self.json or not sys.stderr.isatty():
            yield _unwatched
            return
        from rich.console import Console  # noqa: PLC0415

        from clew.cli.progress_bar import shown  # noqa: PLC0415

        with shown(Console(stderr=True)) as watch:
            yield watch


def _unwatched(_doing: str, _done: int, _total: int) -> None:
    pass


def _plain(cell: object) -> str:
    return str(cell).replace("[", r"\[")


def _set_json(context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001
    if value:
        context.ensure_object(Shell).json = True


json_option = click.option(
    "--json",
    is_flag=True,
    expose_value=False,
    callback=_set_json,
    is_eager=True,
    help="Print the result, and any error, as JSON.",
)

campaign_option = click.option("--campaign", required=True, metavar="ID", help="The campaign's id.")

pass_shell = click.make_pass_decorator(Shell)


def examples(*lines: str) -> str:
    """The examples that end a command's help."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
