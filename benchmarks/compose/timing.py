"""What a hunt takes, stage by stage, for players who were never asked about before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import mean
from time import perf_counter_ns
from typing import NamedTuple

from clew.hunts.compose.compose import compose
from clew.hunts.model import Hunt, Refused
from clew.hunts.puzzles.table import KINDS
from clew.hunts.take_snapshot import Asking
from clew.hunts.told_why import told_why
from clew.wiring.house import House
from compose.journey_home import CAMPAIGN

SNAPSHOT, REST = "snapshot", "rest"


class Timed(NamedTuple):
    """What was measured.

    Attributes:
        stages: stage -> nanoseconds of each player, in order; `rest` is what no stage tells.
        outcomes: what came of each.
    """

    stages: dict[str, list[int]]
    outcomes: Sequence[Hunt | Refused]

    @property
    def whole(self) -> list[int]:
        """Nanoseconds of each player, in all."""
        return [sum(one) for one in zip(*self.stages.values(), strict=True)]


async def timed(house: House, players: Sequence[str], as_of: int) -> Timed:
    """Each player's hunt, once, in order; the world is made before by one who is not counted."""
    first = await house.snapshots_of_hunts.take(Asking(players[0], CAMPAIGN, as_of), {})
    compose(first.snapshot, first.world)
    names: list[str] = [SNAPSHOT]
    rows: list[dict[str, int]] = []
    outcomes = []
    for player in players[1:]:
        began = perf_counter_ns()
        taken = await house.snapshots_of_hunts.take(Asking(player, CAMPAIGN, as_of), {})
        took = perf_counter_ns()
        one = compose(taken.snapshot, taken.world, clock=perf_counter_ns)
        _, one = told_why(taken, one)
        whole = perf_counter_ns() - took
        row = {SNAPSHOT: took - began, **{name: us * 1_000 for name, us in one.stages.items()}}
        row[REST] = whole - 1_000 * sum(one.stages.values())
        names += [name for name in row if name not in names and name != REST]
        rows.append(row)
        # All of it would be looked through by every collection of garbage; nobody else keeps it.
        outcomes.append(one.outcome)
    stages = {name: [row.get(name, 0) for row in rows] for name in (*names, REST)}
    return Timed(stages, outcomes)


def table(found: Timed) -> list[str]:
    """Rows of a table: stage, mean, p50, p99 in milliseconds."""
    lines = ["| stage | mean ms | p50 | p99 |", "|---|---:|---:|---:|"]
    for name, values in (*found.stages.items(), ("**whole**", found.whole)):
        ordered = sorted(values)
        told = (mean(ordered), _at(ordered, 50), _at(ordered, 99))
        lines.append(f"| {name} | " + " | ".join(f"{one / 1e6:.2f}" for one in told) + " |")
    return lines


def what_came(found: Timed) -> list[str]:
    """How many hunts, of which kinds and lengths, and which kinds lack; why there were none."""
    kinds: Counter[str] = Counter()
    lengths: Counter[int] = Counter()
    codes: defaultdict[str, int] = defaultdict(int)
    for one in found.outcomes:
        if isinstance(one, Refused):
            codes[one.code] += 1
            continue
        lengths[len(one.steps)] += 1
        kinds.update(step.puzzle.kind for step in one.steps)
    by_length = dict(sorted(lengths.items()))
    lacking = sorted(set(KINDS) - set(kinds))
    return [
        f"{sum(lengths.values()):,} hunts, lengths {by_length}, refused {dict(codes)}",
        f"kinds {dict(kinds.most_common())}",
        f"lacking {lacking}" if lacking else f"every one of {len(KINDS)} kinds is in the sample",
    ]


def p99_ms(found: Timed) -> float:
    """Of the whole, milliseconds."""
    return _at(sorted(found.whole), 99) / 1e6


def _at(ordered: Sequence[int], percent: int) -> int:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
