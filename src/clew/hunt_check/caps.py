"""Whether what all hunts of a file promise together keeps to the budgets and to the room there is.

What stood before the file is the least that any of its snapshots tells: those who came later were
told of what was promised before them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from clew.hunt_check.faults import Fault, Rule
from clew.hunt_check.given import Given
from clew.hunt_check.line import Line, Plain
from clew.hunt_check.reward import most_of

Pairs = Sequence[tuple[Line, Given]]


def check_caps(hunts: Pairs) -> Iterator[Fault]:
    """Budgets in all and of each player, over all hunts of the file; told at the first one over."""
    by_promotion: dict[tuple[str, str], list[tuple[Line, Given]]] = defaultdict(list)
    for line, given in hunts:
        if line.reward.promotion_id in given.promotions:
            key = given.names["offers"], line.reward.promotion_id
            by_promotion[key].append((line, given))
    for (_, id_), some in by_promotion.items():
        promotion = some[0][1].promotions[id_]
        percent = 100 + promotion.get("budget", {}).get("overbook_percent", 0)
        yield from _over(some, promotion, "spent", "", percent)
        players: dict[str, list[tuple[Line, Given]]] = defaultdict(list)
        for line, given in some:
            players[line.player_id].append((line, given))
        for own in players.values():
            yield from _over(own, promotion, "own", "_per_player", 100)


def _over(
    hunts: Pairs, promotion: Plain, counts: str, suffix: str, percent: int
) -> Iterator[Fault]:
    budget = promotion.get("budget", {})
    id_ = promotion["id"]
    for what in ("units", "money"):
        bound = budget.get(f"{what}{suffix}")
        if bound is None:
            continue
        # The least that was told: what stood before any of these.
        sums = min(given.snapshot[counts].get(id_, {}).get(what, 0) for _, given in hunts)
        for line, given in hunts:
            sums += 1 if what == "units" else most_of(line, given)
            if sums > bound * percent // 100:
                message = f"{id_}: {sums} {what} of {bound} {counts} with this hunt of the file"
                yield line.fault(Rule.OVER_BUDGET, message)
                break
