"""A campaign's clues as puzzles show them: without the name of the place that they lead to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clew.hunts.key_of import key_of
from clew.hunts.material import Material
from clew.hunts.model import ClueText, Spot
from clew.hunts.plan import Plan, nearest_of
from clew.hunts.puzzles.names import tells, tells_any

_ECHO = 3
_LEAST_WORDS = 3
"""Of a clue that is shown: what is shorter is mostly one more name of the place (`Gate 1`)."""


def hidden_clues(clues: Sequence[ClueText], spot: Spot, material: Material) -> list[ClueText]:
    """Those of some clues that lead to a place alone, in the material's language, unnamed."""
    return [one for one in clues if _hides(one, spot, material)]


def _hides(clue: ClueText, spot: Spot, material: Material) -> bool:
    return (
        clue.zone == spot.zone
        and clue.lang.partition("-")[0] == material.lang
        and len(key_of(clue.text).split()) >= _LEAST_WORDS
        and not tells_any(clue.text, spot.names)
        and not any(tells(name, clue.text) for name in spot.names)
        and list(material.plan.zones_of[key_of(clue.text)]) == [spot.zone]
    )


def near_place(spot: Spot, plan: Plan) -> Spot | None:
    """The nearest other place of the level; None where nothing calls it, or would tell the name."""
    others = [one for one in plan.signed.get(spot.level, ()) if one.zone != spot.zone]
    found = nearest_of(spot, others)[0] if others else None
    if found is None or found.zone not in plan.called:
        return None
    return None if tells_any(plan.called[found.zone], spot.names) else found


def names_a_place(text: str, plan: Plan) -> bool:
    """Whether a clue speaks of a place by what it is called."""
    words = key_of(text)
    return any(key in words and tells(words, key) for key in plan.call_keys.values())


def echoes(shown: Mapping[str, Any], said: str) -> bool:
    """Whether what was typed is the clue that is shown rather than a name.

    That is: a piece of it, all of it and more, or at least `_ECHO` of its words that are most of
    what was typed, since the resolver forgives slips in the others.
    """
    clue, typed = key_of(shown.get("clue", "")), key_of(said)
    if not clue or not typed:
        return False
    words = typed.split()
    common = len(set(words) & set(clue.split()))
    return tells(clue, typed) or tells(typed, clue) or (common >= _ECHO and common * 2 > len(words))
