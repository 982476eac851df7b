"""A hunt that was given out, and what became of it."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from clew.hunts.model import Hunt
from clew.hunts.snapshot import Snapshot


class State(StrEnum):
    """What became of a hunt; only `open` ever changes."""

    OPEN = "open"
    SOLVED = "solved"
    GIVEN_UP = "given_up"
    EXPIRED = "expired"


class Saved(msgspec.Struct, frozen=True):
    """A hunt in the record.

    Attributes:
        hold: id of the hold on its reward's budget.
        snapshot: what it was composed of.
        opened: seconds since 1970 UTC.
        until: when it ends by itself.
        closed: when it was solved, given up or ended; None while it is open.
    """

    hunt: Hunt
    state: State
    hold: str
    snapshot: Snapshot
    opened: int
    until: int
    closed: int | None = None
