"""What is known of players, products and promotions, as the facts that rules are told.

Pure, and of plain values: whoever knows the shop's data and the promotions' hands them over. What
is not known is told as such; a text that is longer than facts may be is left as it is, so that the
rules refuse it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from math import floor
from typing import Protocol, cast
from zoneinfo import ZoneInfo

import msgspec

from clew.money import MOST_MINOR
from clew.rules.model.facts import Item, Moment, Offer, Player, PromotionKind, Weekday

DAY_S = 86_400
MOST_COUNT = 1_000_000
"""The largest count of facts; what is not counted, or never was, is told as it."""
MOST_DAYS = 3_650
TAGS = "tags"
"""The attribute of a product that holds the shop's own words for it, commas between them."""
PARTS = " > "
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Bought(Protocol):
    """A line of a basket."""

    @property
    def time(self) -> int:
        """When, seconds."""
        ...

    @property
    def basket(self) -> str:
        """Its id."""
        ...

    @property
    def price(self) -> int | None:
        """What was paid for the line, minor units; None where that is not known."""
        ...


class Played(msgspec.Struct, frozen=True, gc=False):
    """What is known of a player's hunts; who has had none is told so.

    Attributes:
        today: begun since midnight at the venue.
        week: begun in the last seven days.
        solved: ever.
        hours_since: whole hours since the last one began.
        rewards_week: rewards given in the last seven days.
    """

    today: int = 0
    week: int = 0
    solved: int = 0
    hours_since: int = MOST_COUNT
    rewards_week: int = 0


class Said(msgspec.Struct, frozen=True, gc=False):
    """What players say of themselves, and what the shop calls them.

    Attributes:
        lang: BCP 47; empty for not known.
        step_free: whether every way must be without steps.
        segments: the shop's own names for groups that the player is in.
    """

    lang: str = ""
    step_free: bool = False
    segments: tuple[str, ...] = ()


SAID_NOTHING = Said()
NEVER_PLAYED = Played()


def player_told(
    purchases: Sequence[Bought],
    events: Iterable[int],
    now: int,
    *,
    said: Said = SAID_NOTHING,
    played: Played = NEVER_PLAYED,
) -> Player:
    """A player by what was bought and done strictly before `now`, seconds.

    `events`: when something else was done, seconds. A visit is a stretch of 24 hours, counted back
    from now, with a purchase or an event in it. A line without a price adds nothing to what was
    spent.
    """
    bought = [line for line in purchases if line.time < now]
    times = [line.time for line in bought] + [time for time in events if time < now]
    lately = [line for line in bought if line.time >= now - 90 * DAY_S]
    return Player(
        known=bool(times),
        visits_30d=len({(now - time) // DAY_S for time in times if time > now - 30 * DAY_S}),
        days_since_visit=min(MOST_DAYS, (now - max(times)) // DAY_S) if times else MOST_DAYS,
        purchases_90d=min(MOST_COUNT, len({line.basket for line in lately})),
        spent_90d=min(MOST_MINOR, sum(max(0, line.price or 0) for line in lately)),
        segments=said.segments,
        lang=said.lang,
        step_free=said.step_free,
        hunts_today=_count(played.today),
        hunts_7d=_count(played.week),
        hunts_solved=_count(played.solved),
        hours_since_hunt=_count(played.hours_since),
        rewards_7d=_count(played.rewards_week),
    )


def moment_told(moment: int, timezone: str, venue: str, campaign: str) -> Moment:
    """A moment, seconds since 1970 UTC, by the venue's wall clock."""
    wall = datetime.fromtimestamp(moment, ZoneInfo(timezone))
    weekday = cast("Weekday", _WEEKDAYS[wall.weekday()])
    return Moment(weekday=weekday, hour=wall.hour, venue=venue, campaign=campaign)


def item_told(
    id_: str,
    *,
    category: str,
    type_: str,
    brand: str,
    price: int,
    currency: str,
    stock: int | None,
    attributes: Mapping[str, str],
) -> Item:
    """A product. `type_`: the type's key; `stock`: None where the shop does not count."""
    return Item(
        id=id_,
        category=category,
        type=type_,
        brand=brand,
        price=price,
        currency=currency,
        stock=MOST_COUNT if stock is None else _count(stock),
        stock_known=stock is not None,
        tags=_words(attributes.get(TAGS, "")),
    )


def offer_told(
    id_: str,
    kind: PromotionKind,
    *,
    percent: int,
    value: int,
    currency: str,
    categories: Sequence[str],
    types: Sequence[str],
    tags: tuple[str, ...],
    margin: float | None,
    units_left: int | None,
    days_left: int | None,
    fit: int = 0,
) -> Offer:
    """A promotion.

    `categories` and `types`: paths and keys that it is about, none where it is about everything.
    `value`: minor units that a redemption costs the shop at most. `margin`: share of the price,
    after the promotion; None where it is not known. `units_left` and `days_left`: None where
    nothing bounds them. `fit`: thousandths.
    """
    paths = [*categories, *(key.rpartition(PARTS)[0] for key in types)]
    return Offer(
        id=id_,
        kind=kind,
        percent=percent,
        value=min(MOST_MINOR, value),
        currency=currency,
        category=_shared(paths),
        type=types[0] if len(set(types)) == 1 and not categories else "",
        tags=tags,
        margin=0 if margin is None else max(-100, min(100, floor(round(margin * 100, 6)))),
        margin_known=margin is not None,
        units_left=MOST_COUNT if units_left is None else _count(units_left),
        days_left=MOST_DAYS if days_left is None else max(0, min(MOST_DAYS, days_left)),
        fit=max(0, min(1_000, fit)),
    )


def _shared(paths: Sequence[str]) -> str:
    """The innermost category that all of the paths stand in; empty where there is none."""
    if not paths:
        return ""
    split = [path.split(PARTS) for path in paths]
    same = 0
    while all(len(one) > same and one[same] == split[0][same] for one in split):
        same += 1
    return PARTS.join(split[0][:same])


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for part in text.split(",") if (word := part.strip()))


def _count(number: int) -> int:
    return max(0, min(MOST_COUNT, number))
