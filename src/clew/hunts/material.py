"""What puzzles are made of, in one language: the lexicon, the products, the places, the words.

Made once for a version of the catalogue and the map, shared by every hunt, never changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from clew.hunts.definitions import Definitions
from clew.hunts.lexicon import Lexicon, shop_words
from clew.hunts.model import ClueText, Spot
from clew.hunts.plan import Plan
from clew.hunts.shelves import Shelves
from clew.hunts.words import Words
from clew.shop.model import Product

MOST_DEFINED = 10_000
"""Products up to which all words that shelves define are made ahead: of larger catalogues, which
have many shelves that nobody is led to, they would take seconds and much memory."""


class Material:
    """See above.

    Attributes:
        lang: `en` or `fr`: of the lexicon and every text that is made of it.
        products: what may be used, by id, in the order of ids; without the shop's own business.
        spots: the venue's named places by zone, in the order of zones, as this language calls them.
        clues: the campaign's clues that lead to one zone only, by id.
        words: the common words of the language (`word_list.common_words`), in key form, ascending.
    """

    def __init__(
        self,
        lang: str,
        products: Sequence[Product],
        spots: Sequence[Spot],
        clues: Sequence[ClueText],
        words: Sequence[str],
    ) -> None:
        self.lang = lang
        self.products: Mapping[str, Product] = {
            one.id: one.for_players() for one in sorted(products, key=lambda one: one.id)
        }
        self.spots: Mapping[str, Spot] = {
            one.zone: one.in_language(lang) for one in sorted(spots, key=lambda one: one.zone)
        }
        self.clues: Mapping[str, ClueText] = {
            one.clue: one for one in sorted(clues, key=lambda one: one.clue)
        }
        self.words = words if isinstance(words, Words) else Words(words)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words within which an answer has to be the only one."""
        return Lexicon(self.words, shop_words(self.products.values(), self.lang))

    @cached_property
    def definitions(self) -> Definitions:
        """Words that a shelf defines, by category path in the language."""
        return Definitions(self.products.values(), self.lang)

    @cached_property
    def of_type(self) -> Mapping[str, Sequence[Product]]:
        """Type key (`A > B > type`) -> its products, by id."""
        found: dict[str, list[Product]] = {}
        for one in self.products.values():
            found.setdefault(f"{one.place_in_shop} > {one.type}", []).append(one)
        return found

    @cached_property
    def of_category(self) -> Mapping[str, Sequence[Product]]:
        """Category path -> its products, by id."""
        found: dict[str, list[Product]] = {}
        for one in self.products.values():
            found.setdefault(one.place_in_shop, []).append(one)
        return found

    def prepare(self) -> None:
        """Makes the indexes of words, products and places now, so that no hunt waits for one.

        About 20 microseconds a product, with definitions 60; all of them are made when first asked
        for as well.
        """
        self.lexicon.prepare()
        self.shelves.prepare()
        self.plan.prepare()
        if len(self.products) <= MOST_DEFINED:
            self._define()

    def _define(self) -> None:
        """Asks every shelf that a crossword may look at for its rows, which it keeps."""
        definitions = self.definitions
        for path in {around for own in self.shelves.of_shelf for around in definitions.around(own)}:
            shelf = definitions.on(path)
            for block in range(shelf.blocks):
                shelf.rows(block)

    def spot(self, given: Spot | None) -> Spot | None:
        """A place as this language calls it; None where nothing is named there."""
        return self.spots.get(given.zone) if given is not None else None

    @cached_property
    def shelves(self) -> Shelves:
        """The products by what they share, what tells them apart and what to call them."""
        return Shelves(self.lang, self.products)

    @cached_property
    def plan(self) -> Plan:
        """The named places by what to call them and how far they are from each other."""
        return Plan(self.spots, self.clues)
