"""The catalogue as one worker holds it: whole, in memory, and at most a second behind."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from time import monotonic

from clew.shop.model import Level, Product
from clew.shop.ports import CatalogueReader

CHECKED_EVERY_S = 1.0
"""Seconds between two looks at the catalogue's version."""


class Catalogue:
    """Every product at one version; it never changes.

    Attributes:
        version: the catalogue's, 0 where there is nothing.
        products: by id, in the order of ids.
    """

    def __init__(self, version: int, products: Iterable[Product]) -> None:
        self.version = version
        self.products: Mapping[str, Product] = {
            one.id: one for one in sorted(products, key=lambda one: one.id)
        }

    def __len__(self) -> int:
        return len(self.products)

    def at(self, level: Level, label: str) -> Sequence[str]:
        """The ids of what is called that at a level, in order; empty where nothing is."""
        if level is Level.PRODUCT:
            return (label,) if label in self.products else ()
        return (self.types if level is Level.TYPE else self.categories).get(label, ())

    @cached_property
    def types(self) -> Mapping[str, Sequence[str]]:
        """A type's key -> the ids of its products, both in order."""
        return self._grouped(Level.TYPE)

    @cached_property
    def categories(self) -> Mapping[str, Sequence[str]]:
        """A category's name -> the ids of what stands in it, not below it, both in order."""
        return self._grouped(Level.CATEGORY)

    @cached_property
    def currency(self) -> str | None:
        """Of all prices; None where there is no product."""
        first = next(iter(self.products.values()), None)
        return None if first is None else first.currency

    def changed(self, version: int, products: Sequence[Product]) -> Catalogue:
        """The catalogue with these added or replaced."""
        after = Catalogue.__new__(Catalogue)
        after.version = version
        new = [one for one in products if one.id not in self.products]
        merged = {**self.products, **{one.id: one for one in products}}
        after.products = dict(sorted(merged.items())) if new else merged
        if not new and all(_stays(self.products[one.id], one) for one in products):
            # A new price moves nothing; grouping 68,000 products again takes a tenth of a second.
            for name in ("types", "categories"):
                if name in self.__dict__:
                    after.__dict__[name] = self.__dict__[name]
        return after

    def _grouped(self, level: Level) -> Mapping[str, Sequence[str]]:
        groups: defaultdict[str, list[str]] = defaultdict(list)
        for id_, one in self.products.items():
            groups[one.label(level)].append(id_)
        return {label: tuple(ids) for label, ids in sorted(groups.items())}


class CatalogueView:
    """The catalogue now: read once, then kept up by what changed.

    A write that was acknowledged by any process is seen at most `every_s` later.
    """

    def __init__(
        self,
        reader: CatalogueReader,
        *,
        every_s: float = CHECKED_EVERY_S,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._reader = reader
        self._every_s = every_s
        self._now = now
        self._held = Catalogue(0, ())
        self._checked_at: float | None = None
        self._checking = asyncio.Lock()

    async def current(self) -> Catalogue:
        """The catalogue, at most `every_s` old.

        Raises `PartUnavailable` where its age can't be told: an old price is never given out
        for a new one.
        """
        if self._fresh():
            return self._held
        async with self._checking:
            if not self._fresh():
                asked_at = self._now()
                await self._follow()
                self._checked_at = asked_at
        return self._held

    def _fresh(self) -> bool:
        return self._checked_at is not None and self._now() - self._checked_at < self._every_s

    async def _follow(self) -> None:
        version = await self._reader.version()
        if version != self._held.version:
            # Read after the version, so it may hold later changes too: they come once more.
            held = self._held if version > self._held.version else Catalogue(0, ())
            changed = await self._reader.products(changed_since=held.version)
            self._held = held.changed(version, changed)


def _stays(before: Product, after: Product) -> bool:
    return before.category == after.category and before.type == after.type
