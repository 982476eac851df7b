"""Made-up worlds for hunts: a shop, a venue, rules, promotions, and players who ask, by a seed.

The same seed gives the same world in every process. A world is as unkind as real ones are: shelves
are empty, lifts do not say whether they are step-free, budgets are spent, clues tell the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

import msgspec

from clew.hunts.model import Hunt
from clew.hunts.parts import GoodsCutter, part_of
from clew.hunts.snapshot import Book, Goods, Grounds, Names, Offers, Shut, Snapshot, Wanted
from clew.promotions.model import Spent
from clew.rules.model import Player
from clew.testing.hunt_goods import made_products
from clew.testing.hunt_grounds import made_grounds, made_plan
from clew.testing.hunt_offers import made_promotions
from clew.testing.hunt_rules import made_rules

_SIZES = ((20, 15), (60, 40), (120, 120), (250, 250), (400, 400))
"""Products and zones, about."""
_FIRST, _LAST = 1_767_225_600, 1_861_920_000
"""The years in which made-up hunts take place: 2026 to 2028."""
_ZONES_OF_TIME = ("Europe/Paris", "Europe/London", "America/New_York", "Asia/Tokyo")
_REASONS = {"en": "bought before", "fr": "déjà acheté"}


class HuntWorld(NamedTuple):
    """What the hunts of one campaign in one venue share.

    Attributes:
        parts: digest -> bytes of each part's pieces, as snapshots name them.
    """

    seed: int
    moment: int
    timezone: str
    campaign: str
    goods: Goods
    book: Book
    offers: Offers
    ground: Grounds
    names: Names
    parts: Mapping[str, bytes]


def hunt_world(seed: int) -> HuntWorld:
    """The world of that number."""
    rng = Random(f"world {seed}")  # noqa: S311 - the same in every process is what is wanted
    size, zones = rng.choice(_SIZES)
    venue, campaign = f"mall-{seed % 7}", f"campaign-{seed % 3}"
    moment, timezone = rng.randrange(_FIRST, _LAST), rng.choice(_ZONES_OF_TIME)
    plan = made_plan(rng, venue, zones)
    products = made_products(rng, size, sorted(plan.graph.zones))
    goods = Goods(rng.randint(1, 99), products)
    book = Book(rng.randint(1, 99), made_rules(rng))
    offers = Offers(
        rng.randint(1, 99), made_promotions(rng, products, venue, campaign, moment, timezone)
    )
    ground = made_grounds(rng, plan, products)
    kept = GoodsCutter().cut(goods), part_of(book), part_of(offers), part_of(ground)
    names = Names(
        goods=kept[0].digest,
        book=kept[1].digest,
        offers=kept[2].digest,
        ground=kept[3].digest,
        allocation=None,
        catalogue_version=goods.version,
        rules_version=book.version,
        map_version=ground.map_version,
    )
    parts = {digest: content for one in kept for digest, content in one.pieces.items()}
    return HuntWorld(seed, moment, timezone, campaign, goods, book, offers, ground, names, parts)


class Players:
    """Players who ask for hunts in one world, one after the other: what is given out is counted.

    A hunt that was composed is told by `given`; from then on the crowd and the budgets have it.
    """

    def __init__(self, world: HuntWorld) -> None:
        self._world = world
        self._rng = Random(f"players {world.seed}")  # noqa: S311 - as above
        self._zones = sorted(world.ground.ways["zones"])
        self._crowd = {
            zone: self._rng.randint(1, 6)
            for zone in self._rng.sample(self._zones, len(self._zones) // 6)
        }
        self._spent = {
            one.id: Spent(self._rng.choice((0, 1, 19, 19, 60)), self._rng.choice((0, 500, 49_000)))
            for one in world.offers.promotions
            if self._rng.random() < 0.5
        }
        self._own: dict[str, dict[str, Spent]] = {}

    def snapshots(self, count: int) -> Iterator[Snapshot]:
        """So many of them, in order."""
        for number in range(count):
            yield self._snapshot(f"player-{self._world.seed}-{number}")

    def given(self, hunt: Hunt) -> None:
        """Counts a hunt that was given out."""
        for zone in {step.zone for step in hunt.steps if step.zone is not None}:
            self._crowd[zone] = self._crowd.get(zone, 0) + 1
        promised = hunt.reward.promotion
        self._spent[promised] = _more(self._spent.get(promised), hunt.reward.most)
        own = self._own.setdefault(hunt.player, {})
        own[promised] = _more(own.get(promised), hunt.reward.most)

    def _snapshot(self, player: str) -> Snapshot:
        rng, world = self._rng, self._world
        lang, step_free = rng.choice(("en", "fr")), rng.random() < 0.25
        ranked = rng.random() < 0.7
        as_of = world.moment + rng.randint(0, 86_400)
        # A third of the players have been here before in the file, so that their bounds count.
        if self._own and rng.random() < 0.3:
            player = rng.choice(sorted(self._own))
        snapshot = Snapshot(
            player=player,
            facts=_facts(rng, lang, step_free=step_free),
            campaign=world.campaign,
            venue=world.ground.venue,
            lang=lang,
            step_free=step_free,
            seed=rng.randrange(2**31),
            as_of=as_of,
            until=as_of + rng.choice((3_600, 7_200)),
            timezone=world.timezone,
            wanted=self._wanted(),
            ranked=ranked,
            model="starting-point v3" if ranked else None,
            missing=() if ranked else ("model",),
            shut=self._shut(),
            crowd=dict(sorted(self._crowd.items())),
            spent=dict(sorted(self._spent.items())),
            own=dict(sorted(self._own.get(player, {}).items())),
            today=dict(sorted(self._spent.items())) if rng.random() < 0.3 else {},
            names=world.names,
            stock=self._stock(),
        )
        reasons = {one.product: _REASONS[lang] for one in snapshot.wanted}
        return msgspec.structs.replace(snapshot, reasons=reasons)

    def _wanted(self) -> tuple[Wanted, ...]:
        products = self._world.goods.products
        most = self._rng.choice((0, 3, 10, 40, 100))
        some = self._rng.sample(products, min(most, len(products)))
        scored = [Wanted(one.id, self._rng.randint(0, 5_000)) for one in some]
        return tuple(sorted(scored, key=lambda one: (-one.score, one.product)))

    def _shut(self) -> tuple[Shut, ...]:
        rng = self._rng
        zones = rng.sample(self._zones, rng.choice((0, 1, len(self._zones) // 10)))
        doors = sorted({portal["connector"] for portal in self._world.ground.ways["portals"]})
        closed = rng.sample(doors, min(len(doors), rng.choice((0, 0, 1, 3))))
        why = ("closed", "outside_opening_hours", "full")
        shut = [Shut(zone, rng.choice(why)) for zone in zones]
        shut += [Shut(door, "closed") for door in closed]
        return tuple(sorted(shut, key=lambda one: one.id))

    def _stock(self) -> dict[str, int]:
        products: Sequence[str] = [one.id for one in self._world.goods.products]
        some = self._rng.sample(products, min(len(products), self._rng.choice((0, 0, 5))))
        return {one: self._rng.choice((0, 0, 3)) for one in sorted(some)}


def _more(spent: Spent | None, money: int) -> Spent:
    before = spent or Spent()
    return Spent(before.units + 1, before.money + money)


def _facts(rng: Random, lang: str, *, step_free: bool) -> Player:
    known = rng.random() < 0.8
    solved = rng.choice((0, 1, 3, 8, 20)) if known else 0
    return Player(
        known=known,
        visits_30d=rng.randint(0, 20) * known,
        days_since_visit=rng.randint(0, 90) if known else 3_650,
        purchases_90d=rng.randint(0, 30) * known,
        spent_90d=rng.randint(0, 90_000) * known,
        segments=tuple(sorted(rng.sample(("member", "staff", "vip"), rng.randint(0, 2)))),
        lang=lang,
        step_free=step_free,
        hunts_today=rng.choice((*(0,) * 12, 1, 2)),
        hunts_7d=rng.randint(2, 18) if solved else 2,
        hunts_solved=solved,
        hours_since_hunt=rng.randint(0, 300) if known else 1_000_000,
        rewards_7d=rng.choice((*(0,) * 12, 1, 4)),
    )


def world_file(world: HuntWorld, snapshots: Mapping[str, Snapshot]) -> bytes:
    """The world of some hunts as one JSON object: the parts whole, the snapshots by hunt."""
    names = world.names
    whole = {
        names.goods: world.goods,
        names.book: world.book,
        names.offers: world.offers,
        names.ground: world.ground,
    }
    return msgspec.json.encode({"parts": whole, "snapshots": snapshots}, order="sorted")
