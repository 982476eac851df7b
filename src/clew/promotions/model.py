"""The data of promotions: what is given, for what, when, how often, and what stands of it.

Money is whole minor units of the promotion's one currency; times are whole seconds since 1970,
UTC, except where a wall clock is meant: those are naive and read in the schedule's time zone.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from clew.money import MOST_MINOR

Minor = Annotated[int, msgspec.Meta(ge=0, le=MOST_MINOR)]
Paid = Annotated[int, msgspec.Meta(ge=1, le=MOST_MINOR)]
MOST_UNITS = 1_000_000_000
"""The largest budget in units."""
Units = Annotated[int, msgspec.Meta(ge=0, le=MOST_UNITS)]


class Kind(StrEnum):
    """What a promotion gives."""

    PERCENT = "percent"
    FIXED = "fixed"
    FREE_ITEM = "free_item"
    BUNDLE_PRICE = "bundle_price"
    SHIPPING = "shipping"
    POINTS = "points"
    EARLY_ACCESS = "early_access"


class Percent(msgspec.Struct, frozen=True, tag=Kind.PERCENT.value, tag_field="kind"):
    """A share of the price.

    Attributes:
        percent: 1 to 100.
        at_most: minor units that it takes off at most; None for no such bound.
    """

    percent: Annotated[int, msgspec.Meta(ge=1, le=100)]
    at_most: Paid | None = None


class Fixed(msgspec.Struct, frozen=True, tag=Kind.FIXED.value, tag_field="kind"):
    """So many minor units off; never below a price of nothing."""

    amount: Paid


class FreeItem(msgspec.Struct, frozen=True, tag=Kind.FREE_ITEM.value, tag_field="kind"):
    """A product as a present.

    Attributes:
        product: its id.
        amount: minor units that it costs the shop at most.
    """

    product: str
    amount: Minor


class BundlePrice(msgspec.Struct, frozen=True, tag=Kind.BUNDLE_PRICE.value, tag_field="kind"):
    """One price for all products of the scope together.

    Attributes:
        amount: of all of them, minor units.
    """

    amount: Paid


class Shipping(msgspec.Struct, frozen=True, tag=Kind.SHIPPING.value, tag_field="kind"):
    """Delivery for nothing.

    Attributes:
        amount: minor units that it costs the shop at most.
    """

    amount: Minor


class Points(msgspec.Struct, frozen=True, tag=Kind.POINTS.value, tag_field="kind"):
    """Points of the shop's own programme.

    Attributes:
        points: at least 1.
        amount: minor units that they cost the shop at most.
    """

    points: Annotated[int, msgspec.Meta(ge=1, le=MOST_UNITS)]
    amount: Minor


class EarlyAccess(msgspec.Struct, frozen=True, tag=Kind.EARLY_ACCESS.value, tag_field="kind"):
    """Buying before others; costs the shop nothing.

    Attributes:
        hours: how long before.
    """

    hours: Annotated[int, msgspec.Meta(ge=1, le=8_760)]


Value = Percent | Fixed | FreeItem | BundlePrice | Shipping | Points | EarlyAccess


class Scope(msgspec.Struct, frozen=True):
    """What a promotion is about. An empty list does not restrict.

    An article is in it where any of `products`, `types` and `categories` names it.

    Attributes:
        products: ids.
        types: keys, `A > B > type`.
        categories: paths, `A > B`; what stands below one is in it.
        venues: ids.
        campaigns: ids.
    """

    products: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()


class Schedule(msgspec.Struct, frozen=True):
    """When it is live, by the wall clock of one time zone (RFC 5545).

    Attributes:
        start: DTSTART, naive, whole seconds.
        timezone: IANA, for example `Europe/Paris`.
        days: nominal days that a window lasts, 24 hours or not; added on the wall clock.
        seconds: exact seconds that it lasts beyond them.
        rule: RRULE without its name; empty for one window.
        excepted: EXDATE: starts that do not take place.
        blackouts: local dates on which nothing is live, from midnight to midnight.
    """

    start: datetime
    timezone: str
    days: int = 0
    seconds: int = 0
    rule: str = ""
    excepted: tuple[datetime, ...] = ()
    blackouts: tuple[date, ...] = ()


class Budget(msgspec.Struct, frozen=True):
    """How much may be promised; None does not bound.

    A day is a date of the schedule's time zone. `overbook_percent` is what the shop accepts to
    promise beyond `units` and `money` in all; the bounds a player and a day are never exceeded.

    Attributes:
        units: in all.
        units_per_player: to one player, ever.
        units_per_day: in one day.
        money: minor units, in all; the others likewise.
        overbook_percent: 0 to 100.
    """

    units: Units | None = None
    units_per_player: Units | None = None
    units_per_day: Units | None = None
    money: Minor | None = None
    money_per_player: Minor | None = None
    money_per_day: Minor | None = None
    overbook_percent: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0


class Stacking(msgspec.Struct, frozen=True):
    """What it may be combined with.

    Attributes:
        group: of promotions with one group only one is given at a time; empty for no group.
        exclusive: combined with none.
        after: ids of promotions that are applied before this one, where both are given.
        margin_floor: percent of the price that must remain above cost when all are applied; None
            where the shop sets none.
    """

    group: str = ""
    exclusive: bool = False
    after: tuple[str, ...] = ()
    margin_floor: Annotated[int, msgspec.Meta(ge=-100, le=100)] | None = None


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


class Promotion(msgspec.Struct, frozen=True):
    """One revision of a promotion. What it says is never changed: a change is a new revision.

    Attributes:
        id: the shop's own; budgets are counted under it, over all revisions.
        name: as shown; in other languages under the attributes `name@fr` and so on.
        currency: ISO 4217, of all money in it.
        tags: the shop's own words, by which the rules say who is eligible.
        attributes: what else is known, name -> value.
        revision: from 1; 0 before it is kept.
    """

    id: str
    name: str
    value: Value
    currency: str
    schedule: Schedule
    scope: Scope = Scope()
    tags: tuple[str, ...] = ()
    budget: Budget = Budget()
    stacking: Stacking = Stacking()
    attributes: Mapping[str, str] = msgspec.field(default_factory=dict)
    state: State = State.DRAFT
    revision: int = 0

    @property
    def kind(self) -> Kind:
        """What it gives."""
        return Kind(str(self.value.__struct_config__.tag))

    def called(self, lang: str) -> str:
        """Its name in a language, else as it stands."""
        return self.attributes.get(f"name@{lang}", self.name)


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
