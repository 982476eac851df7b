"""On which floors a feature stands, as each kind of file says it.

OpenStreetMap: `level` (and `repeat_on`) lists integers and ranges, `-1;0`, `0-2`, `-2--1`.
MLIT and IMDF: floors carry an `ordinal`, and what stands on them names its floor, or its unit, or
its anchor. Names are looked up among all features of the venue, whichever file brought them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from clew.venues.kinds import (
    id_text,
    is_attraction,
    is_car_park,
    is_floor,
    is_outline,
    is_placeholder,
    is_unit,
    is_way,
    name_of,
)
from clew.venues.model import Feature, Note

LOWEST, HIGHEST = -999, 999
"""The ordinals that are read; anything beyond is a typing error."""

_WHOLE = re.compile(r"([+-]?\d{1,4})(?:\.0+)?")
_RANGE = re.compile(r"(-?\d{1,4})\s*-\s*(-?\d{1,4})")
_REFERENCES = ("floor_id", "level_id", "unit_id", "anchor_id")


class LevelText(NamedTuple):
    """What a level value says.

    Attributes:
        ordinals: ascending, each once.
        unreadable: the parts that say no whole level, as written.
    """

    ordinals: tuple[int, ...]
    unreadable: tuple[str, ...]


class Standing(NamedTuple):
    """Every feature with the levels it stands on.

    Attributes:
        features: in the order given, `levels` filled in.
        labels: ordinal -> label, for the levels that some feature names.
        notes: what could not be read, by feature; `file` is empty.
    """

    features: tuple[Feature, ...]
    labels: Mapping[int, str]
    notes: tuple[Note, ...]


def read_levels(value: Any) -> LevelText:
    """The ordinals in a `level` value; an unreadable part leaves the others standing."""
    ordinals: set[int] = set()
    unreadable: list[str] = []
    written = "" if value is None else str(value)
    for part in filter(None, (part.strip() for part in re.split("[;,]", written))):
        if match := _WHOLE.fullmatch(part):
            found = range(int(match[1]), int(match[1]) + 1)
        elif match := _RANGE.fullmatch(part):
            found = range(int(match[1]), int(match[2]) + 1)
        else:
            found = range(0)
        if found and found[0] >= LOWEST and found[-1] <= HIGHEST:
            ordinals.update(found)
        else:
            unreadable.append(part)
    return LevelText(tuple(sorted(ordinals)), tuple(unreadable))


def stand_on_levels(features: Sequence[Feature]) -> Standing:
    """The features with their levels, found among all of them."""
    by_id = _by_name(features)
    notes: list[Note] = []
    placed = []
    labels: dict[int, str] = {}
    for feature in features:
        found = _levels_of(feature, by_id, notes)
        placed.append(msgspec.structs.replace(feature, levels=found))
        if len(found) == 1 and is_floor(feature):
            label = _label(feature)
            if label:
                labels.setdefault(found[0], label)
    return Standing(tuple(placed), labels, tuple(notes))


def _by_name(features: Iterable[Feature]) -> Mapping[str, Feature]:
    names: dict[str, Feature] = {}
    for feature in features:
        names.setdefault(feature.id, feature)
    for feature in features:
        # A server may give features ids of its own; references keep to the id among the properties.
        own = id_text(feature.properties.get("id"))
        if own:
            names.setdefault(own, feature)
    return names


def _levels_of(
    feature: Feature, by_id: Mapping[str, Feature], notes: list[Note]
) -> tuple[int, ...]:
    units = feature.properties.get("unit_ids")
    if feature.source == "imdf" and isinstance(units, list):
        # An amenity may serve several units; what is wrong with a unit is told of the unit.
        named = [by_id[unit] for unit in units if isinstance(unit, str) and unit in by_id]
        known = [unit for unit in named if "unit_ids" not in unit.properties]
        return tuple(sorted({at for unit in known for at in _levels_of(unit, by_id, [])}))
    if feature.source == "imdf" or is_floor(feature) or "level" not in feature.properties:
        floor = feature
        # occupant -> anchor -> unit -> level is the longest way that IMDF knows
        for _ in range(len(_REFERENCES)):
            if is_floor(floor):
                return _floor_levels(floor, feature, notes)
            names = (id_text(floor.properties.get(key)) for key in _REFERENCES)
            reference = next(filter(None, names), "")
            if not reference:
                break
            if reference not in by_id:
                notes.append(
                    _left_out(feature, "unknown_floor", f"its floor {reference} is in no file")
                )
                return ()
            floor = by_id[reference]
    return _written_levels(feature, notes)


def _floor_levels(floor: Feature, feature: Feature, notes: list[Note]) -> tuple[int, ...]:
    ordinal = floor.properties.get("ordinal", floor.properties.get("level"))
    found = read_levels(ordinal)
    if not found.ordinals or found.unreadable:
        notes.append(_unreadable(feature, str(ordinal)))
    return found.ordinals


def _written_levels(feature: Feature, notes: list[Note]) -> tuple[int, ...]:
    level = read_levels(feature.properties.get("level"))
    repeated = read_levels(feature.properties.get("repeat_on"))
    notes.extend(_unreadable(feature, part) for part in level.unreadable + repeated.unreadable)
    ordinals = tuple(sorted({*level.ordinals, *repeated.ordinals}))
    if not ordinals and not level.unreadable and _needs_level(feature):
        what = f"{name_of(feature)!r} " if name_of(feature) else ""
        notes.append(
            _left_out(feature, "no_level", f"{what}names no level; add one to make it a target")
        )
    return ordinals


def _needs_level(feature: Feature) -> bool:
    if feature.source == "imdf" or is_outline(feature) or is_car_park(feature):
        return False
    return is_attraction(feature) or is_unit(feature) or is_way(feature)


def _label(feature: Feature) -> str:
    for key in ("short_name", "level:ref", "name"):
        value = feature.properties.get(key)
        if isinstance(value, dict):
            value = next((value[lang] for lang in sorted(value)), "")
        if isinstance(value, str) and value.strip() and not is_placeholder(value):
            return " ".join(value.split())
    return ""


def _unreadable(feature: Feature, part: str) -> Note:
    return _left_out(
        feature, "unreadable_level", f"{part[:40]!r} is no whole level; write 0, -1;0 or 0-2"
    )


def _left_out(feature: Feature, code: str, message: str) -> Note:
    return Note(feature.id, "", code, "left_out", message)
