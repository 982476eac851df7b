"""A promotion: what it gives, for what, when, how often, and what it may be combined with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

import msgspec

from clew.promotions.model.state import State
from clew.promotions.model.value import Kind, Minor, Units, Value


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
