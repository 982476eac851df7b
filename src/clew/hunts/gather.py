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
    """What one process gathered last, by name."""

    def __init__(self) -> None:
        self._kept: dict[str, Gathering[Any]] = {}
        self._cutter = GoodsCutter()

    def goods(self, version: int, products: Mapping[str, Product]) -> Gathering[Goods]:
        """The catalogue, cut into buckets."""
        known = self._kept.get("goods")
        if known is not None and known.key is products:
            return known
        goods = Goods(version, tuple(products.values()))
        made = Gathering[Goods](products, goods, self._cutter.cut(goods))
        self._kept["goods"] = made
        return made

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
