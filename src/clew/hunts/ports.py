"""What hunts need from outside. Ports state what holds when a call returns.

What composes is pure: the first group are calculators over what a snapshot's parts say, and wait
for nothing. The second group tells how things stand now, for the taking of a snapshot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from clew.hunts.model import Reward
from clew.hunts.saved import Saved, State
from clew.hunts.snapshot import Book, Goods, Grounds, Offers, Prospect, Shut, Wanted
from clew.promotions.model import Hold, Promotion, Refusal, Spent
from clew.rules.model import Decision, F, O, Offer, Player, Verdict
from clew.shop.model import Product

# ---------------------------------------------------------------- calculators over parts


class RuleBook(Protocol):
    """One version of the rules."""

    def ask(self, decision: Decision[F, O], facts: Sequence[F]) -> Sequence[Verdict[O]]:
        """A verdict for each, in order, whatever happens: what is odd is refused, and says so."""
        ...


class Sought(NamedTuple):
    """For whom promotions are sought, here and now.

    Attributes:
        moment: seconds since 1970 UTC.
        products: ids of what a hunt could be about; the others likewise.
        types: keys.
        categories: paths, `A > B`; what is about `A` is about them, too.
    """

    moment: int
    venue: str
    campaign: str
    products: frozenset[str]
    types: frozenset[str]
    categories: frozenset[str]


class Terms(NamedTuple):
    """What one promotion means in one catalogue, whoever the player is.

    Attributes:
        facts: for the rules; what changes by the minute (`units_left`, `days_left`) and by the
            player (`fit`) is filled in by who asks.
        most: what one promise costs the shop at most, minor units; None where nothing bounds it.
        articles: ids of what it is about and for sale.
        spend: what one of them usually costs, or all of a bundle; minor units.
        margin: thousandths of that price that are the shop's; None where no cost is known.
    """

    facts: Offer
    most: int | None
    articles: frozenset[str]
    spend: int
    margin: int | None


class PromotionDesk(Protocol):
    """The promotions of one `Offers` over one `Goods`."""

    def survivors(self, sought: Sought) -> Sequence[Promotion]:
        """Those in force and live whose scope meets what is sought, by id; budgets left aside."""
        ...

    def why_not(self, promotion: Promotion, sought: Sought) -> Refusal | None:
        """Why one is not among the survivors; None where it is."""
        ...

    def terms(self, promotion: Promotion) -> Terms:
        """What it means in this catalogue."""
        ...

    def left(self, promotion: Promotion, spent: Spent, moment: int) -> tuple[int, int]:
        """Units left of its budget in all, and whole days until it ends; as the rules count."""
        ...

    def no_room(
        self, promotion: Promotion, money: int, spent: Spent, own: Spent, today: Spent
    ) -> Refusal | None:
        """The bound (in all, of the player, of the day) that has no room for one unit more."""
        ...

    def bundle_margin(self, first: str, second: str) -> int | None:
        """Percent that is left of two products' price as a bundle; None where no cost is known."""
        ...


class Candidate(NamedTuple):
    """A promotion that may be this player's, with what is foretold of it."""

    promotion: str
    prospect: Prospect


class Scored(NamedTuple):
    """Offers as last night's allocation sees them.

    Attributes:
        method: that scored them.
        lapse: why no allocation could be used; empty where one was.
        scores: promotion -> whole thousandths; below 0 it is worth more to others.
    """

    method: str
    lapse: str
    scores: Mapping[str, int]


class Scoring(Protocol):
    """The night's allocation, as it was kept in a part."""

    def scores(self, candidates: Sequence[Candidate], currency: str, now: int) -> Scored:
        """Each candidate's score, by the allocation's prices where it may be used."""
        ...


class Workshop(Protocol):
    """Makes calculators of parts; bound to rules and promotions in the wiring."""

    def rules(self, book: Book) -> RuleBook:
        """The rule set, ready to be asked. Raises `InputRefused` for one that cannot be read."""
        ...

    def promotions(self, offers: Offers, goods: Goods) -> PromotionDesk:
        """The promotions over a catalogue."""
        ...

    def scoring(self, allocation: bytes | None) -> Scoring:
        """The allocation of a part's bytes; greedily without one."""
        ...


# ---------------------------------------------------------------- how things stand now


class Start(NamedTuple):
    """Where a player's hunt may begin; see `shop.model.StartingPoint`.

    Attributes:
        reason: says why one of what is wanted is, in the player's language.
    """

    wanted: Sequence[Wanted]
    ranked: bool
    model: str | None
    missing: Sequence[str]
    reason: Callable[[str], str]


