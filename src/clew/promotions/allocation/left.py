"""What is left of a promotion's budgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from clew.promotions.allocation.candidates import MILLI, Bound, budget_key
from clew.promotions.model import Promotion, Spent

ALL = "all"
"""The counter of everything that is held or firm of a promotion."""
Counted = Mapping[tuple[str, str], Spent]
"""(promotion, counter) -> what is held or firm under it."""
_NOTHING = Spent()


def caps_of(
    promotions: Iterable[Promotion], days: Mapping[str, str], counted: Counted
) -> dict[str, int]:
    """Budget -> thousandths that are left of it; the tighter of all that there is and of the day.

    `days`: promotion -> the local date that its promises are counted under. What has no bound is
    not there.
    """
    found = {}
    for one in promotions:
        budget, most = one.budget, 100 + one.budget.overbook_percent
        everything = counted.get((one.id, ALL), _NOTHING)
        day = counted.get((one.id, f"day {days[one.id]}"), _NOTHING)
        for bound, whole, of_day, spent, spent_day in (
            (Bound.UNITS, budget.units, budget.units_per_day, everything.units, day.units),
            (Bound.MONEY, budget.money, budget.money_per_day, everything.money, day.money),
        ):
            left = [
                cap - gone
                for cap, gone in (
                    (None if whole is None else whole * most // 100, spent),
                    (of_day, spent_day),
                )
                if cap is not None
            ]
            if left:
                found[budget_key(one.id, bound)] = max(0, min(left)) * MILLI
    return found


def has_room(promotion: Promotion, player: str, cost: int, counted: Counted) -> bool:
    """Whether the bounds of one player leave room for one promise more."""
    budget = promotion.budget
    gone = counted.get((promotion.id, f"player {player}"), _NOTHING)
    units, money = budget.units_per_player, budget.money_per_player
    return (units is None or gone.units < units) and (money is None or gone.money + cost <= money)
