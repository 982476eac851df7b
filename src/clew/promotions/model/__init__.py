"""The data of promotions: what is given, for what, when, how often, and what stands of it.

Money is whole minor units of the promotion's one currency; times are whole seconds since 1970,
UTC, except where a wall clock is meant: those are naive and read in the schedule's time zone.
"""

from __future__ import annotations

from clew.promotions.model.hold import (
    Hold,
    HoldState,
    Refusal,
    Spent,
)
from clew.promotions.model.promotion import (
    Budget,
    Promotion,
    Schedule,
    Scope,
    Stacking,
)
from clew.promotions.model.state import (
    GIVEN,
    IN_FORCE,
    IN_PREPARATION,
    State,
    Step,
)
from clew.promotions.model.value import (
    MOST_UNITS,
    BundlePrice,
    EarlyAccess,
    Fixed,
    FreeItem,
    Kind,
    Minor,
    Paid,
    Percent,
    Points,
    Shipping,
    Units,
    Value,
)

__all__ = [
    "GIVEN",
    "IN_FORCE",
    "IN_PREPARATION",
    "MOST_UNITS",
    "Budget",
    "BundlePrice",
    "EarlyAccess",
    "Fixed",
    "FreeItem",
    "Hold",
    "HoldState",
    "Kind",
    "Minor",
    "Paid",
    "Percent",
    "Points",
    "Promotion",
    "Refusal",
    "Schedule",
    "Scope",
    "Shipping",
    "Spent",
    "Stacking",
    "State",
    "Step",
    "Units",
    "Value",
]
