"""One line of a file of hunts, as plain values that were looked at before they are used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from clew.hunt_check.faults import Fault, Rule

Plain = Mapping[str, Any]


class Option(msgspec.Struct, frozen=True):
    """One of the answers to choose from."""

    id: str
    text: str


class Step(msgspec.Struct, frozen=True):
    """One step, as the file has it; see the contract of hunts.jsonl.

    Attributes:
        product_id: None where it is about a place alone; the other ids likewise.
        frozen: prices and stocks that the puzzle was made of.
    """

    n: int
    kind: str
    lang: str
    difficulty: int
    prompt: str
    shown: Plain
    way: str
    answer: str
    accepted: tuple[str, ...]
    options: tuple[Option, ...] = ()
    equivalent: str = ""
    hints: tuple[str, ...] = ()
    product_id: str | None = None
    clue_id: str | None = None
    zone: str | None = None
    frozen: Mapping[str, int] = {}

    @property
    def told(self) -> Sequence[str]:
        """Every text that a player is shown."""
        return (self.prompt, self.equivalent, *self.hints, *(one.text for one in self.options))


class Reward(msgspec.Struct, frozen=True):
    """What the hunt leads to.

    Attributes:
        most: minor units that it costs the shop at most; None where the file does not say.
    """

    promotion_id: str
    kind: str
    value: int
    currency: str
    most: int | None = None
    revision: int | None = None


class Line(msgspec.Struct, frozen=True):
    """A hunt."""

    player_id: str
    hunt_id: str
    reward: Reward
    steps: tuple[Step, ...]
    versions: Plain
    seed: int = 0
    ranked: bool = False

    def fault(self, rule: Rule, message: str, step: Step | None = None) -> Fault:
        """A fault of this hunt."""
        return Fault(self.hunt_id, None if step is None else step.n, rule, message)

    def zones(self) -> Sequence[str]:
        """Where the steps lead, in their order; a step that leads nowhere is left out."""
        return [one.zone for one in self.steps if one.zone is not None]


class Refusal(msgspec.Struct, frozen=True):
    """A player who got no hunt."""

    code: str
    message: str


class RefusedLine(msgspec.Struct, frozen=True):
    """A line of a player who got none."""

    player_id: str
    refused: Refusal
    hunt_id: str | None = None


def read_lines(rows: Iterable[bytes]) -> list[Line | RefusedLine | Fault]:
    """The lines of a file; one that can't be read is a fault, and the others are read."""
    found: list[Line | RefusedLine | Fault] = []
    for number, row in enumerate(rows, start=1):
        if row.strip():
            found.append(_read(number, row))
    return found


def _read(number: int, row: bytes) -> Line | RefusedLine | Fault:
    try:
        values = msgspec.json.decode(row)
        refused = isinstance(values, dict) and "refused" in values
        return msgspec.convert(values, RefusedLine) if refused else msgspec.convert(values, Line)
    except (msgspec.DecodeError, msgspec.ValidationError) as cause:
        return Fault(f"line {number}", None, Rule.WRONG_LINE, str(cause))
