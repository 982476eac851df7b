"""Merges map files into what is already kept of a venue, feature by feature."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
import shapely

from clew.geo import distance_m
from clew.venues.geometry import to_shapely
from clew.venues.model import Feature, Note
from clew.venues.source import SourceFile

MOVED_M = 0.5
"""How far a feature may shift between two drawings before it counts as moved, in metres."""

_SUFFIX = re.compile(r"(.+)~([1-9][0-9]*)")


class Move(NamedTuple):
    """How far a feature that both maps know stands from where it stood.

    Attributes:
        feature: its id.
        metres: between the centroids of the two drawings.
    """

    feature: str
    metres: float


class Merged(NamedTuple):
    """The features of a venue after a merge.

    Attributes:
        features: every feature, ids unique.
        files: feature id -> the file of this import that brought it.
        added: ids that are new.
        updated: ids whose content changed.
        removed: ids that are gone.
        moves: for every feature that was known and is drawn in both.
        notes: the repeated ids.
    """

    features: tuple[Feature, ...]
    files: Mapping[str, str]
    added: tuple[str, ...]
    updated: tuple[str, ...]
    removed: tuple[str, ...]
    moves: tuple[Move, ...]
    notes: tuple[Note, ...]


def merge(stored: Sequence[Feature], files: Sequence[SourceFile], *, replace: bool) -> Merged:
    """New features are added, known ones updated, the rest kept, or removed with `replace`.

    An id that names several features is given a suffix, `~2`, `~3`; importing again finds each of
    them by where it stands, so the order of files and features does not matter.
    """
    notes: list[Note] = []
    incoming, sources = _named(stored, files, notes)
    known = {feature.id: feature for feature in stored}
    if replace:
        features = tuple(incoming.values())
    else:
        kept = {id_: incoming.get(id_, feature) for id_, feature in known.items()}
        features = tuple((kept | incoming).values())
    present = {feature.id for feature in features}
    shared = [(known[id_], feature) for id_, feature in incoming.items() if id_ in known]
    return Merged(
        features,
        sources,
        added=tuple(id_ for id_ in incoming if id_ not in known),
        updated=tuple(new.id for old, new in shared if not _same(old, new)),
        removed=tuple(id_ for id_ in known if id_ not in present),
        moves=tuple(
            Move(new.id, metres)
            for old, new in shared
            if (metres := _apart_m(old, new)) is not None
        ),
        notes=tuple(notes),
    )


def _named(
    stored: Sequence[Feature], files: Sequence[SourceFile], notes: list[Note]
) -> tuple[dict[str, Feature], dict[str, str]]:
    groups: dict[str, list[tuple[str, Feature]]] = {}
    for source in files:
        for feature in source.features:
            group = groups.setdefault(feature.id, [])
            if any(_same(feature, other) for _, other in group):
                why = "the very same feature stands in the files twice; one is kept"
                notes.append(Note(feature.id, source.file, "repeated_feature", "left_out", why))
            else:
                group.append((source.file, feature))
    slots = _slots(stored)
    incoming: dict[str, Feature] = {}
    sources: dict[str, str] = {}
    for id_, group in groups.items():
        names = _names(id_, [feature for _, feature in group], slots.get(id_, []), set(groups))
        for name, (file, feature) in zip(names, group, strict=True):
            incoming[name] = msgspec.structs.replace(feature, id=name)
            sources[name] = file
            if len(group) > 1:
                why = f"{len(group)} different features carry this id; this one is kept as {name}"
                notes.append(Note(id_, file, "repeated_id", "kept", why))
    return incoming, sources


def _slots(stored: Sequence[Feature]) -> dict[str, list[Feature]]:
    slots: dict[str, list[Feature]] = {}
    for feature in stored:
        suffixed = _SUFFIX.fullmatch(feature.id)
        slots.setdefault(feature.id, []).append(feature)
        if suffixed:
            slots.setdefault(suffixed[1], []).append(feature)
    return slots


def _names(
    id_: str, group: Sequence[Feature], slots: Sequence[Feature], taken: set[str]
) -> list[str]:
    free = {slot.id: slot for slot in slots if slot.id == id_ or slot.id not in taken}
    names: dict[int, str] = {}
    pairs = sorted(
        # Among several on the same spot the one that is otherwise unchanged keeps its name.
        (metres, slot.properties != feature.properties, name, n)
        for n, feature in enumerate(group)
        for name, slot in free.items()
        if (metres := _apart_m(slot, feature)) is not None and metres <= MOVED_M
    )
    for _, _, name, n in pairs:
        if n not in names and name not in names.values():
            names[n] = name
    number = 1
    for n in range(len(group)):
        while n not in names:
            name = id_ if number == 1 else f"{id_}~{number}"
            number += 1
            if name not in names.values() and (name == id_ or name not in taken):
                names[n] = name
    return [names[n] for n in range(len(group))]


def _same(old: Feature, new: Feature) -> bool:
    return (old.source, old.geometry, old.properties) == (new.source, new.geometry, new.properties)


def _apart_m(old: Feature, new: Feature) -> float | None:
    if old.geometry is None or new.geometry is None:
        return None
    if old.geometry == new.geometry:
        return 0.0
    a = shapely.centroid(to_shapely(old.geometry))
    b = shapely.centroid(to_shapely(new.geometry))
    return distance_m(a.y, a.x, b.y, b.x)
