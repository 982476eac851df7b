"""What packages of others bring to the hunts: entry points, loaded once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.metadata import entry_points
from typing import Any, NamedTuple

KINDS_GROUP = "clew.puzzles"
"""Each entry point's object is a kind of puzzle or challenge (`puzzles/kind.py`)."""

MESSAGES_GROUP = "clew.messages"
"""Each entry point's object is a package that holds `en/*.ftl` and `fr/*.ftl`."""


class Brought(NamedTuple):
    """An entry point, loaded.

    Attributes:
        name: as the package calls it.
        package: the distribution that brings it; empty where that is not told.
    """

    name: str
    package: str
    object: Any


@cache
def brought(group: str) -> Sequence[Brought]:
    """What installed packages bring under a group, by name, then by package.

    A package that can't be loaded raises as it raises: a kind that is silently missing would make
    other hunts on this machine than on the next.
    """
    found = [
        Brought(one.name, one.dist.name if one.dist else "", one.load())
        for one in entry_points(group=group)
    ]
    return tuple(sorted(found, key=lambda one: one[:2]))
