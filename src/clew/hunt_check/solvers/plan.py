"""The named places of a venue, as who reads signs knows them."""

from __future__ import annotations

from collections.abc import Sequence

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Plain
from clew.text import key_form


def places_called(text: str, lexicon: Lexicon) -> Sequence[Plain]:
    """Every place that is called so: by its name, or by its name and its level's."""
    return lexicon.places_by_call.get(key_form(text), ())


def plainly_farther(start: Plain, one: Plain, other: Plain) -> bool:
    """Whether one place is farther from a start than another by a quarter, which anybody sees."""
    return squared(start, one) * 16 >= squared(start, other) * 25


def squared(one: Plain, other: Plain) -> int:
    """The square of the distance as the crow flies, square decimetres."""
    aside: int = one["x"] - other["x"]
    along: int = one["y"] - other["y"]
    return aside * aside + along * along
