"""The data of the shop: products, purchases, events, what goes together, what a player may want.

Money is whole minor units of an ISO 4217 currency; times are whole seconds since 1970, UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec

COST = "cost"
"""The attribute that holds what the shop itself pays, a plain decimal; no player is told it."""


class Level(StrEnum):
    """How closely something is named: one article, its kind, or where it stands in the shop."""

    PRODUCT = "product"
    TYPE = "type"
    CATEGORY = "category"


class Product(msgspec.Struct, frozen=True, gc=False):
    """One article that can be bought; variants of it (sizes, colours) are folded into it.

    Attributes:
        id: the shop's own.
        name: as shown; in other languages under the attributes `name@fr` and so on.
        category: the path below the root, outermost first; at least one part.
        type: the kind of article within the innermost category; it names one kind of its own even
            where two categories use the same word.
        brand: empty where there is none.
        price: minor units of `currency`, at least 1.
        currency: ISO 4217.
        stock: how many are left, 0 or more; None where the shop does not count.
        zone: where it stands, `venue/level/i/j`; None where it stands nowhere.
        lat: degrees, of the given point; None without one.
        lon: degrees.
        url: of its page; empty where there is none.
        image: of its picture; empty where there is none.
        attributes: what else is known, name -> value; a language's own value under `name@lang`.
    """

    id: str
    name: str
    category: tuple[str, ...]
    type: str
    brand: str
    price: int
    currency: str
    stock: int | None = None
    zone: str | None = None
    lat: float | None = None
    lon: float | None = None
    url: str = ""
    image: str = ""
    attributes: Mapping[str, str] = {}

    def for_players(self) -> Product:
        """The same without what is the shop's own business."""
        if COST not in self.attributes:
            return self
        open_ = {name: value for name, value in self.attributes.items() if name != COST}
        return msgspec.structs.replace(self, attributes=open_)

    @property
    def place_in_shop(self) -> str:
        """The category path as one text, `A > B`: the name of its category level."""
        return " > ".join(self.category)

    def label(self, level: Level) -> str:
        """What it is called at a level: its id, its type's key, or its category's."""
        if level is Level.PRODUCT:
            return self.id
        if level is Level.TYPE:
            return f"{self.place_in_shop} > {self.type}"
        return self.place_in_shop

    def text(self, field: str, lang: str) -> str:
        """A field (`name`, `type`, an attribute) in a language, else as it stands, else empty."""
        own = self.attributes.get(f"{field}@{lang}")
        if own is not None:
            return own
        if field in {"name", "type", "brand"}:
            return str(getattr(self, field))
        return self.attributes.get(field, "")


class Purchase(msgspec.Struct, frozen=True, gc=False):
    """One line of a basket.

    Attributes:
        quantity: at least 1.
        price: what was paid for the line, minor units; None where it is not known.
    """

    player: str
    basket: str
    time: int
    product: str
    quantity: int = 1
    price: int | None = None


class EventKind(StrEnum):
    """What a player did."""

    VIEW = "view"
    SEARCH = "search"
    SOLVE = "solve"


class Event(msgspec.Struct, frozen=True, gc=False):
    """Something that a player did without buying.

    Attributes:
        product: what was viewed or solved; None for a search.
        text: what was searched; None for the others.
    """

    player: str
    time: int
    kind: EventKind
    product: str | None = None
    text: str | None = None


class Suggestion(msgspec.Struct, frozen=True, gc=False):
    """Something that a player may want.

    Attributes:
        id: a product's id, a type's key or a category's, by `level`.
        score: at least 0; comparable within one answer only.
        reason: why, in the words of the player's language.
    """

    id: str
    level: Level
    score: float
    reason: str


class StartingPoint(msgspec.Struct, frozen=True):
    """Where a hunt for this player may begin.

    Attributes:
        ranked: whether the player's own doings or a model decided; false for mere popularity.
        model: name and version of the trained model, None where there was none.
        missing: what could not be asked in time: `model`, `history`.
    """

    player: str
    items: Sequence[Suggestion]
    ranked: bool
    model: str | None
    missing: Sequence[str] = ()


class Pair(msgspec.Struct, frozen=True, gc=False):
    """Two kinds of article that are bought together more often than chance; a proposal.

    Attributes:
        first: a type's key; before `second` in order.
        second: another type's key, in another category.
        together: baskets with both.
        npmi: normalised pointwise mutual information, in (-1, 1]; Bouma 2009.
        lift: how many times more often than if they were independent.
        share: of the baskets with `first`, those that have `second` too, in [0, 1].
    """

    first: str
    second: str
    together: int
    npmi: float
    lift: float
    share: float


class Verdict(StrEnum):
    """What operators made of a proposed pair."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Judged(msgspec.Struct, frozen=True, gc=False):
    """A pair looked at again in baskets that it was not found in.

    Attributes:
        together: baskets with both.
        lift: as in `Pair`; None where either kind was never bought.
        share: as in `Pair`; None where `first` was never bought.
    """

    together: int
    lift: float | None
    share: float | None


class Proposal(msgspec.Struct, frozen=True, gc=False):
    """A pair that may become a bundle, with what speaks for it.

    Attributes:
        pair: as found in the earlier baskets.
        later: the same in the later ones.
        split: the time at which the later ones begin.
        products: how many of each kind can be bundled: in stock and above the margin floor.
        margin: the least share of a price that any of them leaves after the bundle's discount;
            None where no cost of either kind is known.
        state: what operators made of it.
    """

    pair: Pair
    later: Judged
    split: int
    products: tuple[int, int]
    margin: float | None
    state: Verdict = Verdict.PROPOSED


class Offer(msgspec.Struct, frozen=True, gc=False):
    """A promotion that a player was told of.

    Attributes:
        time: when it was open to the player, the first moment of it.
    """

    player: str
    promotion: str
    time: int


class Redemption(msgspec.Struct, frozen=True, gc=False):
    """A promotion that a player made use of.

    Attributes:
        products: what it was used for; empty where that is not known.
    """

    player: str
    promotion: str
    time: int
    products: tuple[str, ...] = ()
