from __future__ import annotations

from typing import Any

from clew.hunts.compose.compose import compose
from clew.hunts.rehearse import Rehearsal
from clew.promotions.model import Spent


def test_what_came_before_counts(ground: Any) -> None:
    """Each hunt adds a unit and its cost, in all and for its player, and one to each zone."""
    names, world = ground.world()
    rehearsal = Rehearsal()
    given = []
    for number in range(6):
        snapshot = rehearsal.over(ground.asked(names=names, player=f"p{number % 2}", seed=number))
        hunt = compose(snapshot, world).hunt
        assert hunt is not None
        rehearsal.add(hunt)
        given.append(hunt)
    after = rehearsal.over(ground.asked(names=names, player="p0"))
    for promotion in {one.reward.promotion for one in given}:
        of_it = [one for one in given if one.reward.promotion == promotion]
        own = [one for one in of_it if one.player == "p0"]
        assert after.spent[promotion] == Spent(len(of_it), sum(one.reward.most for one in of_it))
        assert after.own.get(promotion, Spent()).units == len(own)
    zones = [step.zone for one in given for step in one.steps if step.zone is not None]
    assert after.crowd == {zone: zones.count(zone) for zone in sorted(set(zones))}


def test_no_bound_is_passed_in_a_rehearsal(ground: Any) -> None:
    """However many players of a file, no promotion is given beyond its units."""
    names, world = ground.world()
    rehearsal = Rehearsal()
    given: dict[str, int] = {}
    for number in range(60):
        snapshot = rehearsal.over(ground.asked(names=names, player=f"p{number}", seed=number))
        hunt = compose(snapshot, world).hunt
        if hunt is not None:
            rehearsal.add(hunt)
            given[hunt.reward.promotion] = given.get(hunt.reward.promotion, 0) + 1
    for one in ground.parts.offers.promotions:
        budget = one.budget
        if budget.units is not None:
            most = budget.units * (100 + budget.overbook_percent) // 100
            assert given.get(one.id, 0) <= most
