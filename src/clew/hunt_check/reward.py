"""Whether what a hunt leads to may be promised: in force, open, about it, allowed, affordable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from clew.hunt_check.asked import Asked
from clew.hunt_check.costs import EVERYTHING, cost, covered
from clew.hunt_check.faults import Fault, Rule
from clew.hunt_check.given import Given
from clew.hunt_check.line import Line, Plain
from clew.hunt_check.windows import live

GIVEN_STATES = ("scheduled", "live")
_VALUES = {
    "percent": "percent",
    "fixed": "amount",
    "free_item": "amount",
    "bundle_price": "amount",
    "shipping": "amount",
    "points": "points",
    "early_access": "hours",
}
"""Kind of promotion -> the field that says how much."""


def check_reward(line: Line, given: Given, asked: Asked) -> Iterator[Fault]:
    """Of this hunt alone; what all of a file promise together is for `check_caps`."""
    promotion = given.promotions.get(line.reward.promotion_id)
    if promotion is None:
        message = f"there is no promotion {line.reward.promotion_id}"
        yield line.fault(Rule.PROMOTION_UNKNOWN, message)
        return
    yield from _promised(line, promotion, given)
    if promotion["state"] not in GIVEN_STATES:
        yield line.fault(Rule.NOT_IN_FORCE, f"{promotion['id']} is {promotion['state']}")
    if not live(promotion["schedule"], given.snapshot["as_of"]):
        yield line.fault(Rule.OUTSIDE_WINDOW, f"{promotion['id']} is not live then")
    about = [one.product_id for one in line.steps if one.product_id is not None]
    elsewhere = _elsewhere(promotion["scope"], given)
    if elsewhere or not covers(promotion["scope"], about, given):
        what = elsewhere or "what no step is about"
        yield line.fault(Rule.OUT_OF_SCOPE, f"{promotion['id']} is for {what}")
    for decision in ("eligibility", "promotion_choice"):
        if not asked.allows(given, decision, offer(promotion, given)):
            message = f"no row of `{decision}` allows {promotion['id']}"
            yield line.fault(Rule.NOT_ALLOWED, message)
    for bound in over(promotion, given, most_of(line, given)):
        yield line.fault(Rule.OVER_BUDGET, f"{promotion['id']}: {bound}")


def _promised(line: Line, promotion: Plain, given: Given) -> Iterator[Fault]:
    value, reward = promotion["value"], line.reward
    kind = value["kind"]
    told = (reward.kind, reward.value, reward.currency)
    if told != (kind, value[_VALUES[kind]], promotion["currency"]):
        message = f"{told} is promised, {promotion['id']} says {kind} {value[_VALUES[kind]]}"
        yield line.fault(Rule.OTHER_REWARD, message)
    if reward.revision not in {None, promotion["revision"]}:
        yield line.fault(Rule.OTHER_REWARD, f"revision {reward.revision} is not the one in force")
    most = cost(promotion, given)
    if most is None or reward.most not in {None, most}:
        message = f"{reward.most} minor units are held, {promotion['id']} may cost {most}"
        yield line.fault(Rule.OTHER_REWARD, message)


def _elsewhere(scope: Plain, given: Given) -> str:
    venues, campaigns = scope.get("venues"), scope.get("campaigns")
    if venues and given.snapshot["venue"] not in venues:
        return f"the venues {', '.join(venues)}"
    if campaigns and given.snapshot["campaign"] not in campaigns:
        return f"the campaigns {', '.join(campaigns)}"
    return ""


def covers(scope: Plain, products: Iterable[str], given: Given) -> bool:
    """Whether a scope is about one of the products, or about everything."""
    if not any(scope.get(name) for name in EVERYTHING):
        return True
    return bool(covered(scope, [given.products[one] for one in products if one in given.products]))


def offers(given: Given, products: Iterable[str], asked: Asked) -> Iterator[str]:
    """The promotions that surely could be promised for a hunt about some of these products."""
    known = list(products)
    for id_, promotion in given.promotions.items():
        if (
            promotion["state"] in GIVEN_STATES
            and not _elsewhere(promotion["scope"], given)
            and covers(promotion["scope"], known, given)
            and live(promotion["schedule"], given.snapshot["as_of"])
            and (money := cost(promotion, given)) is not None
            and not any(over(promotion, given, money))
            and asked.surely(given, "eligibility", offer(promotion, given))
            and asked.surely(given, "promotion_choice", offer(promotion, given))
        ):
            yield id_


def offer(promotion: Plain, given: Given) -> dict[str, Any]:
    """What the rules are told of a promotion, but for what is estimated."""
    value, budget = promotion["value"], promotion.get("budget", {})
    units = budget.get("units")
    spent = given.snapshot["spent"].get(promotion["id"], {}).get("units", 0)
    most = None if units is None else units * (100 + budget.get("overbook_percent", 0)) // 100
    return {
        "promotion.id": promotion["id"],
        "promotion.kind": value["kind"],
        "promotion.percent": value.get("percent", 0),
        "promotion.currency": promotion["currency"],
        "promotion.tags": tuple(promotion.get("tags", ())),
        "promotion.units_left": 1_000_000 if most is None else max(0, min(1_000_000, most - spent)),
    }


def most_of(line: Line, given: Given) -> int:
    """Minor units that it costs the shop at most, as the file says, else as reckoned here."""
    if line.reward.most is not None:
        return line.reward.most
    return cost(given.promotions[line.reward.promotion_id], given) or 0


def over(promotion: Plain, given: Given, money: int) -> Iterator[str]:
    """The bounds that one more promise of so much money would exceed."""
    budget, id_ = promotion.get("budget", {}), promotion["id"]
    percent = 100 + budget.get("overbook_percent", 0)
    for counts, suffix, share, whose in (
        (given.snapshot["spent"], "", percent, "in all"),
        (given.snapshot["own"], "_per_player", 100, "of the player"),
        (given.snapshot["today"], "_per_day", 100, "of the day"),
    ):
        known = counts.get(id_, {})
        for what, more in (("units", 1), ("money", money)):
            bound = budget.get(f"{what}{suffix}")
            after = known.get(what, 0) + more
            if bound is not None and after > bound * share // 100:
                yield f"{after} {what} {whose} of {bound}"
