"""The venue's named places as puzzles about places need them: what to call each, and how far it is.

Lengths are whole decimetres in the venue's frame; distances are compared by their squares, so that
no decision depends on a rounded root.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from clew.hunts.model import ClueText, Spot
from clew.ids import parse_zone
from clew.text import key_form

NEARER = (25, 16)
"""One place is nearer than another where the squares of the distances are in this ratio at least:
a quarter farther, which eyes and feet can tell."""
_CELL = 50
"""A zone's side, decimetres: the `CELL_M` of the venues."""


class Plan:
    """Made once for a version of the map and a campaign's clues, in one language."""

    def __init__(self, spots: Mapping[str, Spot], clues: Mapping[str, ClueText]) -> None:
        self._spots = spots
        self._clues = clues

    def prepare(self) -> None:
        """Makes at once what is else made when first asked for."""
        _ = self.by_call, self.call_keys, self.on_level, self.signed, self.zones_of, self.clues_to
        _ = self._typed

    @cached_property
    def called(self) -> Mapping[str, str]:
        """Zone -> what no other place is called: its name, else its name with the level's.

        Zones are left out that have no name, or share it with another on their level.
        """
        named = [one for one in self._spots.values() if key_form(one.name)]
        alike = Counter(key_form(one.name) for one in named)
        texts = {
            one.zone: one.name
            if alike[key_form(one.name)] == 1
            else f"{one.name} ({one.level_label})"
            for one in named
        }
        again = Counter(key_form(text) for text in texts.values())
        return {zone: text for zone, text in texts.items() if again[key_form(text)] == 1}

    @cached_property
    def by_call(self) -> Mapping[str, Spot]:
        """What a place is called (`called`) -> the place."""
        return {text: self._spots[zone] for zone, text in self.called.items()}

    @cached_property
    def call_keys(self) -> Mapping[str, str]:
        """Zone -> the key form of what its place is called."""
        return {zone: key_form(text) for zone, text in self.called.items()}

    @cached_property
    def on_level(self) -> Mapping[int, Sequence[Spot]]:
        """Level -> the places on it that can be called, by zone."""
        found: dict[int, list[Spot]] = {}
        for zone in self.called:
            spot = self._spots[zone]
            found.setdefault(spot.level, []).append(spot)
        return found

    @cached_property
    def signed(self) -> Mapping[int, Sequence[Spot]]:
        """Level -> the places on it that have a name, whether others have it or not, by zone."""
        found: dict[int, list[Spot]] = {}
        for spot in self._spots.values():
            if key_form(spot.name):
                found.setdefault(spot.level, []).append(spot)
        return found

    def nearest_to(self, zone: str) -> Spot | None:
        """The place nearest to a zone's middle, on its level; the first by id of equals."""
        if zone in self.called:
            return self._spots[zone]
        cell = parse_zone(zone)
        x, y = (at * _CELL + _CELL // 2 for at in (cell.i, cell.j))
        return min(
            self.on_level.get(cell.level, ()),
            key=lambda one: ((one.x - x) ** 2 + (one.y - y) ** 2, one.zone),
            default=None,
        )

    @cached_property
    def zones_of(self) -> Mapping[str, Sequence[str]]:
        """A clue's spelling in key form -> the zones that clues of that spelling lead to."""
        found: dict[str, set[str]] = {}
        for clue in self._clues.values():
            for text in (clue.text, *clue.aliases):
                found.setdefault(key_form(text), set()).add(clue.zone)
        return {spelling: sorted(zones) for spelling, zones in found.items()}

    @cached_property
    def clues_to(self) -> Mapping[str, Sequence[ClueText]]:
        """Zone -> the clues that lead there, by id."""
        found: dict[str, list[ClueText]] = {}
        for clue in self._clues.values():
            found.setdefault(clue.zone, []).append(clue)
        return found

    def can_be_typed(self, zone: str) -> bool:
        """Whether the name on the sign at a zone is a clue's spelling that leads there alone."""
        return zone in self._typed

    @cached_property
    def _typed(self) -> frozenset[str]:
        return frozenset(
            one.zone
            for one in self._spots.values()
            if list(self.zones_of.get(key_form(one.name), ())) == [one.zone]
        )


def square(one: Spot, other: Spot) -> int:
    """The square of the distance between two places of one level, square decimetres."""
    return (one.x - other.x) ** 2 + (one.y - other.y) ** 2


def nearest_of(start: Spot, places: Sequence[Spot]) -> Sequence[Spot]:
    """The nearest of some places, and all that are not plainly farther (`NEARER`); nearest first.

    One alone is the nearest beyond argument.
    """
    more, less = NEARER
    far = {one.zone: square(start, one) for one in places}
    least = min(far.values())
    found = [one for one in places if far[one.zone] * less < least * more or far[one.zone] == least]
    return sorted(found, key=lambda one: (far[one.zone], one.zone))
