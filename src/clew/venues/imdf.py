"""IMDF 1.0 archives (OGC 20-094): a zip of one GeoJSON file for each type of feature.

Every feature keeps its fields: its properties are IMDF's, with the `feature_type` beside them. A
`clew.json`, as the export writes it, carries the venue's frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clew.errors import InputRefused
from clew.venues.geojson import read_clew_member, read_features
from clew.venues.imdf_archive import (
    CLEW_MEMBER,
    FEATURE_TYPES,
    MANIFEST,
    ImdfArchive,
    as_imdf,
    broken_imdf,
    open_archive,
)
from clew.venues.model import Feature, Frame
from clew.venues.source import SourceFile

VERSION = "1.0.0"


def read_imdf(path: Path) -> SourceFile:
    """The features of an archive, by type and then in the order of their file.

    Raises `InputRefused`: `file_unreadable`; `text_too_long` for an archive past its limits;
    `broken_imdf`, `outside_wgs84`, `invalid_utf8` and `nul_byte` with the file as
    `archive.zip/unit.geojson` and the feature.
    """
    with open_archive(path) as archive:
        present = [kind for kind in FEATURE_TYPES if f"{kind}.geojson" in archive]
        if not present:
            raise broken_imdf("no IMDF file in the archive", archive.where(""))
        _read_manifest(archive)
        features = tuple(one for kind in present for one in _features(archive, kind))
        frame, created = _read_clew(archive)
        return SourceFile(str(path), features, tuple(archive.notes), frame, created)


def _read_manifest(archive: ImdfArchive) -> None:
    if MANIFEST not in archive:
        archive.note(MANIFEST, "no_manifest", "the archive has none", action="kept")
        return
    manifest = archive.json(MANIFEST)
    if not isinstance(manifest, dict):
        raise broken_imdf("not a JSON object", archive.where(MANIFEST))
    version = manifest.get("version")
    if version != VERSION:
        message = f"it states IMDF {str(version)[:20]!r}; read as {VERSION}"
        archive.note(MANIFEST, "imdf_version", message, action="kept")


def _read_clew(archive: ImdfArchive) -> tuple[Frame | None, str | None]:
    if CLEW_MEMBER not in archive:
        return None, None
    try:
        return read_clew_member(archive.json(CLEW_MEMBER), archive.where(CLEW_MEMBER))
    except InputRefused as error:
        raise as_imdf(error) from error


def _features(archive: ImdfArchive, kind: str) -> Iterator[Feature]:
    name = f"{kind}.geojson"
    document = archive.json(name)
    where = archive.where(name)
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise broken_imdf("not a FeatureCollection", where)
    raw = document.get("features")
    if not isinstance(raw, list):
        raise broken_imdf("its `features` are no list", where)
    typed = [_typed(feature, kind) for feature in raw]
    try:
        yield from read_features(typed, where.file or name, None, archive.notes)
    except InputRefused as error:
        raise as_imdf(error) from error


def _typed(raw: Any, kind: str) -> Any:
    """An IMDF feature as the GeoJSON reader takes it, its type among its properties."""
    if not isinstance(raw, dict):
        return raw
    properties = raw.get("properties")
    stated = raw.get("feature_type")
    # The file's name says the type where the feature says none that IMDF knows.
    feature_type = stated if stated in FEATURE_TYPES else kind
    if properties is None or isinstance(properties, dict):
        properties = {**(properties or {}), "feature_type": feature_type}
    return {**raw, "clew:source": "imdf", "properties": properties}
