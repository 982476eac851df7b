"""Where a promotion stands in its life, and the trail of how it came there."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class State(StrEnum):
    """Where a revision of a promotion stands in its life."""

    DRAFT = "draft"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"
    ARCHIVED = "archived"


IN_PREPARATION = (State.DRAFT, State.APPROVED)
GIVEN = (State.SCHEDULED, State.LIVE)
"""What may be promised while its schedule says so: the clock makes `scheduled` into `live`."""
IN_FORCE = (*GIVEN, State.PAUSED)


class Step(msgspec.Struct, frozen=True):
    """One step of a revision's life: a row of the audit trail.

    Attributes:
        before: None for the first.
        who: a person, or `clock`.
        at: when.
    """

    promotion: str
    revision: int
    before: State | None
    after: State
    who: str
    at: int
    why: str
