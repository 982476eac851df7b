"""How things stand now, as hunts ask it of the shop, the promotions and the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from clew.hunts.model import Reward
from clew.hunts.ports import Counters, Start, Terms
from clew.hunts.refresh import Refreshed
from clew.hunts.snapshot import Book, Prospect, Wanted
from clew.promotions.allocation.kept import Allocation
from clew.promotions.allocation.ports import AllocationShelf
from clew.promotions.holds import Holds
from clew.promotions.model import GIVEN, Hold, Promotion, Refusal
from clew.promotions.ports import HoldStore, PromotionReader
from clew.promotions.schedule import local_day
from clew.rules.desk import RuleDesk
from clew.rules.model import Player
from clew.rules.model.told import Said, player_told
from clew.shop.catalogue import CatalogueView
from clew.shop.model import Level, Product
from clew.shop.ports import HistoryReader
from clew.shop.starting_point import StartingPoints
from clew.wiring.hunt_prospects import Prospects

FINE = 1_000_000
"""Scores are whole millionths: what lies below is a processor's rounding."""


class ShopNow:
    """See `clew.hunts.ports.Shop`."""

    def __init__(
        self, *, catalogue: CatalogueView, points: StartingPoints, history: HistoryReader
    ) -> None:
        self._catalogue = catalogue
        self._points = points
        self._history = history

    async def goods(self) -> tuple[int, Mapping[str, Product]]:
        """See `Shop`."""
        catalogue = await self._catalogue.current()
        return catalogue.version, catalogue.products

    async def start(self, player: str, lang: str, as_of: int, most: int) -> Start:
        """See `Shop`."""
        begun = await self._points.begin(
            player, level=Level.PRODUCT, k=most, lang=lang, as_of=as_of
        )
        picks = begun.picks
        wanted = [Wanted(product, int(pick.score * FINE)) for product, pick in picks.items()]
        return Start(
            wanted,
            begun.ranked,
            begun.model,
            begun.missing,
            lambda product: begun.reasons.of(picks[product]),
        )

    async def facts(self, player: str, lang: str, as_of: int, *, step_free: bool) -> Player:
        """See `Shop`."""
        past = await self._history.past(player, before=as_of)
        said = Said(lang=lang, step_free=step_free)
        times = [one.time for one in past.events]
        return player_told(past.purchases, times, as_of, said=said)


class PromisesNow:
    """See `clew.hunts.ports.Promises`."""

    def __init__(
        self,
        *,
        book: PromotionReader,
        holds: HoldStore,
        night: AllocationShelf,
        prospects: Prospects,
    ) -> None:
        self._prospects = prospects
        self._book = book
        self._holds = holds
        self._night = night
        self._kept: tuple[Allocation, bytes] | None = None
        self._generation = Refreshed(book.generation)

    async def generation(self) -> int:
        """See `Promises`."""
        return await self._generation.current()

    async def promotions(self) -> Sequence[Promotion]:
        """See `Promises`."""
        return await self._book.promotions(GIVEN)

    async def counters(self, promotions: Sequence[Promotion], player: str, now: int) -> Counters:
        """See `Promises`."""
        zones = {one.schedule.timezone for one in promotions}
        names = {
            zone: ("all", f"player {player}", f"day {local_day(now, zone).isoformat()}")
            for zone in zones
        }
        counted = await self._holds.counted_of(
            {one.id: names[one.schedule.timezone] for one in promotions}
        )
        by_name = {
            name: {one: spent for (one, counter), spent in counted.items() if counter == name}
            for name in ("all", f"player {player}")
        }
        today = {
            one: spent for (one, counter), spent in counted.items() if counter.startswith("day ")
        }
        return Counters(by_name["all"], by_name[f"player {player}"], today)

    async def prospects(
        self, offers: Sequence[tuple[Promotion, Terms]], player: str, now: int
    ) -> Mapping[str, Prospect]:
        """See `Promises`."""
        return await self._prospects.of(offers, player, now)

    def allocation(self) -> bytes | None:
        """See `Promises`."""
        current = self._night.current()
        if not isinstance(current, Allocation):
            return None
        if self._kept is None or self._kept[0] is not current:
            self._kept = (current, msgspec.json.encode(current, order="sorted"))
        return self._kept[1]


class RulesNow:
    """See `clew.hunts.ports.RulesInForce`."""

    def __init__(self, desk: RuleDesk) -> None:
        self._desk = desk
        self._kept: tuple[object, Book] | None = None

    def book(self) -> Book:
        """See `RulesInForce`."""
        book = self._desk.book()
        if self._kept is None or self._kept[0] is not book:
            documents = self._desk.documents()
            self._kept = (book, Book(book.version, documents.tables))
        return self._kept[1]


class HoldsNow:
    """See `clew.hunts.ports.Holding`."""

    def __init__(self, holds: Holds, store: HoldStore) -> None:
        self._holds = holds
        self._store = store

    async def take(self, hold: str, reward: Reward, player: str, until: int) -> Hold | Refusal:
        """See `Holding`."""
        return await self._holds.take(
            hold, reward.promotion, player, money=reward.most, until=until
        )

    async def hold(self, hold: str) -> Hold | None:
        """See `Holding`."""
        return await self._store.hold(hold)

    async def release(self, hold: str) -> None:
        """See `Holding`."""
        await self._holds.release(hold)
