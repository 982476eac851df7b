"""`clew rules`: decision tables, looked over, compared, tried, put in force and taken back."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from clew.cli.rules_dry_run import dry_run
from clew.cli.rules_words import print_findings
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.durable import write_whole
from clew.rules.diff import differences
from clew.rules.findings import RulesReport
from clew.rules.lint import read_set
from clew.rules.ports import Change, Head
from clew.rules.read_file import read_rules, written
from clew.wiring.house import House

file_argument = click.argument("file", type=click.Path(path_type=Path))
version_option = click.option(
    "--version", "version", type=click.IntRange(min=0), help="Which version; else the one in force."
)


@click.group()
def rules() -> None:
    """Look at the rules, try them, and say which are in force."""


rules.add_command(dry_run)


@rules.command(epilog=examples("clew rules lint my-rules.json", "clew rules lint folder --json"))
@file_argument
@json_option
@pass_shell
def lint(shell: Shell, file: Path) -> None:
    """Say what is wrong with a rule set; change nothing.

    FILE holds named tables, or is a folder with a JDM file a decision (docs/rules.md). Exit
    status 1 where there are errors: `activate` would refuse it.
    """

    async def work(house: House) -> RulesReport:
        return house.rules.lint(read_rules(file))

    report = shell.run(work)
    shell.show(report, lambda: print_findings(shell, report))
    if not report.sound:
        sys.exit(1)


@rules.command(epilog=examples("clew rules diff my-rules.json", "clew rules diff a.json"))
@file_argument
@version_option
@json_option
@pass_shell
def diff(shell: Shell, file: Path, version: int | None) -> None:
    """Say in words what a rule set does that the one in force does not."""

    async def work(house: House) -> dict[str, Any]:
        old = house.rules.documents(version)
        new = read_rules(file)
        house.rules.trial(new)
        found = differences(read_set(old)[0], read_set(new)[0])
        return {"old": old.file, "new": new.file, "differences": found}

    answer = shell.run(work)

    def human() -> None:
        if not answer["differences"]:
            shell.say(f"{answer['new']} says what {answer['old']} says")
        shell.table(
            ("table", "row", "what"),
            [(one.table, one.row, one.says) for one in answer["differences"]],
        )

    shell.show(answer, human)


@rules.command(epilog=examples("clew rules activate my-rules.json"))
@file_argument
@json_option
@pass_shell
def activate(shell: Shell, file: Path) -> None:
    """Put a rule set in force, in every worker at once; refuse what lint calls an error."""

    async def work(house: House) -> dict[str, Any]:
        change, report = await house.rules.activate(read_rules(file))
        return {"change": change, "version": house.rules.head().version, "report": report}

    answer = shell.run(work)

    def human() -> None:
        change: Change | None = answer["change"]
        if change is None:
            shell.say(f"version {answer['version']} is in force already")
        else:
            shell.say(f"version {change.version} is in force ({change.name})")
        print_findings(shell, answer["report"], notes=False)

    shell.show(answer, human)


@rules.command(epilog=examples("clew rules rollback", "clew rules rollback --to 3"))
@click.option("--to", type=click.IntRange(min=0), help="Which version; else the one before.")
@json_option
@pass_shell
def rollback(shell: Shell, to: int | None) -> None:
    """Put the version in force again that was before this one, in every worker at once."""

    async def work(house: House) -> Change:
        return await house.rules.rollback(to)

    change = shell.run(work)
    shell.show(change, lambda: shell.say(f"version {change.version} is in force ({change.name})"))


@rules.command(epilog=examples("clew rules status"))
@json_option
@pass_shell
def status(shell: Shell) -> None:
    """Say which version is in force, and prove that it is whole."""

    async def work(house: House) -> dict[str, Any]:
        head, book = house.rules.head(), house.rules.book()
        tables = read_set(house.rules.documents())[0].tables
        return {
            "version": book.version,
            "name": book.name,
            "sha256": head.sha256,
            "generation": head.generation,
            "since": head.history[-1].at if head.history else None,
            "tables": {name: len(table.rows) for name, table in tables.items()},
        }

    answer = shell.run(work)

    def human() -> None:
        since = "" if answer["since"] is None else f", since {_day(answer['since'])}"
        shipped = ", shipped with this release" if answer["version"] == 0 else ""
        shell.say(f"version {answer['version']} ({answer['name']}){shipped}{since}")
        shell.table(("table", "rows#"), answer["tables"].items())

    shell.show(answer, human)


@rules.command(epilog=examples("clew rules history"))
@json_option
@pass_shell
def history(shell: Shell) -> None:
    """List what was in force, the newest first."""

    async def work(house: House) -> Head:
        return house.rules.head()

    head = shell.run(work)
    newest = tuple(reversed(head.history))

    def human() -> None:
        shell.table(
            ("switch#", "version#", "before#", "what", "name", "at"),
            [
                (one.generation, one.version, one.before, one.what, one.name, _day(one.at))
                for one in newest
            ],
        )

    shell.show({"version": head.version, "history": newest}, human)


@rules.command(epilog=examples("clew rules export --out my-rules.json"))
@version_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it there.")
@json_option
@pass_shell
def export(shell: Shell, version: int | None, out: Path | None) -> None:
    """Write a version out, to be changed and activated; the shipped one is version 0."""

    async def work(house: House) -> bytes:
        content = written(house.rules.documents(version))
        if out is not None:
            write_whole(out, content)
        return content

    content = shell.run(work)
    if out is None:
        click.echo(content, nl=False)
    else:
        answer = {"out": str(out), "bytes": len(content)}
        shell.show(answer, lambda: shell.say(f"{len(content):,} bytes written to {out}"))


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
