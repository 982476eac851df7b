"""A small shop and players with habits, from a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence

from clew.shop.catalogue import Catalogue
from clew.shop.model import Product, Purchase
from clew.shop.weights import DAY

START = 1_700_000_000
DAYS = 200
END = START + DAYS * DAY
TYPES, EACH = 30, 5


def products(*, stock: int | None = None) -> list[Product]:
    """Thirty types in six categories, five products each."""
    return [
        Product(
            id=f"p{kind:02}-{n}",
            name=f"Thing {kind} number {n}",
            category=("shop", f"aisle {kind % 6}"),
            type=f"Kind {kind}",
            brand="",
            price=100 + n,
            currency="EUR",
            stock=stock,
            attributes={"type@fr": f"Sorte {kind}", "name@fr": f"Chose {kind} numéro {n}"},
        )
        for kind in range(TYPES)
        for n in range(EACH)
    ]


def catalogue(*, stock: int | None = None) -> Catalogue:
    """The same at version 1."""
    return Catalogue(1, products(stock=stock))


def purchases(players: int, *, seed: int = 1) -> list[Purchase]:
    """Each player buys four types again and again, and what goes with one of them; some else."""
    chance = random.Random(seed)  # noqa: S311 - seeded on purpose
    rows: dict[tuple[str, str, str], Purchase] = {}
    for player in range(players):
        rhythm = chance.choice((5, 7, 14))
        usual = chance.sample(range(TYPES), 4)
        choice = {kind: chance.randrange(EACH) for kind in range(TYPES)}
        for visit, day in enumerate(range(chance.randrange(rhythm), DAYS, rhythm)):
            kinds = {kind for kind in usual if chance.random() < 0.6}
            if usual[0] in kinds and chance.random() < 0.7:
                kinds.add((usual[0] + 1) % TYPES)
            if chance.random() < 0.3:
                kinds.add(min(int(chance.expovariate(0.2)), TYPES - 1))
            time = START + day * DAY + chance.randrange(8, 20) * 3_600
            for kind in sorted(kinds):
                product = f"p{kind:02}-{choice[kind]}"
                row = Purchase(f"h{player:03}", f"{player:03}/{visit:03}", time, product)
                rows[row.player, row.basket, row.product] = row
    return sorted(rows.values(), key=lambda row: (row.player, row.time, row.basket, row.product))


def of(rows: Sequence[Purchase], player: str) -> list[Purchase]:
    """One player's."""
    return [row for row in rows if row.player == player]
