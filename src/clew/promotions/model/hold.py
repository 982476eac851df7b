"""A hold on a promotion's budget, what became of it, and why something is not given."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Refusal(StrEnum):
    """Why a promotion is not given: the closed set."""

    UNKNOWN = "unknown"
    NOT_IN_FORCE = "not_in_force"
    PAUSED = "paused"
    OUTSIDE_SCHEDULE = "outside_schedule"
    OTHER_VENUE = "other_venue"
    OTHER_CAMPAIGN = "other_campaign"
    OUT_OF_SCOPE = "out_of_scope"
    UNITS_SPENT = "units_spent"
    UNITS_OF_PLAYER_SPENT = "units_of_player_spent"
    UNITS_OF_DAY_SPENT = "units_of_day_spent"
    MONEY_SPENT = "money_spent"
    MONEY_OF_PLAYER_SPENT = "money_of_player_spent"
    MONEY_OF_DAY_SPENT = "money_of_day_spent"
    OTHER_CURRENCY = "other_currency"
    EXCLUSIVE = "exclusive"
    GROUP_TAKEN = "group_taken"
    BELOW_MARGIN_FLOOR = "below_margin_floor"
    COST_UNKNOWN = "cost_unknown"
    NOTHING_TO_GIVE = "nothing_to_give"
    HOLD_UNKNOWN = "hold_unknown"
    HOLD_EXPIRED = "hold_expired"
    HOLD_RELEASED = "hold_released"
    HOLD_FIRM = "hold_firm"
    RULES = "rules"


class HoldState(StrEnum):
    """What became of a hold; only `held` ever changes."""

    HELD = "held"
    FIRM = "firm"
    RELEASED = "released"
    EXPIRED = "expired"


class Hold(msgspec.Struct, frozen=True):
    """A reservation of budget for one player.

    Attributes:
        id: chosen by the taker; the same id again is the same hold.
        revision: of the promotion, as it was promised.
        day: the local date it is counted under, `2027-05-01`.
        units: at least 1.
        money: what the promise costs the shop at most, minor units.
        taken: when.
        expires: from when on it holds nothing, unless firm.
    """

    id: str
    promotion: str
    revision: int
    player: str
    day: str
    units: int
    money: int
    taken: int
    expires: int
    state: HoldState = HoldState.HELD

    @property
    def counters(self) -> tuple[str, str, str]:
        """The names that it is counted under: of all, of its player, of its day."""
        return "all", f"player {self.player}", f"day {self.day}"

    def same_promise(self, other: Hold) -> bool:
        """Whether both promise the same to the same player, whenever and of which revision."""
        return _promise(self) == _promise(other)


def _promise(hold: Hold) -> tuple[str, str, str, int, int]:
    return hold.id, hold.promotion, hold.player, hold.units, hold.money


class Spent(msgspec.Struct, frozen=True):
    """What is held or firm of a promotion's budget in all."""

    units: int = 0
    money: int = 0
