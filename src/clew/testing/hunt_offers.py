"""Made-up promotions: every kind, calendars that are open or not, budgets that are nearly spent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from clew.promotions.model import (
    Budget,
    BundlePrice,
    EarlyAccess,
    Fixed,
    FreeItem,
    Percent,
    Points,
    Promotion,
    Schedule,
    Scope,
    Shipping,
    Stacking,
    State,
    Value,
)
from clew.shop.model import Product

_RULES = (
    "",
    "",
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR",
    "FREQ=WEEKLY;BYDAY=SA,SU",
    "FREQ=MONTHLY;BYMONTHDAY=1,8,15,22",
    "FREQ=DAILY;INTERVAL=2",
    "FREQ=WEEKLY;COUNT=8",
)


def made_promotions(
    rng: Random, products: Sequence[Product], venue: str, campaign: str, moment: int, timezone: str
) -> tuple[Promotion, ...]:
    """None to sixty of them, by id; most, not all, may be given about the moment."""
    count = rng.choice((0, 3, 8, 12, 25, 25, 40, 40, 60, 60))
    return tuple(
        Promotion(
            id=f"offer-{number:03}",
            name=f"Offer {number}",
            value=_value(rng, products),
            currency="EUR",
            schedule=_schedule(rng, moment, timezone),
            scope=_scope(rng, products, venue, campaign),
            tags=tuple(sorted(rng.sample(("everyday", "vip", "staff", "new"), rng.randint(0, 2)))),
            budget=_budget(rng),
            stacking=Stacking(),
            attributes={"name@fr": f"Offre {number}"},
            state=rng.choices((State.LIVE, State.SCHEDULED, State.PAUSED), (75, 20, 5))[0],
            revision=rng.randint(1, 5),
        )
        for number in range(count)
    )


def _value(rng: Random, products: Sequence[Product]) -> Value:
    amount = rng.randint(50, 2_000)
    return rng.choice(
        (
            Percent(rng.randint(5, 50), rng.choice((None, 1_000))),
            Percent(rng.randint(5, 50)),
            Fixed(amount),
            FreeItem(rng.choice(products).id if products else "gone", amount),
            BundlePrice(amount * 3),
            Shipping(amount),
            Points(rng.randint(10, 500), amount),
            EarlyAccess(rng.randint(1, 72)),
        )
    )


def _schedule(rng: Random, moment: int, timezone: str) -> Schedule:
    day = datetime.fromtimestamp(moment, UTC).replace(tzinfo=None, minute=0, second=0)
    rule = rng.choice(_RULES)
    start = day - timedelta(days=rng.randint(-3, 40), hours=rng.randint(0, 23))
    days, seconds = rng.choice(
        ((1, 0), (0, 7_200), (7, 0), (0, 36_000)) if rule else ((90, 0), (60, 0), (30, 0), (2, 0))
    )
    starts = [start + timedelta(days=n) for n in range(40)]
    return Schedule(
        start=start,
        timezone=timezone,
        days=days,
        seconds=seconds,
        rule=rule,
        excepted=tuple(sorted(rng.sample(starts, rng.choice((0, 0, 3))))) if rule else (),
        blackouts=tuple(
            sorted(
                {
                    (day + timedelta(days=rng.randint(-2, 2))).date()
                    for _ in range(rng.choice((0, 0, 1)))
                }
            )
        ),
    )


def _scope(rng: Random, products: Sequence[Product], venue: str, campaign: str) -> Scope:
    some = rng.sample(list(products), min(len(products), rng.randint(1, 8)))
    about = rng.choice(("all", "all", "products", "types", "categories", "above"))
    return Scope(
        products=tuple(sorted(one.id for one in some)) if about == "products" else (),
        types=tuple(sorted({f"{one.place_in_shop} > {one.type}" for one in some}))
        if about == "types"
        else (),
        categories=tuple(
            sorted(
                {one.place_in_shop if about == "categories" else one.category[0] for one in some}
            )
        )
        if about in {"categories", "above"}
        else (),
        venues=rng.choice(((), (), (), (venue,), ("elsewhere",), (venue, "elsewhere"))),
        campaigns=rng.choice(((), (), (), (campaign,), ("another",))),
    )


def _budget(rng: Random) -> Budget:
    def bound(*most: int) -> int | None:
        return rng.choice((None, None, None, None, *most))

    return Budget(
        units=bound(1, 20, 500),
        units_per_player=bound(1, 3),
        units_per_day=bound(5, 100),
        money=bound(2_000, 50_000),
        money_per_player=bound(1_000, 5_000),
        money_per_day=bound(10_000),
        overbook_percent=rng.choice((0, 0, 10)),
    )
