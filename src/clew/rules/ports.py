"""What the rules need from outside. Ports state what holds when a call returns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol

import msgspec

from clew.rules.table import Table


class Fired(NamedTuple):
    """What the engine says to one set of facts.

    Attributes:
        row: place among the table's rows, from 0; None where none fired.
        gives: the outputs, in the order of the decision's struct; none where no row fired.
    """

    row: int | None
    gives: tuple[int, ...]


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


class Change(msgspec.Struct, frozen=True):
    """One switch of what is in force.

    Attributes:
        generation: number of the switch, the first is 1.
        version: that came into force.
        before: that was in force until then; None where that was lost.
        what: `activate` or `rollback`.
        name: the set's own.
        at: whole seconds since 1970, UTC.
        sha256: of the version's bytes, in hex; empty for version 0.
    """

    generation: int
    version: int
    before: int | None
    what: Literal["activate", "rollback"]
    name: str
    at: int
    sha256: str


class Head(msgspec.Struct, frozen=True):
    """What is in force.

    Attributes:
        version: 0 for the set that the release ships.
        sha256: of the version's bytes, in hex; empty for version 0.
        generation: of the last switch; 0 where there was none.
        history: the last switches, the newest last, at most 1,000.
    """

    version: int
    sha256: str
    generation: int
    history: tuple[Change, ...]


def activated(head: Head, version: int) -> Change | None:
    """When a version last came into force by being activated; None where that is not known."""
    of_it = [one for one in head.history if one.version == version and one.what == "activate"]
    return of_it[-1] if of_it else None


class RuleShelf(Protocol):
    """Versions of rule sets, and which is in force, for all processes of a home.

    Local files, read within microseconds: the calls do not wait, and writers call from a thread.
    A shelf that is damaged or unreadable raises `PartUnavailable` (`rules_unavailable`): what is in
    force is never guessed.
    """

    def stamp(self) -> object:
        """Something that is equal only while nothing was switched, in any process; cheap."""
        ...

    def head(self) -> Head:
        """What is in force, every switch that was acknowledged included."""
        ...

    def content(self, version: int, sha256: str) -> bytes:
        """A version's bytes, compared with their checksum; an empty checksum is not compared.

        Raises `InputRefused` (`rules_unknown`) where there never was such a version.
        """
        ...

    def activate(self, content: bytes, name: str, at: int) -> Change:
        """Keeps a new version and puts it in force, both durable when the call returns.

        Readers see the old version or the new one, never anything between.
        """
        ...

    def switch(self, version: int, at: int) -> Change:
        """Puts a version that was kept in force, durable when the call returns.

        Raises `InputRefused` (`rules_unknown`) where there is none.
        """
        ...
