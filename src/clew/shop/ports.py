"""What the shop needs from outside. Ports state what holds when a call returns.

A store that is down, damaged or full raises `PartUnavailable`. Nothing found is an answer.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

from clew.shop.model import Event, Product, Proposal, Purchase, Verdict

if TYPE_CHECKING:
    # The catalogue and its imports need no numbers, and loading what makes them takes a while.
    from clew.shop.learned import Learned

NO_ALIASES: Mapping[str, str] = MappingProxyType({})


class Stock(NamedTuple):
    """A new price or stock of a product that is known; None leaves it as it is.

    Attributes:
        price: minor units, at least 1.
        stock: 0 or more.
    """

    product: str
    price: int | None = None
    stock: int | None = None


class Written(NamedTuple):
    """What a write of rows did."""

    added: int
    changed: int
    unchanged: int


class CatalogueReader(Protocol):
    """The products, for those who choose among them."""

    async def version(self) -> int:
        """The catalogue's version: 0 when empty, raised by every write that changed anything.

        Sees every write that was acknowledged, by any process, before the call.
        """
        ...

    async def products(self, *, changed_since: int = 0) -> Sequence[Product]:
        """Products that a version after that one added or changed, by id; 0: all."""
        ...

    async def page(self, *, after: str, limit: int) -> Sequence[Product]:
        """The first `limit` products whose ids come after that one, by id."""
        ...

    async def product(self, product: str) -> Product | None:
        """One product; None where it is not known."""
        ...

    async def aliases(self) -> Mapping[str, str]:
        """What a variant is called -> the product that it was folded into."""
        ...


class CatalogueWriter(Protocol):
    """The products, for the import."""

    async def put(
        self, products: Iterable[Product], *, aliases: Mapping[str, str] = NO_ALIASES
    ) -> Written:
        """Adds and replaces products by id in one transaction; durable when the call returns.

        `aliases`: variant -> its product, which is among these or known. Raises `InputRefused`
        (`currency_mixed`) where the catalogue would hold prices of two currencies.
        """
        ...

    async def restock(self, changes: Iterable[Stock]) -> Written:
        """Changes prices and stocks of known products in one transaction, all or none.

        Raises `InputRefused` (`product_unknown`).
        """
        ...


class Past(NamedTuple):
    """What a player did before a moment, oldest first."""

    purchases: Sequence[Purchase]
    events: Sequence[Event]


class HistoryReader(Protocol):
    """What players did, for the starting point and for training."""

    async def purchases(self, player: str, *, before: int | None = None) -> Sequence[Purchase]:
        """The player's purchases strictly before: by time, then basket, then product."""
        ...

    async def events(self, player: str, *, before: int | None = None) -> Sequence[Event]:
        """The player's events with a time strictly before, oldest first."""
        ...

    async def past(self, player: str, *, before: int) -> Past:
        """Both at once, of one state of the record."""
        ...

    def all_purchases(self, *, before: int | None = None) -> AsyncIterator[Sequence[Purchase]]:
        """Every purchase before, in shares of bounded size: by player, then in the same order."""
        ...


class PlayerList(Protocol):
    """Whose histories there are."""

    async def players(self, *, after: str, limit: int) -> Sequence[str]:
        """The first so many ids, after that one, of players who bought something; ascending."""
        ...


class HistoryWriter(Protocol):
    """What players did, for the import."""

    async def add_purchases(self, rows: Iterable[Purchase]) -> Written:
        """Adds lines of baskets in one transaction; a line that is there already is unchanged.

        A line is named by player, time, basket and product; the last one told of it counts.
        """
        ...

    async def add_events(self, rows: Iterable[Event]) -> Written:
        """The same for events."""
        ...


class PairStore(Protocol):
    """Which kinds of article were proposed as pairs, and what became of it."""

    async def proposals(self) -> Sequence[Proposal]:
        """Every one, the highest NPMI first; ties by name."""
        ...

    async def propose(self, found: Iterable[Proposal]) -> None:
        """Replaces what is merely proposed, in one transaction.

        A verdict stays with its pair: what was accepted or rejected takes new figures where it
        was found again, and keeps its last ones where it was not.
        """
        ...

    async def judge(self, first: str, second: str, verdict: Verdict) -> Proposal:
        """Sets what operators made of a pair; durable when the call returns.

        Raises `InputRefused` (`pair_unknown`).
        """
        ...


class ShopPlaces(Protocol):
    """Where a product's point falls; bound to the venues in the wiring."""

    async def zone_at(self, venue: str, level: int, lat: float, lon: float) -> str | None:
        """The zone under a point; None outside the level. Raises `venue_unknown`."""
        ...

    async def known_zones(self, venue: str) -> Mapping[str, tuple[float, float]]:
        """Zone id -> its centroid (lat, lon)."""
        ...


class LearnedReader(Protocol):
    """The trained starting point that is in force."""

    def current(self) -> Learned | None:
        """As it is now, in every process; None where there is none, or none that is whole.

        Never waits long and never raises: who asks goes on with what is popular.
        """
        ...
