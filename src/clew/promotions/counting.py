"""What every store of holds decides alike: whether there is room, and what may become of a hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clew.errors import Code, Conflict
from clew.promotions.model import Hold, HoldState, Refusal, Spent
from clew.promotions.ports import Caps

NOTHING = Spent()


def no_room(hold: Hold, caps: Sequence[Caps], spent: Mapping[str, Spent]) -> Refusal | None:
    """The first counter that has no room for a hold, as its refusal; None where all have."""
    for cap in caps:
        counted = spent.get(cap.counter, NOTHING)
        if counted.units + hold.units > cap.units:
            return cap.units_spent
        if counted.money + hold.money > cap.money:
            return cap.money_spent
    return None


def settled(hold: Hold | None, wanted: HoldState) -> Hold | Refusal | None:
    """What is answered at once to a wish to settle a hold; None where it is to be written.

    A hold that has expired and is not marked so yet is to be written, too, as expired.
    """
    if hold is None:
        return Refusal.HOLD_UNKNOWN
    if hold.state is wanted:
        return hold
    return {
        HoldState.HELD: None,
        HoldState.FIRM: Refusal.HOLD_FIRM,
        HoldState.RELEASED: Refusal.HOLD_RELEASED,
        HoldState.EXPIRED: Refusal.HOLD_EXPIRED,
    }[hold.state]


def given_back(hold: Hold | None) -> Hold | Refusal | None:
    """What is answered at once to a wish to give a hold back; None where it is to be written."""
    if hold is not None and hold.state is HoldState.FIRM:
        return None
    return settled(hold, HoldState.RELEASED)


def expired(hold: Hold, now: int) -> bool:
    """Whether it holds nothing any more by its own time."""
    return hold.state is HoldState.HELD and hold.expires <= now


def differs(hold: str) -> Conflict:
    """The refusal of an id that was used for another promise."""
    return Conflict(
        Code.HOLD_DIFFERS,
        f"hold {hold[:80]!r} was taken for something else",
        remedy="take another id for another promise",
    )


def changed(promotion: str) -> Conflict:
    """The refusal of a step from where a promotion no longer stands."""
    return Conflict(
        Code.PROMOTION_CHANGED,
        f"promotion {promotion!r} was changed meanwhile",
        remedy="look at it, then run the command again",
    )
