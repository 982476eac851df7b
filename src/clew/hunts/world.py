"""The parts of a snapshot, prepared: indexes that many hunts share and none changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from clew.hunts.material import Material
from clew.hunts.ports import PromotionDesk, RuleBook, Scoring, Terms, Workshop
from clew.hunts.snapshot import Book, Goods, Grounds, Names, Offers, Pairing
from clew.hunts.subjects import Subjects
from clew.hunts.terrain import Terrain
from clew.hunts.word_list import common_words
from clew.promotions.model import Promotion
from clew.shop.model import Level, Product

_T = TypeVar("_T")
PARTS = " > "
LANGUAGES = ("en", "fr")
"""Languages that hunts are spoken in; the first where a player speaks none of them."""
_KEPT = 4
"""Versions of each part that are kept prepared: the present one, and what is replayed."""


class Parts(NamedTuple):
    """The shared parts of a snapshot, as they were gathered or read back.

    Attributes:
        allocation: its bytes; None without one.
    """

    goods: Goods
    book: Book
    offers: Offers
    ground: Grounds
    allocation: bytes | None


class Around(NamedTuple):
    """Names of some products: their ids, the keys of their types, the paths of their categories."""

    products: frozenset[str]
    types: frozenset[str]
    categories: frozenset[str]


class Shelf:
    """A catalogue, by what hunts ask of it.

    Attributes:
        products: by id, in the order of ids; without the shop's own business.
    """

    def __init__(self, goods: Goods) -> None:
        self.goods = goods
        self.products: Mapping[str, Product] = {
            one.id: one.for_players() for one in sorted(goods.products, key=lambda one: one.id)
        }
        self._types: dict[str, str] = {}
        self._above: dict[str, Sequence[str]] = {}
        self._standing: dict[str, Sequence[str]] = {}
        self._around_in: dict[str, Around] = {}

    def type_of(self, product: Product) -> str:
        """Its type's key."""
        found = self._types.get(product.id)
        if found is None:
            found = self._types[product.id] = product.label(Level.TYPE)
        return found

    def above(self, product: Product) -> Sequence[str]:
        """The paths of its category and of those that it stands in, outermost first."""
        found = self._above.get(product.id)
        if found is None:
            parts = product.place_in_shop.split(PARTS)
            found = [PARTS.join(parts[:size]) for size in range(1, len(parts) + 1)]
            self._above[product.id] = found
        return found

    def standing_in(self, venue: str) -> Sequence[str]:
        """The ids of what stands in a venue, in order."""
        found = self._standing.get(venue)
        if found is None:
            within = f"{venue}/"
            found = self._standing[venue] = [
                one.id
                for one in self.products.values()
                if one.zone is not None and one.zone.startswith(within)
            ]
        return found

    def around(self, ids: Iterable[str]) -> Around:
        """What a promotion may be about to be about one of these products."""
        known = [self.products[one] for one in ids]
        return Around(
            frozenset(one.id for one in known),
            frozenset(self.type_of(one) for one in known),
            frozenset(one.place_in_shop for one in known),
        )

    def around_in(self, venue: str) -> Around:
        """The same of all that stands in a venue."""
        found = self._around_in.get(venue)
        if found is None:
            found = self._around_in[venue] = self.around(self.standing_in(venue))
        return found

    @cached_property
    def of_type(self) -> Mapping[str, Sequence[str]]:
        """Type's key -> the ids of its products, in order."""
        found: dict[str, list[str]] = {}
        for one in self.products.values():
            found.setdefault(self.type_of(one), []).append(one.id)
        return found


