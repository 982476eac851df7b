"""Reads GeoJSON as it comes: RFC 7946, projected files that say so, and Clew's own exports.

A file that names its coordinate system in a `crs` member (GeoJSON 2008, section 3) is projected
to WGS84. A `clew` member, as the export writes it, carries the venue's frame and first import.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from pyproj import Transformer
from pyproj.exceptions import ProjError

from clew.errors import Code, InputRefused, Where
from clew.venues.geometry import ToWgs84, parse_geometry
from clew.venues.kinds import id_text
from clew.venues.model import Feature, Frame, Note
from clew.venues.source import SourceFile

MAX_BYTES = 256 << 20
"""The largest file that is read, in bytes."""

MAX_DEPTH = 32
"""How deep a feature's properties may be nested."""

MAX_TEXT_CHARS = 100_000
"""The longest text in a feature's properties, in characters: far above any description."""

ID_BYTES = 100
"""The longest feature id that is kept as it is, in bytes of UTF-8; it becomes part of clue ids."""

FORMAT = 1
"""The version of the `clew` member that is understood."""

_REMEDY = "save the map again as a GeoJSON FeatureCollection"
_EPSG = re.compile(
    r"(?:urn:ogc:def:crs:EPSG:[0-9.]*:|EPSG:|https?://www\.opengis\.net/def/crs/EPSG/[0-9.]+/)"
    r"([0-9]{1,6})",
    re.IGNORECASE,
)
_CRS84 = re.compile(r"(urn:ogc:def:crs:OGC:[0-9.]*:|OGC:)?CRS84h?", re.IGNORECASE)
_WGS84_CODES = {"4326", "4979"}


def read_geojson(path: Path) -> SourceFile:
    """The features of a file, in normal form and in its order.

    Raises `InputRefused`: `file_unreadable`, `text_too_long`, `nul_byte` and `invalid_utf8` with
    line and column, `broken_geojson` with line and column or the feature, `outside_wgs84` with
    the feature, `not_projected` where the coordinate system is not known.
    """
    file = str(path)
    document = decode_json(_bytes(path), file)
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise _broken("not a FeatureCollection", Where(file=file))
    features = document.get("features")
    if not isinstance(features, list):
        raise _broken("its `features` are no list", Where(file=file))
    notes = list(_foreign(features, file))
    to_wgs84 = _projection(document.get("crs"), Where(file=file))
    kept = tuple(read_features(features, file, to_wgs84, notes))
    frame, created = read_clew_member(document.get("clew"), Where(file=file))
    return SourceFile(file, kept, tuple(notes), frame, created)


def decode_json(content: bytes, file: str) -> Any:
    """A JSON document; refuses bytes and syntax that are not, with line and column."""
    content = content.removeprefix(b"\xef\xbb\xbf")
    at = content.find(b"\0")
    if at >= 0:
        raise InputRefused(
            Code.NUL_BYTE,
            "a NUL byte",
            remedy="save the file as plain UTF-8 text (UTF-16 files hold NUL bytes)",
            where=_where(content, at, file),
        )
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputRefused(
            Code.INVALID_UTF8,
            f"bytes that are not UTF-8 ({content[error.start : error.start + 4].hex(' ')})",
            remedy="save the file as UTF-8",
            where=_where(content, error.start, file),
        ) from error
    try:
        return msgspec.json.decode(content)
    except msgspec.MsgspecError as error:
        told = re.search(r"\(byte (\d+)\)", str(error))
        where = _where(content, int(told[1]) if told else len(content), file)
        message = str(error).partition(" (byte")[0]
        raise _broken(f"not JSON: {message}", where) from error
    except RecursionError as error:
        raise _broken("nested too deep", Where(file=file)) from error


def read_clew_member(member: Any, where: Where) -> tuple[Frame | None, str | None]:
    """The frame and the first import's time that an exported file carries; None where it has none.

    Raises `InputRefused` (`broken_geojson`) for a member of a later format or without sense.
    """
    if member is None:
        return None, None
    try:
        exported = msgspec.convert(member, _ClewMember)
    except msgspec.ValidationError as error:
        raise _broken(f"its `clew` member: {error}", where) from error
    frame = exported.frame
    sound = abs(frame.origin_lat) <= 90 and abs(frame.origin_lon) <= 180  # noqa: PLR2004 - degrees
    if exported.format != FORMAT or not sound or not -45 <= frame.bearing_deg < 45:  # noqa: PLR2004 - degrees
        raise _broken(f"its `clew` member is of format {exported.format} or has no frame", where)
    return frame, exported.created


class _ClewMember(msgspec.Struct):
    format: int
    frame: Frame
    created: str


def _bytes(path: Path) -> bytes:
    where = Where(file=str(path))
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputRefused(
            Code.FILE_UNREADABLE,
            f"cannot read it: {error.strerror}",
            remedy="check the path and its permissions",
            where=where,
        ) from error
    if len(content) > MAX_BYTES:
        raise InputRefused(
            Code.TEXT_TOO_LONG,
            f"a map of more than {MAX_BYTES >> 20} MiB",
            remedy="cut it down to the venue, or split it into several files",
            where=where,
        )
    return content


def _where(content: bytes, at: int, file: str) -> Where:
    start = content.rfind(b"\n", 0, at) + 1
    column = len(content[start:at].decode("utf-8", "replace")) + 1
    return Where(file=file, line=content.count(b"\n", 0, at) + 1, column=column)


