"""A made-up world as what a snapshot is taken of: real parts that stand still."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clew.hunts.ports import Counters, Ground, Start, Terms
from clew.hunts.snapshot import Book, Prospect, Wanted
from clew.hunts.world import Parts
from clew.promotions.holds import Holds
from clew.promotions.model import Hold, Promotion, Refusal
from clew.promotions.schedule import local_day
from clew.promotions.stores.sql_holds import SqlHolds
from clew.rules.model import Player
from clew.shop.model import Product


class StandingShop:
    """`Shop` that wants the same for everybody."""

    def __init__(self, parts: Parts, wanted: Sequence[Wanted], facts: Player) -> None:
        self._products = {one.id: one for one in parts.goods.products}
        self._version = parts.goods.version
        self._wanted = wanted
        self.facts_told = facts

    async def goods(self) -> tuple[int, Mapping[str, Product]]:
        return self._version, self._products

    async def start(self, player: str, lang: str, as_of: int, most: int) -> Start:
        del player, lang, as_of
        return Start(self._wanted[:most], True, "standing", (), "they want {}".format)

    async def facts(self, player: str, lang: str, as_of: int, *, step_free: bool) -> Player:
        del player, lang, as_of, step_free
        return self.facts_told


class StandingPromises:
    """`Promises` of a world's promotions, with the counters of a real record."""

    def __init__(self, promotions: Sequence[Promotion], holds: SqlHolds) -> None:
        self._promotions = promotions
        self._holds = holds

    async def generation(self) -> int:
        return 1

    async def promotions(self) -> Sequence[Promotion]:
        return self._promotions

    async def counters(self, promotions: Sequence[Promotion], player: str, now: int) -> Counters:
        counted = await self._holds.counted()

        def of(counter: str) -> dict[str, object]:
            return {one: spent for (one, name), spent in counted.items() if name == counter}

        today = {
            one.id: counted[one.id, f"day {day}"]
            for one in promotions
            if (one.id, f"day {(day := local_day(now, one.schedule.timezone).isoformat())}")
            in counted
        }
        return Counters(of("all"), of(f"player {player}"), today)  # type: ignore[arg-type]

    async def prospects(
        self, offers: Sequence[tuple[Promotion, Terms]], player: str, now: int
    ) -> Mapping[str, Prospect]:
        del player, now
        return {one.id: Prospect(100_000, 5_000, terms.most or 0) for one, terms in offers}

    def allocation(self) -> bytes | None:
        return None


class StandingVenues:
    """`Venues` of one venue that is open throughout."""

    def __init__(self, parts: Parts, timezone: str) -> None:
        self._ground = Ground(parts.ground, (), timezone)

    async def venue_of(self, campaign: str, named: str | None) -> str:
        del campaign
        return named or self._ground.part.venue

    async def ground(self, venue: str, campaign: str, at: int, until: int) -> Ground:
        del venue, campaign, at, until
        return self._ground


class StandingRules:
    """`RulesInForce` that never change."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def book(self) -> Book:
        return self._book


class RecordHolds:
    """`Holding` by the real holds.

    Attributes:
        greedy: promotions whose budget somebody else takes the moment before, each time.
    """

    def __init__(self, holds: Holds, store: SqlHolds) -> None:
        self._holds = holds
        self._store = store
        self.refuse = 0
        self.released: list[str] = []

    async def take(self, hold: str, reward: object, player: str, until: int) -> Hold | Refusal:
        if self.refuse:
            self.refuse -= 1
            return Refusal.UNITS_SPENT
        promotion = reward.promotion  # type: ignore[attr-defined]
        money = reward.most  # type: ignore[attr-defined]
        return await self._holds.take(hold, promotion, player, money=money, until=until)

    async def hold(self, hold: str) -> Hold | None:
        return await self._store.hold(hold)

    async def release(self, hold: str) -> None:
        self.released.append(hold)
        await self._holds.release(hold)
