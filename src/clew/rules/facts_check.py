"""Whether facts are what their type promises, before any rule sees them.

Facts consist of parts (a player, a product, a moment), and the same part is told again and again.
What was found of one holds for as long as it is the same object, for parts can't change; so it is
looked at once while it is remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Generic

import msgspec

from clew.rules.model import F

_FAULTS = (msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError)
_MOST_KEPT = 4_096
"""Parts of one type that are remembered: about two megabytes, then all are forgotten."""


class Part:
    """A part of facts that was looked at.

    Attributes:
        given: as it was told; held here, so that nothing else comes to have its `id`.
        held: a copy that nobody else holds, every value of its kind and in its bounds; None where
            it is not of its type.
        seen: for whoever looks at what is held, what was found; see `answers.py`.
    """

    __slots__ = ("given", "held", "seen")

    def __init__(self, given: object, held: msgspec.Struct | None) -> None:
        self.given = given
        self.held = held
        self.seen: dict[object, int] = {}


class Checked(Generic[F]):
    """Facts that were looked at once, and may be asked about several times.

    Attributes:
        struct: the type of facts that they were held against.
        columns: for each field of it, in order, that part of each of the facts.
    """

    def __init__(self, struct: type[F], columns: Sequence[Sequence[Part]]) -> None:
        self.struct = struct
        self.columns = columns

    def __len__(self) -> int:
        return len(self.columns[0])

    def at(self, places: Sequence[int]) -> Checked[F]:
        """Some of them, by their places, in the order given."""
        return Checked(self.struct, [[each[at] for at in places] for each in self.columns])


class FactsCheck:
    """Looks at facts, and remembers their parts."""

    def __init__(self) -> None:
        self._structs: dict[Any, Sequence[tuple[attrgetter[Any], _Parts]]] = {}
        self._parts: dict[Any, _Parts] = {}

    def look(self, facts: Sequence[Any], struct: type[F]) -> Checked[F]:
        """All of them; of what is no such struct, no part is held."""
        typed = {struct}.issuperset(map(type, facts))
        columns = []
        for read, parts in self._structs.get(struct) or self._learn(struct):
            if typed:
                given = list(map(read, facts))
            else:
                given = [read(one) if type(one) is struct else None for one in facts]
            columns.append(parts.look(given))
        return Checked(struct, columns)

    def _learn(self, struct: Any) -> Sequence[tuple[attrgetter[Any], _Parts]]:
        fields = msgspec.structs.fields(struct)
        self._structs[struct] = [
            (attrgetter(one.name), self._parts.setdefault(one.type, _Parts(one.type)))
            for one in fields
        ]
        return self._structs[struct]


class _Parts:
    """Parts of one type."""

    def __init__(self, struct: type[msgspec.Struct]) -> None:
        self._struct = struct
        self._kept: dict[int, Part] = {}

    def look(self, given: Sequence[object]) -> Sequence[Part]:
        """Each of them, looked at."""
        ids = list(map(id, given))
        kept = self._kept
        try:
            return list(map(kept.__getitem__, ids))
        except KeyError:
            looked = self._looked(
                {id_: one for id_, one in zip(ids, given, strict=True) if id_ not in kept}
            )
            return [kept.get(id_) or looked[id_] for id_ in ids]

    def _looked(self, new: dict[int, object]) -> dict[int, Part]:
        given = list(new.values())
        copies = _copies(given, self._struct)
        looked = dict(zip(new, map(Part, given, copies), strict=True))
        lasting = looked
        if copies != given:
            # A list instead of a tuple may be filled yet: what differs is not remembered.
            lasting = {id_: one for id_, one in looked.items() if one.held == one.given}
        if len(self._kept) + len(lasting) > _MOST_KEPT:
            # In one step, for others may be reading.
            self._kept = lasting
        else:
            self._kept.update(lasting)
        return looked


def _copies(given: list[Any], struct: type[msgspec.Struct]) -> list[msgspec.Struct | None]:
    # A struct is not checked when it is made; written and read again it is, in a microsecond.
    if {struct}.issuperset(map(type, given)):
        try:
            return msgspec.json.decode(msgspec.json.encode(given), type=list[struct])  # type: ignore[valid-type]
        except _FAULTS:
            pass
    return [_copy(one, struct) for one in given]


def _copy(given: Any, struct: type[msgspec.Struct]) -> msgspec.Struct | None:
    if type(given) is not struct:
        return None
    try:
        copy: msgspec.Struct = msgspec.json.decode(msgspec.json.encode(given), type=struct)
    except _FAULTS:
        return None
    return copy
