"""Why there is no hunt, as errors that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from clew.errors import Code, Conflict, InputRefused, Where
from clew.hunts.model import Refused
from clew.hunts.saved import State

_REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        Code.HUNTS_ENOUGH: "ask again tomorrow, or let the rules' table fatigue allow more",
        Code.NO_PRODUCTS: "import products that stand in the venue, in stock",
        Code.NO_PROMOTIONS: "schedule a promotion, or raise a budget",
        Code.NO_ZONES: "import the venue's map again",
        Code.RULES_ALLOW_NOTHING: "look at it with --explain, and change the rules' tables",
        Code.TOO_LITTLE: "look at it with --explain, and import more",
    }
)


def refusal_of(refused: Refused) -> Conflict:
    """The error that a refusal stands for."""
    code = Code(refused.code)
    return Conflict(code, refused.message, remedy=_REMEDIES[code])


def unknown(hunt: str) -> InputRefused:
    """The refusal of a hunt that is not there."""
    return InputRefused(
        Code.HUNT_UNKNOWN,
        f"there is no hunt {hunt[:80]!r}",
        remedy="`clew hunt list` shows those that there are",
        where=Where(field="hunt"),
    )


def over(hunt: str, state: State) -> Conflict:
    """The refusal to end a hunt that has ended otherwise."""
    return Conflict(
        Code.HUNT_OVER, f"hunt {hunt!r} is {state} already", remedy="ask for a new hunt"
    )
