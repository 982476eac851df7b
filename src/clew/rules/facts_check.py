"""Whether facts are what their type promises, before any rule sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic

import msgspec

from clew.rules.model import F

_FAULTS = (msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError)


class Checked(Generic[F]):
    """Facts that were looked at once, and may be asked about several times.

    Attributes:
        struct: the type of facts that they were held against.
        fit: for each of those given, in order: itself as a copy that nobody else holds, every
            value of its kind and in its bounds; None where it is not of its type.
    """

    def __init__(self, facts: Sequence[F], struct: type[F]) -> None:
        self.struct = struct
        self.fit: Sequence[F | None] = _copies(facts, struct)


def _copies(facts: Sequence[Any], struct: type[F]) -> Sequence[F | None]:
    # A struct is not checked when it is made; written and read again it is, in a microsecond.
    if all(type(one) is struct for one in facts):
        try:
            return msgspec.json.decode(msgspec.json.encode(facts), type=list[struct])  # type: ignore[valid-type]
        except _FAULTS:
            pass
    return [_copy(one, struct) for one in facts]


def _copy(given: Any, struct: type[F]) -> F | None:
    if type(given) is not struct:
        return None
    try:
        return msgspec.json.decode(msgspec.json.encode(given), type=struct)
    except _FAULTS:
        return None
