"""What the rules need from outside. Ports state what holds when a call returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from clew.rules.table import Table


class Fired(NamedTuple):
    """What the engine says to one set of facts.

    Attributes:
        row: place among the table's rows, from 0; None where none fired.
        gives: output -> number.
    """

    row: int | None
    gives: Mapping[str, int]


class CompiledTable(Protocol):
    """One table, ready to be asked. Two threads may ask it at once."""

    def ask(self, facts: Sequence[msgspec.Struct]) -> Sequence[Fired | None]:
        """An answer for each, in order; None where the engine gave anything else than it must.

        `facts` are of the decision's type and hold what it promises: the caller has checked them.
        The answer depends on nothing else. Never raises.
        """
        ...

    def trace(self, facts: msgspec.Struct) -> Fired | None:
        """The same for one set of facts, as the engine's own trace has it."""
        ...


class RuleEngine(Protocol):
    """Compiles tables."""

    def compile(self, table: Table) -> CompiledTable:
        """The table, ready; each of its cells was compiled when the call returns.

        Raises `InputRefused` (`rules_refused`), naming the cell, where the engine does not take it.
        """
        ...
