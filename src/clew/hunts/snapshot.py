"""All that the composer reads, as data: the same snapshot gives the same hunt anywhere.

What many hunts share (catalogue, rules, promotions, the ground) is kept once, named by the digest
of its bytes; a snapshot holds the names. What is the player's own is in the snapshot itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from clew.hunts.model import ClueText, Spot
from clew.promotions.model import Promotion, Spent
from clew.rules.model import Player
from clew.shop.model import Product


class Wanted(msgspec.Struct, frozen=True, gc=False):
    """A product that the player may want.

    Attributes:
        score: whole, at least 0; comparable within one snapshot.
    """

    product: str
    score: int


class Prospect(msgspec.Struct, frozen=True, gc=False):
    """What is foretold of one promotion for this player.

    Attributes:
        likely: the chance that it is redeemed, millionths.
        gain: what a redemption brings before the promotion is paid, minor units.
        cost: what it usually costs the shop, minor units.
    """

    likely: int
    gain: int
    cost: int


class Shut(msgspec.Struct, frozen=True, gc=False):
    """A zone or a connector that can't be used while the hunt lasts.

    Attributes:
        id: the zone's, or the connector's.
        why: `closed`, `outside_opening_hours`, `full`.
    """

    id: str
    why: str


class Names(msgspec.Struct, frozen=True):
    """Digests of the shared parts, and the versions that people know them by.

    Attributes:
        goods: of a `Goods`; the others likewise.
        allocation: None where no night has allocated.
    """

    goods: str
    book: str
    offers: str
    ground: str
    allocation: str | None
    catalogue_version: int
    rules_version: int
    map_version: int


class Goods(msgspec.Struct, frozen=True):
    """The catalogue at one version: every product, by id."""

    version: int
    products: tuple[Product, ...]


class Book(msgspec.Struct, frozen=True):
    """A rule set as its documents, table by table."""

    version: int
    documents: Mapping[str, Any]


class Offers(msgspec.Struct, frozen=True):
    """The promotions that may be given, by id: of each the revision in force."""

    generation: int
    promotions: tuple[Promotion, ...]


class Pairing(msgspec.Struct, frozen=True, gc=False):
    """Two kinds of article that operators accepted as a bundle: what the rules are told of them."""

    first: str
    second: str
    together: int
    npmi: int
    lift: int


class Grounds(msgspec.Struct, frozen=True):
    """The venue and the campaign as hunts see them.

    Attributes:
        ways: a `venues.model.WayGraph` as plain values.
        spots: the named places, by zone.
        clues: the campaign's clues that lead to one zone only, by id.
        capacities: zone -> how many may be sent there at once; zones without one have no bound.
        pairs: accepted bundles by type.
    """

    venue: str
    map_version: int
    ways: Mapping[str, Any]
    spots: tuple[Spot, ...]
    clues: tuple[ClueText, ...]
    capacities: Mapping[str, int]
    pairs: tuple[Pairing, ...]


class Snapshot(msgspec.Struct, frozen=True):
    """What one hunt is composed of.

    Attributes:
        facts: what the rules may know of the player.
        seed: of all chance.
        as_of: when; `until` when the hunt ends.
        timezone: of the venue, IANA.
        wanted: what the player may want, best first, ties by id.
        ranked: whether the player's own doings or a model decided.
        missing: what could not be asked in time.
        shut: what can't be used, by id.
        crowd: zone -> open hunts that lead there now.
        spent: promotion -> what is held or firm of it in all.
        own: promotion -> of this player; `today` promotion -> of this day.
        counted: the promotions whose budgets were looked at, by id; None: all of them.
        prospects: promotion -> what is foretold; where nothing is, neither gain nor loss.
        stock: product -> pieces left, where it is known later than the catalogue's version.
        held_back: promotion -> why its hold was refused a moment ago.
        reasons: product -> why the player may want it, in the player's language, where the hunt
            leads to it. Told afterwards: nothing hangs on it, and it is no part of the digest.
    """

    player: str
    facts: Player
    campaign: str
    venue: str
    lang: str
    step_free: bool
    seed: int
    as_of: int
    until: int
    timezone: str
    wanted: tuple[Wanted, ...]
    ranked: bool
    model: str | None
    missing: tuple[str, ...]
    shut: tuple[Shut, ...]
    crowd: Mapping[str, int]
    spent: Mapping[str, Spent]
    own: Mapping[str, Spent]
    today: Mapping[str, Spent]
    names: Names
    counted: tuple[str, ...] | None = None
    prospects: Mapping[str, Prospect] = {}
    stock: Mapping[str, int] = {}
    held_back: Mapping[str, str] = {}
    reasons: Mapping[str, str] = {}
