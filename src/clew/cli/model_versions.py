"""`clew model promote` and `clew model rollback`: which trained version is in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import click
import msgspec

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.errors import ClewError, Code, InputRefused
from clew.model_registry.in_force import Look
from clew.model_registry.model import Active
from clew.model_registry.versions import Versions
from clew.wiring.house import House
from clew.wiring.starting_models import NAME as STARTING

_name = click.argument("name")


@click.command(epilog=examples("clew model promote starting-point 3"))
@_name
@click.argument("version")
@json_option
@pass_shell
def promote(shell: Shell, name: str, version: str) -> None:
    """Put a trained version in force, its files verified first; every worker uses it at once.

    `clew shop train --promote` does so by rule; this does so by your word.
    """

    async def work(house: House) -> Active:
        return _versions(house, name).promote(version)

    _show(shell, name, shell.run(work))


@click.command(epilog=examples("clew model rollback starting-point"))
@_name
@json_option
@pass_shell
def rollback(shell: Shell, name: str) -> None:
    """Put the version in force again that the present one replaced."""

    async def work(house: House) -> Active:
        return _versions(house, name).rollback()

    _show(shell, name, shell.run(work))


def told(versions: Versions, look: Look[Any]) -> dict[str, Any]:
    """What there is of a trained model, as data."""
    listed = []
    for version in versions.all():
        try:
            manifest = versions.manifest(version)
        except ClewError as error:
            listed.append({"version": version, "fault": str(error)})
            continue
        listed.append(msgspec.to_builtins(manifest))
    try:
        active = versions.active()
    except ClewError:
        active = None
    return {
        "name": versions.name,
        "active": None if active is None else active.version,
        "served": look.version,
        "fault": None if look.fault is None else str(look.fault),
        "history": [] if active is None else msgspec.to_builtins(active.history),
        "versions": listed,
    }


def print_told(shell: Shell, told_: Mapping[str, Any]) -> None:
    """The same in words."""
    shell.say(f"{told_['name']}: " + _state(told_))
    if told_["fault"]:
        shell.warn(told_["fault"])
    rows = []
    for one in told_["versions"]:
        if "fault" in one:
            rows.append((one["version"], one["fault"], "", ""))
            continue
        recalls = {
            level: f"{m[known]:.3f}"
            for level, m in one["metrics"].items()
            for known in ("recall", "auc")
            if known in m
        }
        print_ = one["fingerprint"]
        until = datetime.fromtimestamp(print_["before"], UTC).strftime("%Y-%m-%d %H:%M")
        mark = " in force" if one["version"] == told_["active"] else ""
        rows.append(
            (one["version"] + mark, until, print_["rows"], " ".join(map(" ".join, recalls.items())))
        )
    if rows:
        shell.table(("version", "trained before", "rows#", "recall@10, or AUC"), rows)


def _state(told_: Mapping[str, Any]) -> str:
    if told_["active"] is None and not told_["fault"]:
        return f"none in force; {_instead(told_)}"
    if not told_["fault"]:
        return f"version {told_['active']} in force"
    served = told_["served"]
    return "damaged; " + (_instead(told_) if served is None else f"version {served} serves")


def _instead(told_: Mapping[str, Any]) -> str:
    return "popularity serves" if told_["name"] == STARTING else "nothing is foretold"


def _versions(house: House, name: str) -> Versions:
    trained = {one.name: one for one in (house.starting_versions, house.redemption_versions)}
    if name not in trained:
        raise InputRefused(
            Code.MODEL_UNKNOWN,
            f"there is no trained model {name[:40]!r}",
            remedy=f"name {' or '.join(trained)}",
        )
    return trained[name]


def _show(shell: Shell, name: str, active: Active) -> None:
    def human() -> None:
        shell.say(f"{name} {active.version} is in force")

    shell.show({"name": name, **msgspec.to_builtins(active)}, human)
