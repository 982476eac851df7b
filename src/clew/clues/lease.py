"""Leases: how long one lasts, and what the second publisher of a clue is told."""

from __future__ import annotations

from math import ceil
from uuid import uuid4

import msgspec

from clew.errors import Code, Conflict

PER_CLUE_S = 0.0005
"""What each clue of a batch adds to its lease: several times what recording one takes."""


class Lease(msgspec.Struct, frozen=True):
    """The time in which one publisher alone may finish what it began.

    Attributes:
        token: names the publisher; never used by another one.
        until: when it runs out, in seconds since 1970 UTC.
    """

    token: str
    until: float


def new_lease(now: float, *, lease_s: float, clues: int) -> Lease:
    """A lease that nobody else has, for so many clues; `now` in seconds since 1970 UTC."""
    return renewed(Lease(uuid4().hex, now), now, lease_s=lease_s, clues=clues)


def renewed(lease: Lease, now: float, *, lease_s: float, clues: int) -> Lease:
    """The same holder's lease, counted from `now`."""
    return Lease(lease.token, now + lease_s + clues * PER_CLUE_S)


def runs(lease: Lease | None, now: float) -> bool:
    """Whether somebody may still be working on an unfinished row with this lease."""
    return lease is not None and lease.until > now


def busy(clue: str, seconds: float) -> Conflict:
    """The refusal while another publisher's lease runs for so many seconds more."""
    wait = max(1, ceil(seconds))
    return Conflict(
        Code.CLUE_BUSY,
        f"clue {clue!r} is being written by somebody else",
        remedy=f"try again in {wait} s: by then it is done, or its time has run out",
        retry_after_s=wait,
    )


def lease_lost(clue: str) -> Conflict:
    """The refusal of a writer that was too slow, or was taken for dead."""
    return Conflict(
        Code.LEASE_LOST,
        f"the time to write clue {clue!r} has run out, or somebody else took it over",
        remedy="nothing was changed; run the command again",
    )
