"""The shared parts as they were last gathered: each is encoded once for each of its versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, NamedTuple, TypeVar

from clew.hunts.parts import GoodsCutter, Part, part_of
from clew.hunts.snapshot import Goods
from clew.shop.model import Product

_T = TypeVar("_T")


class Gathering(NamedTuple, Generic[_T]):
    """A part as a whole, and as it is kept.

    Attributes:
        key: what it was gathered of; the same key is the same part.
    """

    key: object
    whole: _T
    part: Part


class Gathered:
    """What one process gathered last, by name.

    Attributes:
        goods: the catalogue in force; None before the first.
    """

    def __init__(self) -> None:
        self.goods: Gathering[Goods] | None = None
        self._kept: dict[str, Gathering[Any]] = {}
        self._cutter = GoodsCutter()
        self._compared: tuple[object, object, Mapping[str, int]] = (None, None, {})

    def cut(self, version: int, products: Mapping[str, Product]) -> Gathering[Goods]:
        """A catalogue as a part; it is not in force before `goods` is set to it."""
        goods = Goods(version, tuple(products.values()))
        return Gathering[Goods](products, goods, self._cutter.cut(goods))

    def restocked(self, products: Mapping[str, Product]) -> Mapping[str, int]:
        """The stocks that are counted and differ from those of the catalogue in force."""
        goods = self.goods
        if goods is None or goods.key is products:
            return {}
        of, beside, found = self._compared
        if of is not products or beside is not goods:
            before = {one.id: one for one in goods.whole.products}
            found = {
                id_: one.stock
                for id_, one in products.items()
                if one.stock is not None
                and id_ in before
                # What did not change is the same object.
                and before[id_] is not one
                and before[id_].stock != one.stock
            }
            self._compared = products, goods, found
        return found

    def once(self, name: str, whole: _T) -> Gathering[_T]:
        """A part that is the same as long as it is one object."""
        known = self._kept.get(name)
        if known is not None and known.key is whole:
            return known
        return self.keep(name, whole, whole)

    def known(self, name: str, key: int) -> Gathering[Any] | None:
        """A part that was gathered under a number; None where it was another."""
        known = self._kept.get(name)
        return known if known is not None and known.key == key else None

    def keep(self, name: str, key: object, whole: _T) -> Gathering[_T]:
        """Keeps a part under its name, in place of the one before."""
        made = Gathering[_T](key, whole, part_of(whole))
        self._kept[name] = made
        return made