def _broken(what: str, where: Where) -> InputRefused:
    return InputRefused(Code.BROKEN_GEOJSON, what, remedy=_REMEDY, where=where)


def read_features(
    raw_features: list[Any], file: str, to_wgs84: ToWgs84 | None, notes: list[Note]
) -> Iterator[Feature]:
    """The features of a decoded list, in normal form; what is left out or repaired goes to `notes`.

    Raises `InputRefused` as `read_geojson` does, with the feature.
    """
    for number, raw in enumerate(raw_features, start=1):
        feature = _feature(raw, f"#{number}", file, to_wgs84, notes)
        if feature is not None:
            yield feature


def _feature(
    raw: Any, number: str, file: str, to_wgs84: ToWgs84 | None, notes: list[Note]
) -> Feature | None:
    if not isinstance(raw, dict) or raw.get("type") != "Feature":
        raise _broken("not a Feature", Where(file=file, feature=number))
    properties = raw.get("properties")
    if properties is None:
        properties = {}
    if not isinstance(properties, dict):
        raise _broken("its `properties` are no object", Where(file=file, feature=number))
    named = _id(raw, properties)
    where = Where(file=file, feature=named or number)
    _check_properties(properties, where)
    source = "imdf" if raw.get("clew:source") == "imdf" else "geojson"
    geometry = raw.get("geometry")

    def left_out(code: str, message: str) -> None:
        notes.append(Note(named or number, file, code, "left_out", message))

    if geometry is None and source != "imdf":
        empty = all(value is None for value in properties.values())
        left_out(
            "null_feature" if empty else "no_geometry",
            "it has neither geometry nor properties" if empty else "it has no geometry",
        )
        return None
    if isinstance(geometry, dict) and geometry.get("type") == "GeometryCollection":
        left_out("geometry_collection", "draw each of its parts as a feature of its own")
        return None
    drawn = None if geometry is None else parse_geometry(geometry, where, to_wgs84)
    if drawn is None and geometry is not None:
        left_out("degenerate", "nothing is left of it at a precision of 1e-7 degrees")
        return None
    feature = Feature(named, source, drawn, properties)
    if named:
        return feature
    made = _made_id(feature)
    notes.append(Note(number, file, "no_id", "repaired", f"it has no usable id; named {made}"))
    return msgspec.structs.replace(feature, id=made)


def _id(raw: Mapping[str, Any], properties: Mapping[str, Any]) -> str:
    for value in (raw.get("id"), properties.get("id"), properties.get("@id")):
        text = id_text(value)
        if _usable(text):
            return text
    return ""


def _usable(text: str) -> bool:
    printable = not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in text)
    return bool(text) and text == text.strip() and printable and len(text.encode()) <= ID_BYTES


def _made_id(feature: Feature) -> str:
    content = msgspec.json.encode((feature.geometry, feature.properties), order="sorted")
    return f"sha256-{hashlib.sha256(content).hexdigest()[:16]}"


def _shallow(value: Any, depth: int) -> bool:
    if isinstance(value, dict):
        return depth > 0 and all(_shallow(part, depth - 1) for part in value.values())
    if isinstance(value, list):
        return depth > 0 and all(_shallow(part, depth - 1) for part in value)
    return True


def _check_properties(properties: Mapping[str, Any], where: Where) -> None:
    if not _shallow(properties, MAX_DEPTH):
        raise _broken(f"its properties are nested deeper than {MAX_DEPTH}", where)
    longest = _longest_text(properties)
    if longest > MAX_TEXT_CHARS:
        raise InputRefused(
            Code.TEXT_TOO_LONG,
            f"a property of {longest:,} characters, at most {MAX_TEXT_CHARS:,} are read",
            remedy="shorten it, or leave the property out",
            where=where,
        )


def _longest_text(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return max(map(_longest_text, parts), default=0) if isinstance(parts, list) else 0


def _foreign(raw_features: list[Any], file: str) -> Iterator[Note]:
    known = {"type", "id", "properties", "geometry", "bbox", "clew:source"}
    names = sorted({key for raw in raw_features if isinstance(raw, dict) for key in raw} - known)
    if names:
        listed = ", ".join(repr(name[:40]) for name in names[:10])
        yield Note(
            "*",
            file,
            "foreign_member",
            "left_out",
            f"features carry {listed} beside their properties; move them into `properties`",
        )


def _projection(crs: Any, where: Where) -> ToWgs84 | None:
    if crs is None:
        return None
    described = crs.get("properties") if isinstance(crs, dict) else None
    name = described.get("name") if isinstance(described, dict) else None
    name = name.strip() if isinstance(name, str) else str(crs)
    epsg = _EPSG.fullmatch(name)
    if _CRS84.fullmatch(name) or (epsg and epsg[1] in _WGS84_CODES):
        return None
    transformer = _transformer(epsg[1]) if epsg else None
    if transformer is None:
        raise InputRefused(
            Code.NOT_PROJECTED,
            f"the coordinate system {name[:80]!r} is not known",
            remedy="name it by its EPSG code, for example urn:ogc:def:crs:EPSG::6677",
            where=where,
        )

    def to_wgs84(x: float, y: float) -> tuple[float, float]:
        lon, lat = transformer.transform(x, y)
        return float(lon), float(lat)

    return to_wgs84


def _transformer(code: str) -> Transformer | None:
    try:
        return Transformer.from_crs(f"EPSG:{code}", "EPSG:4326", always_xy=True)
    except ProjError:
        return None