class Shop(Protocol):
    """What is sold, and what a player may want of it."""

    async def goods(self) -> tuple[int, Mapping[str, Product]]:
        """The catalogue's version, and its products by id; at most a second old."""
        ...

    async def start(self, player: str, lang: str, as_of: int, most: int) -> Start:
        """At most so many products that the player may want, best first.

        Popular ones with `ranked` false where the model is missing, or the history late.
        """
        ...

    async def facts(self, player: str, lang: str, as_of: int, *, step_free: bool) -> Player:
        """What the rules may know of the player's purchases; the counts of hunts are 0."""
        ...


class Counters(NamedTuple):
    """What is held or firm of promotions' budgets: in all, of a player, of the day."""

    spent: Mapping[str, Spent]
    own: Mapping[str, Spent]
    today: Mapping[str, Spent]


class Promises(Protocol):
    """Promotions, what they bring, and what is left of them."""

    async def generation(self) -> int:
        """Raised by every change to any promotion."""
        ...

    async def promotions(self) -> Sequence[Promotion]:
        """The revisions that may be given, by id."""
        ...

    async def counters(self, promotions: Sequence[Promotion], player: str, now: int) -> Counters:
        """What is left of these, as of every hold that was acknowledged before the call."""
        ...

    async def prospects(
        self, offers: Sequence[tuple[Promotion, Terms]], player: str, now: int
    ) -> Mapping[str, Prospect]:
        """What is foretold of each for the player; one about nothing for sale is not in it."""
        ...

    def allocation(self) -> bytes | None:
        """The last night's allocation; None where none can be read."""
        ...


class Ground(NamedTuple):
    """A venue now, as one campaign's hunts see it.

    Attributes:
        part: what only changes with the map, the clues and the pairs.
        shut: what can't be used from `at` until the hunt's end, by id.
        timezone: IANA.
    """

    part: Grounds
    shut: Sequence[Shut]
    timezone: str


class Venues(Protocol):
    """Where hunts may lead."""

    async def venue_of(self, campaign: str, named: str | None) -> str:
        """The venue that was named, else the one that the campaign's clues lead to.

        Raises `InputRefused`: `campaign_unknown`, `campaign_closed`; `venue_unknown` where none
        was named and the campaign has no clue, or clues in several venues.
        """
        ...

    async def ground(self, venue: str, campaign: str, at: int, until: int) -> Ground:
        """The venue from `at` until before `until`. Raises `InputRefused` (`venue_unknown`)."""
        ...


class RulesInForce(Protocol):
    """The rules now."""

    def book(self) -> Book:
        """The version in force, in every process. Raises `PartUnavailable`."""
        ...


class Holding(Protocol):
    """Holds on budgets."""

    async def take(self, hold: str, reward: Reward, player: str, until: int) -> Hold | Refusal:
        """Takes the reward's budget until then, or says why not. Asked twice, it is taken once."""
        ...

    async def hold(self, hold: str) -> Hold | None:
        """As it stands; None where it is not known."""
        ...

    async def release(self, hold: str) -> None:
        """Gives it back; twice is once, and what is firm or unknown stays as it is."""
        ...


class Played(NamedTuple):
    """What a player's earlier hunts count for the rules; see `rules.model.Player`."""

    today: int = 0
    week: int = 0
    solved: int = 0
    rewards_week: int = 0
    latest: int | None = None


class Swept(msgspec.Struct, frozen=True):
    """What a sweep did: open hunts that had ended, and parts that no hunt names."""

    expired: int
    parts: int


class HuntStore(Protocol):
    """Hunts that were given out. Every write is one transaction, durable on return."""

    async def open_hunt(self, player: str, campaign: str, now: int) -> Saved | None:
        """The player's open hunt of the campaign that has not ended by then; None without one."""
        ...

    async def save(self, saved: Saved, parts: Mapping[str, bytes], now: int) -> Saved:
        """Keeps a hunt and the parts it was made of, all or nothing.

        Where the player has an open one in the campaign already, nothing changes and that one is
        returned. Open hunts that ended by `now` count as expired.
        """
        ...

    async def hunt(self, hunt: str) -> Saved | None:
        """One hunt; None where it is not known."""
        ...

    async def hunts(
        self, *, campaign: str | None, state: State | None, after: str, limit: int, now: int
    ) -> Sequence[Saved]:
        """The first so many hunts whose ids come after that one, by id."""
        ...

    async def close(self, hunt: str, state: State, now: int) -> Saved:
        """Ends an open hunt. Raises `InputRefused` (`hunt_unknown`), `Conflict` (`hunt_over`)."""
        ...

    async def played(self, player: str, *, since_midnight: int, now: int) -> Played:
        """What the player's hunts count."""
        ...

    async def crowd(self, venue: str, now: int) -> Mapping[str, int]:
        """Zone -> open hunts that lead there."""
        ...

    async def parts(self, digests: Iterable[str]) -> Mapping[str, bytes]:
        """The content of parts that are there, by digest."""
        ...

    async def sweep(self, now: int) -> Swept:
        """Marks the hunts that have ended, and drops the parts that no hunt names."""
        ...
