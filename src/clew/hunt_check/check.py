"""Looks over a file of hunts beside the world that they were composed in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from clew.hunt_check.allowed import check_allowed
from clew.hunt_check.answers import check_answers, form_faults
from clew.hunt_check.asked import Asked
from clew.hunt_check.caps import check_caps
from clew.hunt_check.curve import check_curve
from clew.hunt_check.exists import hunt_exists
from clew.hunt_check.faults import Fault, Report, Rule
from clew.hunt_check.given import Given, ReadsTables, Shared
from clew.hunt_check.ground import check_ground
from clew.hunt_check.line import Line, Plain, RefusedLine, read_lines
from clew.hunt_check.reward import check_reward
from clew.hunt_check.targets import check_targets


def check_alone(rows: Iterable[bytes]) -> Report:
    """The lines by themselves, without the world: steps in order, and puzzles of whole form."""
    lines = read_lines(rows)
    hunts = [one for one in lines if isinstance(one, Line)]
    faults = [one for one in lines if isinstance(one, Fault)]
    for line in hunts:
        faults += check_curve(line)
        for step in line.steps:
            faults += [line.fault(rule, message, step) for rule, message in form_faults(step)]
    return _report(lines, hunts, faults, ())


class Checker:
    """Checks hunts against one world file; what many hunts share is looked at once."""

    def __init__(
        self, world: Plain, words: Mapping[str, Sequence[str]], reads: ReadsTables
    ) -> None:
        """Takes the world as JSON values, the common words by language, and what reads tables."""
        self._snapshots: Mapping[str, Plain] = world.get("snapshots", {})
        self._shared = Shared(world.get("parts", {}), words)
        self._asked = Asked(reads)

    def check(self, rows: Iterable[bytes]) -> Report:
        """The lines of a file of hunts, with answers; never raises for what a line holds."""
        lines = read_lines(rows)
        faults: list[Fault] = [one for one in lines if isinstance(one, Fault)]
        hunts: list[tuple[Line, Given]] = []
        for line in lines:
            if isinstance(line, Line):
                given = self._given(line)
                if isinstance(given, Fault):
                    faults.append(given)
                    continue
                hunts.append((line, given))
                faults += self.faults(line, given)
        faults += check_caps(hunts)
        refused = [one for one in lines if isinstance(one, RefusedLine)]
        owed = tuple(self._owed(refused))
        return _report(lines, [line for line, _ in hunts], faults, owed)

    def faults(self, line: Line, given: Given) -> Iterator[Fault]:
        """What is wrong with one hunt by itself."""
        yield from check_curve(line)
        yield from check_targets(line, given)
        yield from check_ground(line, given)
        yield from check_reward(line, given, self._asked)
        yield from check_allowed(line, given, self._asked)
        yield from check_answers(line, given)

    def owes(self, snapshot: Plain) -> bool:
        """Whether there is a hunt for the player of a snapshot, by the checker's own search."""
        return hunt_exists(Given(snapshot, self._shared), self._asked)

    def _given(self, line: Line) -> Given | Fault:
        snapshot = self._snapshots.get(line.hunt_id)
        if snapshot is None:
            return line.fault(Rule.NO_WORLD, "the world file has no snapshot of this hunt")
        given = Given(snapshot, self._shared)
        try:
            parts = given.products, given.ground, given.promotions, given.documents
        except KeyError as missing:
            return line.fault(Rule.NO_WORLD, f"the world file has no part {missing}")
        del parts
        if (line.player_id, line.seed) != (snapshot["player"], snapshot["seed"]):
            return line.fault(Rule.OTHER_WORLD, "the snapshot is of another player or seed")
        return given

    def _owed(self, refused: Iterable[RefusedLine]) -> Iterator[str]:
        for line in refused:
            snapshot = self._snapshots.get(line.hunt_id or line.player_id)
            if snapshot is not None and self.owes(snapshot):
                yield line.player_id


def _report(
    lines: Sequence[Line | RefusedLine | Fault],
    hunts: Sequence[Line],
    faults: Sequence[Fault],
    owed: tuple[str, ...],
) -> Report:
    refused = [one for one in lines if isinstance(one, RefusedLine)]
    return Report(
        hunts=sum(isinstance(one, Line) for one in lines),
        refused=len(refused),
        owed=owed,
        kinds=_counted(step.kind for line in hunts for step in line.steps),
        lengths=_counted(len(line.steps) for line in hunts),
        firsts=len({_first(line) for line in hunts}),
        refusals=_counted(one.refused.code for one in refused),
        faults=tuple(faults),
    )


def _counted(things: Iterable[Any]) -> dict[str, int]:
    counts = Counter(things)
    return {str(one): counts[one] for one in sorted(counts)}


def _first(line: Line) -> tuple[str | None, ...]:
    first = line.steps[0] if line.steps else None
    return () if first is None else (first.product_id, first.clue_id, first.zone)