class World:
    """What one snapshot's hunt is composed in.

    Attributes:
        shelf: the catalogue.
        terrain: the venue.
        rules: in force.
        desk: the promotions.
        scoring: the night's allocation.
    """

    def __init__(
        self,
        shelf: Shelf,
        terrain: Terrain,
        rules: RuleBook,
        desk: PromotionDesk,
        scoring: Scoring,
        offers: Offers,
        materials: Callable[[str], Material],
    ) -> None:
        self.shelf = shelf
        self.terrain = terrain
        self.rules = rules
        self.desk = desk
        self.scoring = scoring
        self.offers = offers
        self._materials = materials
        self._terms: dict[str, Terms] = {}

    def material(self, lang: str) -> Material:
        """What puzzles of a language are made of."""
        return self._materials(spoken(lang))

    def terms(self, promotion: Promotion) -> Terms:
        """What a promotion means in this catalogue; reckoned once."""
        found = self._terms.get(promotion.id)
        if found is None:
            found = self._terms[promotion.id] = self.desk.terms(promotion)
        return found

    @cached_property
    def subjects(self) -> Subjects:
        """What is sold, and where, as the rules are told of it."""
        return Subjects(self.shelf.products, self.shelf.type_of, self.terrain)

    @cached_property
    def partners(self) -> Mapping[str, Sequence[tuple[str, Pairing]]]:
        """Type's key -> the types that sell together with it, the strongest first."""
        found: dict[str, list[tuple[str, Pairing]]] = {}
        for pair in self.terrain.grounds.pairs:
            found.setdefault(pair.first, []).append((pair.second, pair))
            found.setdefault(pair.second, []).append((pair.first, pair))
        for others in found.values():
            others.sort(key=lambda other: (-other[1].npmi, other[0]))
        return found


class _Few(Generic[_T]):
    """The few last used of something that is dear to make."""

    def __init__(self, most: int = _KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, _T] = OrderedDict()

    def known(self, key: Hashable) -> _T | None:
        return self._kept.get(key)

    def of(self, key: Hashable, make: Callable[[], _T]) -> _T:
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        made = make()
        self._kept[key] = made
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
        return made


class Worlds:
    """Worlds by the names of their parts; one a process."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._shelves = _Few[Shelf]()
        self._terrains = _Few[Terrain]()
        self._books = _Few[RuleBook]()
        self._desks = _Few[PromotionDesk]()
        self._scorings = _Few[Scoring]()
        self._materials = _Few[Material](_KEPT * len(LANGUAGES))
        self._worlds = _Few[World]()

    def known(self, names: Names) -> World | None:
        """The world of these parts, where it is at hand."""
        return self._worlds.known(_key(names))

    def of(self, names: Names, parts: Parts) -> World:
        """The world of these parts. Raises `InputRefused` for rules that cannot be read."""
        return self._worlds.of(_key(names), lambda: self._made(names, parts))

    def _made(self, names: Names, parts: Parts) -> World:
        shelf = self._shelves.of(names.goods, lambda: Shelf(parts.goods))
        terrain = self._terrains.of(names.ground, lambda: Terrain(parts.ground))

        def material(lang: str) -> Material:
            return self._materials.of(
                (names.goods, names.ground, lang), lambda: _material(lang, shelf, terrain)
            )

        return World(
            shelf,
            terrain,
            self._books.of(names.book, lambda: self._workshop.rules(parts.book)),
            self._desks.of(
                (names.offers, names.goods),
                lambda: self._workshop.promotions(parts.offers, parts.goods),
            ),
            self._scorings.of(names.allocation, lambda: self._workshop.scoring(parts.allocation)),
            parts.offers,
            material,
        )


def spoken(lang: str) -> str:
    """The language of a hunt for who speaks that (BCP 47)."""
    primary = lang.split("-", maxsplit=1)[0].casefold()
    return primary if primary in LANGUAGES else LANGUAGES[0]


def _key(names: Names) -> Hashable:
    return names.goods, names.book, names.offers, names.ground, names.allocation


def _material(lang: str, shelf: Shelf, terrain: Terrain) -> Material:
    # What is sold out counts, too: an answer must be the only one whatever is restocked.
    ground = terrain.grounds
    return Material(
        lang, list(shelf.products.values()), ground.spots, ground.clues, common_words(lang)
    )
