"""Which promotion the hunt may lead to: the rules allow, the night's allocation ranks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

import msgspec

from clew.errors import Code
from clew.hunts.compose.scene import NoHunt, Scene, Stop
from clew.hunts.model import Reward
from clew.hunts.ports import Candidate, Sought, Terms
from clew.hunts.snapshot import Prospect, Snapshot
from clew.hunts.world import World
from clew.promotions.model import (
    BundlePrice,
    EarlyAccess,
    Fixed,
    FreeItem,
    Percent,
    Points,
    Promotion,
    Shipping,
    Spent,
)
from clew.rules.model import ELIGIBILITY, PROMOTION_CHOICE, EligibilityFacts
from clew.shop.model import Product

STAGE = "reward"
SAYS = "score {} by the allocation, weight {} by the rules"
NOTHING = Spent()


class Choice(NamedTuple):
    """A promotion that the hunt may lead to.

    Attributes:
        general: whether it is about everything, so that no step need be about it.
    """

    promotion: Promotion
    reward: Reward
    general: bool


class _Sold(NamedTuple):
    """What the stops are about, as scopes name it, each with the best score of it."""

    products: Mapping[str, int]
    types: Mapping[str, int]
    categories: Mapping[str, int]


class _Open(NamedTuple):
    promotion: Promotion
    terms: Terms
    most: int


def find_survivors(scene: Scene, stops: Sequence[Stop]) -> Sequence[Promotion]:
    """The promotions that are live, about the stops or about everything, and not used up.

    Raises `NoHunt` where the campaign has no promotion, or none now.
    """
    snapshot, desk = scene.snapshot, scene.world.desk
    if not scene.world.offers.promotions:
        raise NoHunt(
            Code.NO_PROMOTIONS,
            "no promotion is approved and scheduled: `clew promotion import`, `approve` and "
            "`schedule` make one",
        )
    counted = None if snapshot.counted is None else frozenset(snapshot.counted)
    products = [stop.product.id for stop in stops if stop.product is not None]
    found = desk.survivors(sought_of(snapshot, scene.world, products))
    kept = []
    for one in found:
        if counted is not None and one.id not in counted:
            scene.refuse(STAGE, "promotion", one.id, "not_counted")
        elif one.id in snapshot.held_back:
            scene.refuse(STAGE, "promotion", one.id, snapshot.held_back[one.id])
        else:
            kept.append(one)
    if not kept:
        raise NoHunt(
            Code.NO_PROMOTIONS,
            f"none of {len(scene.world.offers.promotions)} promotions is live in "
            f"{snapshot.venue} for campaign {snapshot.campaign} now and about what this hunt "
            "could be about; `clew promotion calendar` shows when they are",
        )
    return kept


def sought_of(snapshot: Snapshot, world: World, products: Iterable[str]) -> Sought:
    """What promotions must be about where a hunt could be about these products."""
    shelf = world.shelf
    known = [shelf.products[one] for one in products if one in shelf.products]
    return Sought(
        snapshot.as_of,
        snapshot.venue,
        snapshot.campaign,
        frozenset([one.id for one in known]),
        frozenset([shelf.type_of(one) for one in known]),
        frozenset([shelf.above(one)[-1] for one in known]),
    )


def choose_rewards(
    scene: Scene, survivors: Sequence[Promotion], stops: Sequence[Stop]
) -> Iterator[Choice]:
    """What the hunt may lead to, the best first. Raises `NoHunt` where that is nothing."""
    open_ = [found for one in survivors if (found := _room(scene, one)) is not None]
    sold = _sold(scene, stops)
    best = max(sold.products.values(), default=0)
    facts = [_facts(scene, one, _fit(one.promotion, sold, best)) for one in open_]
    about = [("promotion", one.promotion.id) for one in open_]
    may = scene.ask(STAGE, ELIGIBILITY, facts, about)
    left = [at for at, verdict in enumerate(may) if verdict.allow]
    chosen = scene.ask(
        STAGE, PROMOTION_CHOICE, [facts[at] for at in left], [about[at] for at in left]
    )
    weights = {
        open_[at].promotion.id: verdict.outputs.weight
        for at, verdict in zip(left, chosen, strict=True)
        if verdict.outputs is not None
    }
    allowed = [one for one in open_ if one.promotion.id in weights]
    if not allowed:
        raise NoHunt(
            Code.RULES_ALLOW_NOTHING if open_ else Code.NO_PROMOTIONS,
            f"the rules allow none of {len(open_)} promotions to this player now"
            if open_
            else f"the budgets of all {len(survivors)} promotions are used up",
        )
    # What it says in the player's language is looked up for those that come into question.
    return (_choice(scene, one) for one in _ranked(scene, allowed, weights))


def in_scope(scene: Scene, promotion: Promotion, product: Product) -> bool:
    """Whether a promotion is about a product; one without a scope is about everything."""
    scope = promotion.scope
    if not (scope.products or scope.types or scope.categories):
        return True
    if product.id in scope.products or scene.world.shelf.type_of(product) in scope.types:
        return True
    return any(path in scope.categories for path in scene.world.shelf.above(product))


def _room(scene: Scene, promotion: Promotion) -> _Open | None:
    snapshot = scene.snapshot
    terms = scene.world.terms(promotion)
    if terms.most is None:
        scene.refuse(STAGE, "promotion", promotion.id, "cost_without_bound")
        return None
    refusal = scene.world.desk.no_room(
        promotion,
        terms.most,
        snapshot.spent.get(promotion.id, NOTHING),
        snapshot.own.get(promotion.id, NOTHING),
        snapshot.today.get(promotion.id, NOTHING),
    )
    if refusal is not None:
        scene.refuse(STAGE, "promotion", promotion.id, str(refusal))
        return None
    return _Open(promotion, terms, terms.most)


def _facts(scene: Scene, one: _Open, fit: int) -> EligibilityFacts:
    snapshot = scene.snapshot
    spent = snapshot.spent.get(one.promotion.id, NOTHING)
    units, days = scene.world.desk.left(one.promotion, spent, snapshot.as_of)
    offer = msgspec.structs.replace(one.terms.facts, units_left=units, days_left=days, fit=fit)
    return EligibilityFacts(snapshot.facts, offer, scene.moment)


def _sold(scene: Scene, stops: Sequence[Stop]) -> _Sold:
    shelf = scene.world.shelf
    # The best comes last, and stays.
    scored = sorted(
        [(stop.score, stop.product) for stop in stops if stop.product is not None],
        key=itemgetter(0),
    )
    return _Sold(
        {product.id: score for score, product in scored},
        {shelf.type_of(product): score for score, product in scored},
        {path: score for score, product in scored for path in shelf.above(product)},
    )


def _fit(promotion: Promotion, sold: _Sold, best: int) -> int:
    """How much the starting point speaks for it: the best score of what it is about.

    `best`: of all that the hunt could be about.
    """
    scope = promotion.scope
    if not (scope.products or scope.types or scope.categories):
        return best
    fit = 0
    for names, scores in (
        (scope.products, sold.products),
        (scope.types, sold.types),
        (scope.categories, sold.categories),
    ):
        for name in names:
            fit = max(fit, scores.get(name, 0))
    return fit


def _ranked(scene: Scene, allowed: Sequence[_Open], weights: Mapping[str, int]) -> Sequence[_Open]:
    snapshot = scene.snapshot
    candidates = [
        Candidate(
            one.promotion.id,
            snapshot.prospects.get(one.promotion.id) or Prospect(0, 0, one.most),
        )
        for one in allowed
    ]
    # The prices are of one currency; another one's offers are scored as without any.
    scores: dict[str, int] = {}
    for currency in sorted({one.promotion.currency for one in allowed}):
        of_it = {one.promotion.id for one in allowed if one.promotion.currency == currency}
        scored = scene.world.scoring.scores(
            [one for one in candidates if one.promotion in of_it], currency, snapshot.as_of
        )
        scores |= scored.scores
        if scored.lapse:
            scene.refuse(STAGE, "rule", scored.method, scored.lapse)
    merits = {id_: _merit(scores.get(id_, 0), weight) for id_, weight in weights.items()}
    for id_ in sorted(merits, key=lambda one: (-merits[one], one)):
        scene.weigh("promotion", id_, merits[id_], SAYS, scores.get(id_, 0), weights[id_])
    return sorted(
        allowed,
        key=lambda one: (-merits[one.promotion.id], -weights[one.promotion.id], one.promotion.id),
    )


def _merit(score: int, weight: int) -> int:
    """The score times the weight; of what is worth more to others, the less the heavier."""
    return score * weight if score >= 0 else -(-score * 1_000 // weight)


def _choice(scene: Scene, one: _Open) -> Choice:
    promotion, scope = one.promotion, one.promotion.scope
    reward = Reward(
        promotion=promotion.id,
        revision=promotion.revision,
        name=promotion.called(scene.snapshot.lang),
        kind=str(promotion.kind),
        value=_value(promotion),
        currency=promotion.currency,
        most=one.most,
    )
    return Choice(promotion, reward, not (scope.products or scope.types or scope.categories))


def _value(promotion: Promotion) -> int:
    value = promotion.value
    match value:
        case Percent():
            return value.percent
        case Points():
            return value.points
        case EarlyAccess():
            return value.hours
        case Fixed() | BundlePrice() | FreeItem() | Shipping():
            return value.amount
