"""The use case that gathers all that a hunt is composed of, as of one moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from time import monotonic
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from clew.hunts.gather import Gathered, Gathering
from clew.hunts.ports import (
    Ground,
    HuntStore,
    Played,
    Promises,
    RulesInForce,
    Shop,
    Sought,
    Start,
    Venues,
)
from clew.hunts.snapshot import Goods, Names, Offers, Snapshot
from clew.hunts.warm import warm
from clew.hunts.world import Parts, World, Worlds
from clew.promotions.model import Promotion
from clew.rules.model import Player
from clew.shop.model import Product

WANTED = 64
"""Products that a snapshot holds as wanted: ten for each step of the longest usual hunt."""
HUNT_S = 7_200
"""How long a hunt lasts where nothing else is said, in seconds: an afternoon at a mall."""
SHARE = 20
"""A catalogue serves so many times as long as it took to make ready, where it changes all the
time: that is then a twentieth of the work."""
AT_ONCE = 2_000
"""Products up to which a new catalogue is waited for."""
FEW = 24
"""Promotions about what is wanted below which others are looked at, too."""
MOST_COUNTED = 400
"""Promotions whose budgets are looked at for one hunt."""
_HOURS_UNKNOWN = 1_000_000
_HOUR_S = 3_600


class Asking(NamedTuple):
    """For whom a hunt is wanted, and where.

    Attributes:
        venue: None for the one that the campaign's clues lead to.
        lang: BCP 47.
        seed: of all chance; None for one that follows from player, campaign and moment.
        as_of: seconds since 1970 UTC.
        lasts_s: until when the hunt is open, from `as_of`.
    """

    player: str
    campaign: str
    as_of: int
    venue: str | None = None
    lang: str = "en"
    step_free: bool = False
    seed: int | None = None
    lasts_s: int = HUNT_S


class Taken(NamedTuple):
    """A snapshot, its world, and its parts as bytes.

    Attributes:
        pieces: digest -> bytes of all parts.
        reason: says why the player may want a product of the snapshot's `wanted`.
    """

    snapshot: Snapshot
    world: World
    parts: Parts
    pieces: Mapping[str, bytes]
    reason: Callable[[str], str]


class Made(NamedTuple):
    """Shared parts, the world that they are, and their bytes by digest."""

    parts: Parts
    names: Names
    world: World
    pieces: Mapping[str, bytes]


class TakeSnapshot:
    """Takes snapshots; one a process. Shared parts are made once for each of their versions."""

    def __init__(
        self,
        *,
        shop: Shop,
        promises: Promises,
        venues: Venues,
        rules: RulesInForce,
        store: HuntStore,
        worlds: Worlds,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._shop = shop
        self._promises = promises
        self._venues = venues
        self._rules = rules
        self._store = store
        self._worlds = worlds
        self._gathered = Gathered()
        self._making = asyncio.Lock()
        self._now = now
        self._next = 0.0
        self._renewing: asyncio.Task[Gathering[Goods]] | None = None

    async def take(self, asking: Asking, held_back: Mapping[str, str]) -> Taken:
        """All that a hunt is composed of.

        Raises `InputRefused` for what was asked (`campaign_unknown`, `venue_unknown`, ...) and
        `PartUnavailable` for what can't be read; a model or a history that is missing or late is
        told in `missing`.
        """
        venue = await self._venues.venue_of(asking.campaign, asking.venue)
        until = asking.as_of + asking.lasts_s
        ground = await self._venues.ground(venue, asking.campaign, asking.as_of, until)
        made, fresh = await self._made(ground)
        parts, world, names = made.parts, made.world, made.names
        # What is of now is read together; what the rules may know follows from the history.
        start, played, crowd = await asyncio.gather(
            self._shop.start(asking.player, asking.lang, asking.as_of, WANTED),
            self._played(asking, ground),
            self._store.crowd(venue, asking.as_of),
        )
        promotions = _counted(asking, venue, start, world)
        counters = await self._promises.counters(promotions, asking.player, asking.as_of)
        offers = [(one, world.terms(one)) for one in promotions]
        prospects = await self._promises.prospects(offers, asking.player, asking.as_of)
        snapshot = Snapshot(
            player=asking.player,
            facts=await self._facts(asking, played),
            campaign=asking.campaign,
            venue=venue,
            lang=asking.lang,
            step_free=asking.step_free,
            seed=_seed(asking) if asking.seed is None else asking.seed,
            as_of=asking.as_of,
            until=until,
            timezone=ground.timezone,
            wanted=tuple(start.wanted),
            ranked=start.ranked,
            model=start.model,
            missing=tuple(start.missing),
            shut=tuple(ground.shut),
            crowd=crowd,
            spent=counters.spent,
            own=counters.own,
            today=counters.today,
            names=names,
            counted=tuple(one.id for one in promotions),
            prospects=prospects,
            stock=fresh,
            held_back=held_back,
        )
        return Taken(snapshot, world, parts, made.pieces, start.reason)

    async def _played(self, asking: Asking, ground: Ground) -> Played:
        since = _midnight(asking.as_of, ground.timezone)
        return await self._store.played(asking.player, since_midnight=since, now=asking.as_of)

    async def _facts(self, asking: Asking, played: Played) -> Player:
        facts = await self._shop.facts(
            asking.player, asking.lang, asking.as_of, step_free=asking.step_free
        )
        since = asking.as_of - played.latest if played.latest is not None else None
        hours = _HOURS_UNKNOWN if since is None else max(0, since) // _HOUR_S
        return msgspec.structs.replace(
            facts,
            hunts_today=played.today,
            hunts_7d=played.week,
            hunts_solved=played.solved,
            rewards_7d=played.rewards_week,
            hours_since_hunt=min(hours, _HOURS_UNKNOWN),
        )

    async def _made(self, ground: Ground) -> tuple[Made, Mapping[str, int]]:
        """The shared parts and their world, and the stocks that are known later than they are.

        A new catalogue is made ready aside, and not more often than that is worth: until then
        hunts are composed in the one before, with the stock of now.
        """
        version, products = await self._shop.goods()
        goods = self._gathered.goods
        if goods is None:
            async with self._making:
                goods = self._gathered.goods or await self._renewed(version, products, ground)
        elif goods.key is not products and self._now() >= self._next:
            if self._renewing is None or self._renewing.done():
                self._renewing = asyncio.create_task(self._renewed(version, products, ground))
            if len(products) <= AT_ONCE:
                # A small shop's is ready at once.
                goods = await asyncio.shield(self._renewing)
        made = await self._of(goods, ground)
        return made, self._gathered.restocked(products)

    async def _renewed(
        self, version: int, products: Mapping[str, Product], ground: Ground
    ) -> Gathering[Goods]:
        began = self._now()
        goods = await asyncio.to_thread(self._gathered.cut, version, products)
        made = await self._of(goods, ground)
        await asyncio.to_thread(warm, made.world)
        self._next = self._now() + SHARE * (self._now() - began)
        self._gathered.goods = goods
        return goods

    async def _of(self, goods: Gathering[Goods], ground: Ground) -> Made:
        book = self._gathered.once("book", self._rules.book())
        generation = await self._promises.generation()
        offers = self._gathered.known("offers", generation)
        if offers is None:
            # Read after the generation: what changed meanwhile makes the next one.
            promotions = tuple(await self._promises.promotions())
            offers = self._gathered.keep("offers", generation, Offers(generation, promotions))
        grounds = self._gathered.once(f"ground of {ground.part.venue}", ground.part)
        night = self._promises.allocation()
        allocation = None if night is None else self._gathered.once("allocation", night)
        found = [goods.part, book.part, offers.part, grounds.part]
        if allocation is not None:
            found.append(allocation.part)
        names = Names(
            goods=goods.part.digest,
            book=book.part.digest,
            offers=offers.part.digest,
            ground=grounds.part.digest,
            allocation=None if allocation is None else allocation.part.digest,
            catalogue_version=goods.whole.version,
            rules_version=book.whole.version,
            map_version=grounds.whole.map_version,
        )
        parts = Parts(goods.whole, book.whole, offers.whole, grounds.whole, night)
        world = self._worlds.known(names)
        if world is None:
            world = await asyncio.to_thread(self._worlds.of, names, parts)
        pieces = {name: one for part in found for name, one in part.pieces.items()}
        return Made(parts, names, world, pieces)


def _counted(asking: Asking, venue: str, start: Start, world: World) -> Sequence[Promotion]:
    """The promotions whose budgets are looked at: about what is wanted, or about everything.

    Where those are few, all that are live in the venue as well: all that is wanted may be shut.
    """
    shelf, desk = world.shelf, world.desk
    known = [one.product for one in start.wanted if one.product in shelf.products]
    found = desk.survivors(Sought(asking.as_of, venue, asking.campaign, *shelf.around(known)))
    if len(found) >= FEW:
        return found
    here = Sought(asking.as_of, venue, asking.campaign, *shelf.around_in(venue))
    return desk.survivors(here)[:MOST_COUNTED]


def _seed(asking: Asking) -> int:
    """A seed that follows from player, campaign and moment."""
    text = "\x1f".join((asking.player, asking.campaign, str(asking.as_of)))
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "big")


def _midnight(moment: int, timezone: str) -> int:
    """The last local midnight."""
    there = datetime.fromtimestamp(moment, UTC).astimezone(ZoneInfo(timezone))
    return int(there.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())
