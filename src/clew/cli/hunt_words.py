"""Hunts and explanations as people read them in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from clew.cli.shell import Shell
from clew.errors import InputRefused
from clew.hunts.explain import Explanation
from clew.money import plain

SHOWN = 12
"""Rows of one list that are shown; `--json` has them all."""


def show_hunt(shell: Shell, line: Mapping[str, Any], *, shorter: str) -> None:
    """A line of hunts.jsonl: the reward, then step by step."""
    if "refused" in line:
        return
    reward = line["reward"]
    shell.say(f"hunt {line['hunt_id']} for {line['player_id']}, in {line['venue']}")
    shell.say(f"leads to: {reward['name']} ({reward_words(reward)})")
    if shorter:
        shell.warn(shorter)
    lengths = {leg["to"]: leg["length_dm"] for leg in line["route"]["legs"]}
    for step in line["steps"]:
        _show_step(shell, step, lengths.get(step["n"]))


def _show_step(shell: Shell, step: Mapping[str, Any], length: int | None) -> None:
    way = "" if length is None else f", {length / 10:.0f} m on"
    where = f" at {step['zone']}" if "zone" in step else ""
    shell.say(f"\n{step['n']}. {step['kind']}, difficulty {step['difficulty']}{where}{way}")
    for text in step["prompt"].splitlines():
        shell.say(f"   {text}")
    for option in step.get("options", ()):
        shell.say(f"   {option['id']}) {option['text']}")
    if "answer" in step:
        shell.say(f"   answer: {step['answer']}")
    if step.get("reason"):
        shell.say(f"   ({step['reason']})")


def reward_words(reward: Mapping[str, Any]) -> str:
    """What a reward gives, short."""
    kind, value = reward["kind"], reward["value"]
    if kind == "percent":
        return f"{value} %"
    if kind in {"points", "early_access"}:
        return f"{value} {'points' if kind == 'points' else 'hours before others'}"
    try:
        return f"{kind.replace('_', ' ')}, {plain(value, reward['currency'])} {reward['currency']}"
    except InputRefused:
        return f"{kind}, {value}"


def show_explanation(shell: Shell, why: Explanation) -> None:
    """Why a hunt is as it is: what was weighed, what the rules said, what was refused."""
    names = why.names
    shell.say(f"\n{_by_what(why)}")
    chosen = [(one.n, names.get(one.id, one.id), one.reason) for one in why.steps]
    _table(shell, ("step#", "about", "because"), chosen)
    _weighed(shell, why)
    rules = [
        (one.table, names.get(one.about, one.about), one.row, one.says, one.gives)
        for one in why.allowed
    ]
    _table(shell, ("rules' table", "about", "row", "says", "gives"), rules)
    for what, notes in groupby(sorted(why.refused, key=lambda one: one.what), lambda one: one.what):
        rows = [(names.get(one.id, one.id), one.why, one.says) for one in notes]
        _table(shell, (f"refused: {what}", "why", "in words"), rows)
    if why.hold is not None:
        hold = why.hold
        shell.say(f"hold {hold.id}: {hold.state}, {hold.money} minor units of {hold.promotion}")
    took = ", ".join(f"{stage} {us / 1_000:.2f} ms" for stage, us in why.stages.items())
    shell.say(f"took {took}")


def _by_what(why: Explanation) -> str:
    chosen = "by what the player did" if why.ranked else "by what is popular"
    missing = f"; missing: {', '.join(why.missing)}" if why.missing else ""
    return f"targets {chosen}{missing}" + (f"; {why.shorter}" if why.shorter else "")


def _weighed(shell: Shell, why: Explanation) -> None:
    for what in ("product", "zone", "promotion"):
        rows = [
            (why.names.get(one.id, one.id), one.score, one.says)
            for one in why.weighed
            if one.what == what
        ]
        _table(shell, (f"weighed: {what}", "score#", "of"), rows)


def _table(shell: Shell, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    if not rows:
        return
    shell.table(columns, rows[:SHOWN])
    if len(rows) > SHOWN:
        shell.say(f"... and {len(rows) - SHOWN:,} more; --json has them all")
    shell.say("")
