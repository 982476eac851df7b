"""Where places stand, in words: for who reads a plan by ear, or works it out on paper."""

from __future__ import annotations

from collections.abc import Sequence

from clew.hunts.messages import say
from clew.hunts.model import Spot
from clew.hunts.plan import Plan
from clew.hunts.puzzles.numbers import decimal_text


def positions_text(start: Spot, places: Sequence[Spot], plan: Plan, lang: str) -> str:
    """How far each place is along the plan and across it, seen from the start, in metres.

    With the level of each where they are not all on one.
    """
    levels = len({one.level for one in (start, *places)})
    told = [
        say(
            lang,
            "place-position",
            place=_called(one, plan, alone=levels == 1),
            along=decimal_text(one.x - start.x, 1, lang),
            across=decimal_text(one.y - start.y, 1, lang),
        )
        for one in places
    ]
    from_where = _called(start, plan, alone=levels == 1)
    return say(lang, "place-positions", start=from_where, places=" · ".join(told))


def _called(spot: Spot, plan: Plan, *, alone: bool) -> str:
    called = plan.called[spot.zone]
    return called if alone or called != spot.name else f"{called} ({spot.level_label})"
