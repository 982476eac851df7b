"""`clew hunt check`: whether the hunts of a file make sense, told by what did not make them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.errors import ClewError, Code, InputRefused, Where
from clew.hunt_check.check import Checker, check_alone
from clew.hunt_check.faults import Report
from clew.hunts.word_list import common_words
from clew.testing.rule_reference import ReferenceTable

LANGUAGES = ("en", "fr")


@click.command(
    epilog=examples(
        "clew hunt check hunts.jsonl --world world.json",
        "clew hunt check hunts.jsonl --world world.json --json",
    )
)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--world",
    type=click.Path(dir_okay=False, path_type=Path),
    help="What the hunts were composed of, as written beside them; else lines are checked alone.",
)
@json_option
@pass_shell
def check(shell: Shell, file: Path, world: Path | None) -> None:
    """Say what is wrong with hunts; exit status 1 where anything is.

    FILE is written by `clew hunt compose --with-answers`. Every puzzle is solved again by a second
    implementation, every way is searched and every rule asked again, by code that the composer
    does not share.
    """
    try:
        report = _report(file, world)
    except ClewError as error:
        shell.fail(error)
    shell.show(_told(report), lambda: _print(shell, report))
    if not report.sound:
        sys.exit(1)


def _report(file: Path, world: Path | None) -> Report:
    rows = _read(file).splitlines()
    if world is None:
        return check_alone(rows)
    try:
        values = msgspec.json.decode(_read(world), type=dict[str, Any])
    except (msgspec.DecodeError, msgspec.ValidationError) as cause:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"this is no world of hunts: {cause}",
            remedy="give the file that `clew hunt compose --world` wrote",
            where=Where(file=str(world)),
        ) from cause
    words = {lang: list(common_words(lang)) for lang in LANGUAGES}
    return Checker(values, words, ReferenceTable).check(rows)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as cause:
        raise InputRefused(
            Code.FILE_UNREADABLE,
            f"{path} can't be read: {cause.strerror}",
            remedy="give a file that is there and may be read",
            where=Where(file=str(path)),
        ) from cause


def _told(report: Report) -> dict[str, Any]:
    faults = [{**msgspec.to_builtins(one), "remedy": one.remedy} for one in report.faults]
    return {**msgspec.to_builtins(report), "faults": faults, "sound": report.sound}


def _print(shell: Shell, report: Report) -> None:
    shell.say(
        f"{report.hunts:,} hunts, {report.refused:,} players refused, {len(report.faults):,} faults"
    )
    for what, counts in (
        ("kinds", report.kinds),
        ("steps a hunt", report.lengths),
        ("refusals", report.refusals),
    ):
        if counts:
            shell.say(
                f"{what}: " + ", ".join(f"{name} {count:,}" for name, count in counts.items())
            )
    if report.hunts:
        shell.say(f"different first targets: {report.firsts:,}")
    if report.owed:
        shell.say(f"refused though a search finds a hunt: {len(report.owed):,}")
    if report.faults:
        shell.table(
            ("hunt", "step#", "rule", "what", "what to do"),
            [(one.hunt, one.step, one.rule, one.message, one.remedy) for one in report.faults],
        )
