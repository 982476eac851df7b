"""A night of 2,469 households x 200 promotions from the Complete Journey, and a planted one.

    python benchmarks/allocation.py

The households, what they bought and what they redeemed are the Complete Journey's (simulated data
based on real patterns: nobody in it is a real customer). The chance of a redemption is the shop's
own model, learned from all campaigns. The promotions are made by a seeded rule, since the year has
no 200 that are live at once: each is about one of the 200 types sold most, takes 10 to 40 % off,
may be given to a seeded share of the households, and has a budget of units and of money. Nobody is
promised more than three.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from time import perf_counter
from typing import NamedTuple

import numpy as np

from clew.promotions.allocation.allocate import Night, allocate
from clew.promotions.allocation.candidates import (
    MILLI,
    Bound,
    Candidate,
    Counted,
    Foretold,
    Take,
    budget_key,
    candidate,
)
from clew.promotions.allocation.kept import Allocation
from clew.promotions.allocation.offers import rank
from clew.promotions.allocation.problem import problem_of
from clew.shop.likely import Scopes, likely
from clew.shop.logistic import Logistic, fit
from clew.shop.model import Level, Offer, Redemption
from clew.shop.redemption_features import FEATURES, LATELY_S, features
from shop_journey import Campaigns, Journey, read_campaigns, read_journey

SEED = 20_261_122
PROMOTIONS = 200
MARGIN = 0.45
"""Of what is paid, the share that is the shop's before the promotion: the year does not tell it."""


class Made(NamedTuple):
    """A promotion by the seeded rule.

    Attributes:
        about: key of a type.
        off: share of the price, of 1.
        share: of the households that may be given it.
        units: of its budget.
        money: minor units.
    """

    id: str
    about: str
    off: float
    share: float
    units: int
    money: int


def main() -> None:
    """Reads, learns, solves, prints."""
    journey, campaigns = read_journey(), read_campaigns()
    now = max(lines[-1].time for lines in journey.purchases.values()) + 1
    made = promotions(journey)
    print("| counted | turnout | candidates | solve s | replays s | kept | plan | greedy plan |")
    print("|---|---:|---:|---:|---:|---|---:|---:|")
    foretold = list(foretell(journey, campaigns, made, now))
    nights = []
    for counted in Counted:
        for turnout in (1.0, 0.3):
            nights.append((counted, night(foretold, made, counted, turnout)))
            row(*nights[-1])
    for counted, one in nights:
        replays(f"{counted}, turnout {one.figures.turnout}", one)
    replays("planted: value grows with cost, 2 % of noise", allocate(problem_of(*planted())))
    online(foretold, nights[0][1])
    print(f"\nload {os.getloadavg()}, seed {SEED}")


def promotions(journey: Journey) -> Sequence[Made]:
    """Two hundred of them."""
    random = np.random.default_rng(SEED)
    sold = Counter(
        journey.products[line.product].label(Level.TYPE)
        for lines in journey.purchases.values()
        for line in lines
    )
    found = []
    for number, (about, _) in enumerate(sold.most_common(PROMOTIONS)):
        units = int(random.integers(10, 120))
        found.append(
            Made(
                f"promotion-{number:03}",
                about,
                int(random.integers(10, 41)) / 100,
                float(random.choice([0.25, 0.5, 1.0])),
                units,
                int(units * random.integers(40, 200)),
            )
        )
    return found


def foretell(
    journey: Journey, campaigns: Campaigns, made: Sequence[Made], now: int
) -> Iterator[Foretold]:
    """Everybody that each may be given to, with what is foretold."""
    model = learned(journey, campaigns)
    random = np.random.default_rng(SEED + 1)
    told, used = of_players(campaigns)
    articles = of_types(journey)
    scopes = Scopes([articles[one.about] for one in made])
    middle = [
        float(np.median([journey.products[id_].price for id_ in articles[one.about]]))
        for one in made
    ]
    for player, lines in journey.purchases.items():
        known = likely(model, scopes, player, now, lines, told[player], used[player])
        drawn = random.random(len(made))
        for one, foretold, price, draw in zip(made, known, middle, drawn, strict=True):
            if draw < one.share:
                spend = price if foretold.paid is None else foretold.paid
                gain, cost = int(spend * MARGIN), int(spend * one.off)
                yield Foretold(player, one.id, foretold.chance, gain, cost)


