"""The catalogue as puzzles about products need it: what is alike, what differs, what it is called.

Made once for a version of the catalogue and a language; what is costly is made when first asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import TypeVar

from clew.hunts.chance import Chance
from clew.hunts.messages import LANGS
from clew.ids import parse_zone
from clew.shop.model import COST, Product
from clew.text import key_form

MOST_LOOKED_AT = 32
"""How many products of a kind one puzzle looks at: enough choice, and the same time in any shop."""
_SIZES = ("size", "weight", "volume", "length", "pages")
_NAMES = tuple(f"name@{lang}" for lang in LANGS)
_TOLD_ELSEWHERE = {"name", "type", "category", COST}

_K = TypeVar("_K")
_V = TypeVar("_V")


class MadeWhenAsked(dict[_K, _V]):
    """A mapping whose values are made when first asked for, then kept."""

    def __init__(self, make: Callable[[_K], _V]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: _K) -> _V:
        made = self[key] = self._make(key)
        return made


class Shelves:
    """See above.

    Attributes:
        lang: of every text.
    """

    def __init__(self, lang: str, products: Mapping[str, Product]) -> None:
        self.lang = lang
        self._products = products

    @cached_property
    def all(self) -> Sequence[Product]:
        """Every product, by id."""
        return list(self._products.values())

    @cached_property
    def of_department(self) -> Mapping[str, Sequence[Product]]:
        """The outermost part of the category path -> its products, by id."""
        found: dict[str, list[Product]] = {}
        for one in self.all:
            found.setdefault(one.category[0], []).append(one)
        return found

    @cached_property
    def of_shelf(self) -> Mapping[str, Sequence[Product]]:
        """The category path as people of this language read it -> its products, by id."""
        found: dict[str, list[Product]] = {}
        for one in self.all:
            found.setdefault(self.path(one), []).append(one)
        return found

    def path(self, product: Product) -> str:
        """The category path in words of this language, `A > B`."""
        return product.attributes.get(f"category@{self.lang}") or product.place_in_shop

    @cached_property
    def halls(self) -> Mapping[str, Mapping[str, Sequence[Product]]]:
        """Department -> shelf in it -> its products, by id, in words of this language.

        A shelf is the rest of the category path; where there is none, the type.
        """
        found: dict[str, dict[str, list[Product]]] = {}
        for one in self.all:
            department, shelf = self.hall(one)
            found.setdefault(department, {}).setdefault(shelf, []).append(one)
        return found

    def hall(self, product: Product) -> tuple[str, str]:
        """The department and the shelf of a product, as `halls` names them."""
        department, _, rest = self.path(product).partition(" > ")
        return department, rest or product.text("type", self.lang)

    @cached_property
    def named(self) -> Mapping[str, Sequence[Product]]:
        """The key form of a name, in whatever language -> the products of that name, by id."""
        found: dict[str, list[Product]] = {}
        for one in self.all:
            own = one.text("name", self.lang)
            others = {one.name, *(one.attributes.get(name, own) for name in _NAMES)} - {own}
            for key in sorted({self.name_keys[one.id], *map(key_form, others)}):
                found.setdefault(key, []).append(one)
        return found

    @cached_property
    def name_keys(self) -> Mapping[str, str]:
        """Product id -> the key form of its name."""
        return {one.id: key_form(one.text("name", self.lang)) for one in self.all}

    @cached_property
    def called(self) -> Mapping[str, str]:
        """Product id -> a title that no other product has: `Midnight rye (bread)`.

        Its name and type; where that is not enough, its brand too, then its size. Empty where the
        catalogue tells it apart from another by nothing that a shopper sees.
        """
        return MadeWhenAsked(self._call)

    def _call(self, id_: str) -> str:
        name = self.name_keys[id_]
        if len(self.named[name]) > 1:
            return self._calls[name][id_]
        product = self._products[id_]
        return f"{product.text('name', self.lang)} ({product.text('type', self.lang)})"

    @cached_property
    def _calls(self) -> Mapping[str, Mapping[str, str]]:
        """The key form of a name that several products have -> product id -> its title."""
        return MadeWhenAsked(self._calls_of)

    def _calls_of(self, name: str) -> Mapping[str, str]:
        details = {one.id: self._details(one) for one in self.named[name]}
        keys = {id_: [self._keys[one] for one in own] for id_, own in details.items()}
        # A detail that a product lacks tells it apart from none: nobody reads what is not there.
        alike: Mapping[tuple[int, ...], Counter[tuple[str, ...]]] = MadeWhenAsked(
            lambda told: Counter(tuple(own[at] for at in told) for own in keys.values())
        )
        found = dict.fromkeys(details, "")
        for id_, own in details.items():
            for most in range(1, len(own) + 1):
                told = tuple(at for at in range(most) if own[at])
                if alike[told][tuple(keys[id_][at] for at in told)] == 1:
                    title = self._products[id_].text("name", self.lang)
                    found[id_] = f"{title} ({', '.join(own[at] for at in told)})"
                    break
        return found

    def _details(self, product: Product) -> Sequence[str]:
        """What may stand beside a name: type, brand, size."""
        size = next((text for one in _SIZES if (text := product.text(one, self.lang))), "")
        return product.text("type", self.lang), product.brand, size

    @cached_property
    def traits(self) -> Mapping[str, Mapping[str, str]]:
        """Product id -> trait -> value in key form: all by which a product may stand out.

        Traits are `category/1`, `category/2`, ... (the path down to that depth), `type`, `brand`,
        `storey` (the level it stands on) and every attribute by its name.
        """
        return MadeWhenAsked(lambda id_: self._traits(self._products[id_]))

    def _traits(self, product: Product) -> Mapping[str, str]:
        found = dict(self._branches[product.category])
        found["type"] = self._keys[product.text("type", self.lang)]
        if product.brand:
            found["brand"] = self._keys[product.brand]
        if product.zone is not None:
            found["storey"] = self._storeys[product.zone]
        for name in product.attributes:
            if "@" not in name and name not in _TOLD_ELSEWHERE:
                found[name] = self._keys[product.text(name, self.lang)]
        return found

    @cached_property
    def _branches(self) -> Mapping[tuple[str, ...], Mapping[str, str]]:
        """A category -> its own traits, the path down to each depth."""
        return MadeWhenAsked(
            lambda category: {
                f"category/{depth}": "\x1f".join(category[:depth])
                for depth in range(1, len(category) + 1)
            }
        )

    @cached_property
    def _storeys(self) -> Mapping[str, str]:
        """A zone -> the level that it is on."""
        return MadeWhenAsked(lambda zone: str(parse_zone(zone).level))

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        """Key forms of values, which a catalogue repeats."""
        return MadeWhenAsked(key_form)

    def sharing(self, shelf: str, traits: Iterable[tuple[str, str]]) -> int:
        """Which products of a shelf have all these traits: bit n for the nth of `of_shelf`."""
        known = self._masks[shelf]
        shared = (1 << len(self.of_shelf.get(shelf, ()))) - 1
        for trait in traits:
            shared &= known.get(trait, 0)
        return shared

    def standing(self, shelf: str, bits: int) -> Sequence[Product]:
        """The products of a shelf that the bits name."""
        products = self.of_shelf.get(shelf, ())
        found = []
        while bits:
            lowest = bits & -bits
            found.append(products[lowest.bit_length() - 1])
            bits ^= lowest
        return found

    def prepare(self) -> None:
        """Makes at once what is else made when first asked for, so that no hunt waits for it.

        About 15 microseconds a product.
        """
        for shelf in self.of_shelf:
            self.sharing(shelf, ())
        for id_ in self._products:
            _ = self.called[id_], self.halls, self.of_department

    @cached_property
    def _masks(self) -> Mapping[str, Mapping[tuple[str, str], int]]:
        """Shelf -> trait and value -> the products that have it; a shelf when first asked for."""
        return MadeWhenAsked(self._masks_of)

    def _masks_of(self, shelf: str) -> Mapping[tuple[str, str], int]:
        found: dict[tuple[str, str], int] = {}
        for at, one in enumerate(self.of_shelf.get(shelf, ())):
            for trait in self.traits[one.id].items():
                found[trait] = found.get(trait, 0) | 1 << at
        return found

    def some(self, products: Sequence[Product], chance: Chance, *label: object) -> list[Product]:
        """At most `MOST_LOOKED_AT` of them, spread over all, beginning at a place of chance."""
        step = -(-len(products) // MOST_LOOKED_AT)
        chosen = products[chance.below(step, *label, "from") :: step] if step > 1 else products
        return list(from_somewhere(chosen, chance, *label, "start"))


def from_somewhere(things: Sequence[_V], chance: Chance, *label: object) -> Iterator[_V]:
    """All of them in their order, beginning at a place of chance and going round: one draw."""
    start = chance.below(len(things), *label) if things else 0
    return chain(islice(things, start, None), islice(things, start))


def stands_out(traits: Sequence[Mapping[str, str]]) -> Mapping[int, Sequence[str]]:
    """Which of some products all the others have something in common against, and by which traits.

    The others share the value of a trait, and this one has another value or none.
    """
    found: dict[int, list[str]] = {}
    first, second = traits[0], traits[1]
    most = len(traits) - 1
    # A trait that all but one share is on the first or on the second.
    for name in sorted(first.keys() | second.keys()):
        values = [one.get(name) for one in traits]
        value = values[0] if values.count(values[0]) == most else values[1]
        if value is not None and values.count(value) == most:
            odd = next(at for at, other in enumerate(values) if other != value)
            found.setdefault(odd, []).append(name)
    return found
