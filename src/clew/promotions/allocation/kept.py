"""What a night leaves for the next day: a method, the prices, and the figures they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from clew.promotions.allocation.figures import Figures, Method

FRESH_S = 36 * 3_600
"""How long prices serve, in seconds: one missed night does no harm, two do."""


class Allocation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One night's result; never changed, the next night's replaces it.

    Attributes:
        number: 1 for the first; 0 before it is kept.
        made_at: whole seconds since 1970, UTC.
        currency: ISO 4217, of the values that the prices were made from.
        method: by which offers are scored while it is fresh.
        why: one sentence.
        foretold_by: name and version of what foretold the redemptions.
        rules: version of the rules that allowed what took part; None where none were asked.
        prices: budget -> value per amount; a budget that is not there costs nothing.
    """

    number: int
    made_at: int
    currency: str
    method: Method
    why: str
    foretold_by: str
    prices: Mapping[str, float]
    figures: Figures
    rules: int | None = None


class Lapse(StrEnum):
    """Why an offer is scored greedily although nobody chose that."""

    MISSING = "allocation_missing"
    UNREADABLE = "allocation_unreadable"
    STALE = "allocation_stale"
    OTHER_CURRENCY = "allocation_of_other_currency"
