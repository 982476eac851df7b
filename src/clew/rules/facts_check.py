"""Whether facts are what their type promises, before any rule sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec


def fit(facts: Sequence[Any], struct: type[msgspec.Struct]) -> list[bool]:
    """For each: whether it is of that type, complete, each value of its kind and in its bounds."""
    if all(type(one) is struct for one in facts) and _holds(facts, list[struct]):  # type: ignore[valid-type]
        return [True] * len(facts)
    return [type(one) is struct and _holds(one, struct) for one in facts]


def _holds(given: Any, kind: Any) -> bool:
    # A struct is not checked when it is made; written and read again it is, in a few microseconds.
    try:
        msgspec.json.decode(msgspec.json.encode(given), type=kind)
    except (msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError):
        return False
    return True