def of_types(journey: Journey) -> dict[str, set[str]]:
    """Key of a type -> its articles."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in journey.products.values():
        found[one.label(Level.TYPE)].add(one.id)
    return found


def learned(journey: Journey, campaigns: Campaigns) -> Logistic:
    """The model of all campaigns that twelve weeks of purchases are known before."""
    first = min(lines[0].time for lines in journey.purchases.values() if lines)
    told, used = of_players(campaigns)
    offers = [one for one in campaigns.offers if one.time >= first + LATELY_S]
    rows = [
        features(
            one,
            campaigns.scopes[one.promotion],
            journey.purchases.get(one.player, ()),
            told[one.player],
            used[one.player],
        )
        for one in offers
    ]
    came = [any(past.promotion == one.promotion for past in used[one.player]) for one in offers]
    return fit(np.array(rows), np.array(came), FEATURES)


def of_players(
    campaigns: Campaigns,
) -> tuple[defaultdict[str, list[Offer]], defaultdict[str, list[Redemption]]]:
    """Offers and redemptions of each."""
    told: defaultdict[str, list[Offer]] = defaultdict(list)
    used: defaultdict[str, list[Redemption]] = defaultdict(list)
    for offer in campaigns.offers:
        told[offer.player].append(offer)
    for redemption in campaigns.redemptions:
        used[redemption.player].append(redemption)
    return told, used


def night(
    foretold: Sequence[Foretold], made: Sequence[Made], counted: Counted, turnout: float
) -> Night:
    """One night, solved. What is counted as expected has a tenth of the budgets, or none binds."""
    each = MILLI if counted is Counted.WHOLE else MILLI // 10
    caps = {
        **{budget_key(one.id, Bound.UNITS): one.units * each for one in made},
        **{budget_key(one.id, Bound.MONEY): one.money * each for one in made},
    }
    begun = perf_counter()
    problem = problem_of((candidate(one, counted) for one in foretold), caps, most=3)
    print(f"<!-- columns of {len(foretold):,} pairs: {perf_counter() - begun:.1f} s -->")
    return allocate(problem, turnout=turnout)


def planted() -> tuple[list[Candidate], dict[str, int]]:
    """One pot of money, and value that is three times the cost but for 2 % of noise."""
    random = np.random.default_rng(SEED)
    pot = budget_key("pot", Bound.MONEY)
    found = []
    for player in range(60):
        cost = int(random.integers(20, 300))
        value = round(3 * cost * MILLI * (1 + 0.02 * random.standard_normal()))
        found.append(Candidate(f"player-{player:02}", "pot", value, (Take(pot, cost * MILLI),)))
    return found, {pot: 4_800 * MILLI}


def online(foretold: Sequence[Foretold], night_: Night) -> None:
    """What scoring one player's offers takes."""
    kept = Allocation(1, 0, "USD", night_.method, night_.why, "", night_.prices, night_.figures)
    own: defaultdict[str, list[Candidate]] = defaultdict(list)
    for one in foretold:
        own[one.player].append(candidate(one))
    for most in (10, PROMOTIONS):
        offers = [some[:most] for some in own.values()]
        begun = perf_counter()
        for some in offers:
            rank(some, kept, currency="USD", now=1)
        took = (perf_counter() - begun) / len(offers)
        each = sum(map(len, offers)) / len(offers)
        print(f"\nranking {each:.0f} offers of one player: {took * 1e6:.0f} µs")


def row(counted: Counted, one: Night) -> None:
    """A line of the first table."""
    told = one.figures
    # The plan is for everybody; where fewer come there is no bound that is worth comparing it with.
    bound = told.bound if told.turnout == 1 else None
    plans = [f"{plan / bound:.2%}" if bound else "" for plan in (told.plan, told.greedy_plan)]
    print(
        f"| {counted} | {told.turnout:.0%} | {told.candidates:,} | {told.solve_s:.1f} "
        f"| {told.replay_s:.1f} | {one.method} | {' | '.join(plans)} |",
        flush=True,
    )


def replays(name: str, one: Night) -> None:
    """A table of its own, with the reason."""
    print(f"\n## {name}: {one.method}, {one.why}\n")
    print("| night | players | bound | prices | greedy |\n|---|---:|---:|---:|---:|")
    for told in one.figures.replays:
        print(
            f"| {told.name} | {told.players:,} | {told.bound:,.0f} "
            f"| {told.prices / told.bound:.1%} | {told.greedy / told.bound:.1%} |"
        )


if __name__ == "__main__":
    main()
