"""A year of the demo's shop, made up: who came when, bought what, and looked at what before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache

import msgspec

from clew.demo.chance import Chance
from clew.demo.errands import ERRANDS, Errand
from clew.demo.players import Player, make_up
from clew.shop.model import Event, EventKind, Product, Purchase

DAYS = 365
_DAY_S = 86_400
_OPEN_S, _CLOSED_S = 9 * 3600, 18 * 3600
"""Seconds of a day, UTC, between which people buy."""
_OFF_SEASON = 1 / 3
_FAITH = (0.62, 0.82, 0.93)
"""The chance to take the favourite of a type, or at most the second, or at most the third."""
_SEVERAL = ("Food", "Pets")
"""What people take two or three of."""
_LOOKED_FIRST, _SEARCHED_FIRST, _SOLVED = 0.18, 0.06, 0.03
"""The chance that a purchase was seen, its type searched, or a puzzle about it solved, before."""


class Year(msgspec.Struct, frozen=True):
    """What the demo's players did.

    Attributes:
        players: by id.
        purchases: by player, then time, then product.
        events: by player, then time.
    """

    players: Sequence[Player]
    purchases: Sequence[Purchase]
    events: Sequence[Event]


def live_a_year(products: Sequence[Product], *, seed: str, until: date) -> Year:
    """The 365 days before `until`; the same for the same arguments, on every machine.

    Raises `KeyError` where an errand asks for a type that no product has.
    """
    chance = Chance(seed)
    shelves: defaultdict[str, list[Product]] = defaultdict(list)
    for product in sorted(products, key=lambda one: one.id):
        shelves[product.type].append(product)
    players = make_up(chance, ERRANDS)
    purchases = [
        line for player in players for line in _bought(chance, player, dict(shelves), until)
    ]
    events = _done_before(chance, players, purchases, {one.id: one for one in products})
    return Year(players, purchases, events)


def _bought(
    chance: Chance, player: Player, shelves: Mapping[str, list[Product]], until: date
) -> Iterator[Purchase]:
    visits: defaultdict[date, dict[str, float]] = defaultdict(dict)
    for errand in player.errands:
        for day in _days_of(chance, player, errand, until):
            visits[day] |= errand.buys
    ranked = cache(lambda kind: _ranked(chance, player, shelves[kind]))
    for day, wanted in sorted(visits.items()):
        second = chance.whole(_OPEN_S, _CLOSED_S, player.id, day, "time")
        time = _midnight(day) + second
        taken = [kind for kind in wanted if chance.share(player.id, day, kind) < wanted[kind]]
        lines = [_line(chance, player, day, time, ranked(kind)) for kind in taken]
        yield from sorted(lines, key=lambda line: line.product)


def _days_of(chance: Chance, player: Player, errand: Errand, until: date) -> Iterator[date]:
    first = until - timedelta(days=DAYS)
    if errand.days is None:
        month, day = map(int, errand.on.split("-"))
        for year in (first.year, until.year):
            early = chance.whole(0, 9, player.id, errand.name, year)
            when = date(year, month, day) - timedelta(days=early)
            if first <= when < until:
                yield when
        return
    pause = errand.days * player.pace
    ahead = pause * chance.share(player.id, errand.name, "first")
    turn = 0
    while ahead < DAYS:
        when = first + timedelta(days=int(ahead))
        likely = 1 if not errand.months or when.month in errand.months else _OFF_SEASON
        if chance.share(player.id, errand.name, turn, "comes") < likely:
            yield when
        turn += 1
        ahead += pause * (0.7 + 0.6 * chance.share(player.id, errand.name, turn))


def _ranked(chance: Chance, player: Player, shelf: Sequence[Product]) -> Sequence[Product]:
    return sorted(shelf, key=lambda one: chance.share(player.id, "likes", one.id), reverse=True)


def _line(
    chance: Chance, player: Player, day: date, time: int, ranked: Sequence[Product]
) -> Purchase:
    drawn = chance.share(player.id, day, ranked[0].type, "which")
    rank = sum(drawn >= faith for faith in _FAITH)
    product = ranked[min(rank, len(ranked) - 1)]
    many = product.category[0] in _SEVERAL
    quantity = 1 + int(chance.share(player.id, day, product.id, "many") ** 2 * 3) if many else 1
    return Purchase(
        player=player.id,
        basket=f"{player.id}-{day:%y%m%d}",
        time=time,
        product=product.id,
        quantity=quantity,
        price=product.price * quantity,
    )


def _done_before(
    chance: Chance,
    players: Sequence[Player],
    purchases: Sequence[Purchase],
    products: Mapping[str, Product],
) -> list[Event]:
    speaks = {player.id: player.lang for player in players}
    events: list[Event] = []
    for line in purchases:
        label = (line.player, line.basket, line.product)
        ago = chance.whole(600, 3 * _DAY_S, *label, "ago")
        drawn = chance.share(*label, "before")
        product = products[line.product]
        if drawn < _SOLVED:
            events.append(Event(line.player, line.time - ago, EventKind.SOLVE, product.id))
        elif drawn < _SOLVED + _SEARCHED_FIRST:
            text = product.text("type", speaks[line.player])
            events.append(Event(line.player, line.time - ago, EventKind.SEARCH, None, text))
        elif drawn < _SOLVED + _SEARCHED_FIRST + _LOOKED_FIRST:
            events.append(Event(line.player, line.time - ago, EventKind.VIEW, product.id))
    return sorted(events, key=lambda one: (one.player, one.time, one.kind, one.product or ""))


def _midnight(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
