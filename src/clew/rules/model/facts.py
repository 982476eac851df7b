"""What decisions are told.

Facts are primitives, all of them given: what is not known is a value of its own, never None.
Numbers are whole; money is minor units; every number has bounds, so that no calculation can
overflow.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from clew.money import MOST_MINOR

Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Days = Annotated[int, msgspec.Meta(ge=0, le=3_650)]
Level = Annotated[int, msgspec.Meta(ge=-1_000, le=1_000)]
Minor = Annotated[int, msgspec.Meta(ge=0, le=MOST_MINOR)]
Percent = Annotated[int, msgspec.Meta(ge=-100, le=100)]
Permille = Annotated[int, msgspec.Meta(ge=0, le=1_000)]
Difficulty = Annotated[int, msgspec.Meta(ge=1, le=5)]
Word = Annotated[str, msgspec.Meta(max_length=200)]
Words = Annotated[tuple[Word, ...], msgspec.Meta(max_length=50)]

PromotionKind = Literal[
    "percent", "fixed", "free_item", "bundle_price", "shipping", "points", "early_access"
]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Player(msgspec.Struct, frozen=True, gc=False):
    """What the rules may know of a player; no name, no birthday, no id.

    Attributes:
        known: whether the shop has seen this player before; where not, the counts are 0.
        visits_30d: visits in the last 30 days.
        days_since_visit: whole days; 3,650 where there was none.
        purchases_90d: baskets in the last 90 days.
        spent_90d: minor units of the shop's currency.
        segments: the shop's own names for groups that the player is in.
        lang: BCP 47; empty for not known.
        step_free: whether every way must be without steps.
        hunts_today: hunts begun since midnight at the venue.
        hunts_7d: hunts begun in the last seven days.
        hunts_solved: ever.
        hours_since_hunt: whole hours since the last one began, at most 1,000,000; that where none.
        rewards_7d: rewards given in the last seven days.
    """

    known: bool
    visits_30d: Count
    days_since_visit: Days
    purchases_90d: Count
    spent_90d: Minor
    segments: Words
    lang: Word
    step_free: bool
    hunts_today: Count
    hunts_7d: Count
    hunts_solved: Count
    hours_since_hunt: Count
    rewards_7d: Count


class Moment(msgspec.Struct, frozen=True, gc=False):
    """When and where it is decided; tables know no other clock.

    Attributes:
        weekday: at the venue.
        hour: 0 to 23, at the venue.
        venue: its id.
        campaign: its id.
    """

    weekday: Weekday
    hour: Annotated[int, msgspec.Meta(ge=0, le=23)]
    venue: Word
    campaign: Word


class Offer(msgspec.Struct, frozen=True, gc=False):
    """What the rules may know of a promotion.

    Attributes:
        percent: of a percent promotion, else 0.
        value: what one redemption costs the shop at most, minor units.
        category: the path that it is about, `A > B`; empty where it is about everything.
        type: the type's key; empty where it is about no single one.
        tags: the shop's own words for it.
        margin: of what it is about, after the promotion, in percent.
        margin_known: where false, `margin` is 0 and says nothing.
        units_left: of its budget; 1,000,000 where units are not counted.
        days_left: until it ends; 3,650 where it does not.
        fit: how much the player's starting point speaks for it, 0 to 1,000.
    """

    id: Word
    kind: PromotionKind
    percent: Annotated[int, msgspec.Meta(ge=0, le=100)]
    value: Minor
    currency: Word
    category: Word
    type: Word
    tags: Words
    margin: Percent
    margin_known: bool
    units_left: Count
    days_left: Days
    fit: Permille


class Item(msgspec.Struct, frozen=True, gc=False):
    """What the rules may know of a product.

    Attributes:
        category: the path, `A > B`.
        type: the type's key.
        brand: empty where there is none.
        stock: how many are left; 1,000,000 where the shop does not count.
        stock_known: whether the shop counts.
        tags: the shop's own words for it.
    """

    id: Word
    category: Word
    type: Word
    brand: Word
    price: Minor
    currency: Word
    stock: Count
    stock_known: bool
    tags: Words


class Pairing(msgspec.Struct, frozen=True, gc=False):
    """How well two products go together.

    Attributes:
        together: baskets with both kinds.
        npmi: thousandths, -1,000 to 1,000.
        lift: thousandths, at most 1,000,000.
        price: of both, minor units.
        margin: of both, after the offer, in percent.
        margin_known: where false, `margin` is 0 and says nothing.
        same_category: whether both stand in one category.
    """

    together: Count
    npmi: Level
    lift: Count
    price: Minor
    margin: Percent
    margin_known: bool
    same_category: bool


class Means(msgspec.Struct, frozen=True, gc=False):
    """What a hunt can be made of, here and now.

    Attributes:
        products: that may be used.
        places: zones that are open and that the player can reach.
        promotions: that survived the filter.
    """

    products: Count
    places: Count
    promotions: Count


class Puzzle(msgspec.Struct, frozen=True, gc=False):
    """A kind of puzzle that a step could be.

    Attributes:
        kind: its name, as the hunts' table has it.
        about: what its answer is.
        difficulty: 1 to 5.
        step: which step it would be, from 1.
        needs_sight: whether it has to be seen, no equivalent being there.
        needs_typing: whether the answer is typed.
    """

    kind: Word
    about: Literal["product", "place", "challenge"]
    difficulty: Difficulty
    step: Annotated[int, msgspec.Meta(ge=1, le=20)]
    needs_sight: bool
    needs_typing: bool


class Subject(msgspec.Struct, frozen=True, gc=False):
    """A product, a category or a zone that a hunt could use.

    Attributes:
        kind: which of the three.
        id: the product's or the zone's id, or the category's path.
        category: the path; empty for a zone.
        type: the type's key; empty for a category or a zone.
        brand: empty where there is none.
        tags: the shop's or the venue's own words for it.
        level: of a zone, else of where it stands, else 0.
        level_known: where false, `level` is 0 and says nothing.
        step_free: whether it is reached without steps; false where that is not known.
    """

    kind: Literal["product", "category", "zone"]
    id: Word
    category: Word
    type: Word
    brand: Word
    tags: Words
    level: Level
    level_known: bool
    step_free: bool


class EligibilityFacts(msgspec.Struct, frozen=True):
    """For `eligibility` and `promotion_choice`: a player, a promotion, a moment."""

    player: Player
    promotion: Offer
    moment: Moment


class BundleFacts(msgspec.Struct, frozen=True):
    """For `bundle`: two products; which is first means nothing but order."""

    first: Item
    second: Item
    pair: Pairing
    player: Player
    moment: Moment


class ShapeFacts(msgspec.Struct, frozen=True):
    """For `hunt_shape`."""

    player: Player
    means: Means
    moment: Moment


class PuzzleFacts(msgspec.Struct, frozen=True):
    """For `puzzle_kind`."""

    player: Player
    puzzle: Puzzle
    moment: Moment


class FatigueFacts(msgspec.Struct, frozen=True):
    """For `fatigue`."""

    player: Player
    moment: Moment


class UsableFacts(msgspec.Struct, frozen=True):
    """For `usable`."""

    subject: Subject
    player: Player
    moment: Moment
