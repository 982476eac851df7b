"""A venue as an IMDF 1.0 archive (OGC 20-094), the same bytes for the same map.

What came from IMDF is written back as it is kept; `imdf_features` says how the rest is put into
IMDF's words. IMDF has no word for much of a GeoJSON map (walls, tags, several tiers of names), so
the GeoJSON export is the one that keeps every field. The manifest declares what is added as an
extension: a `clew.json` with the venue's frame, so that an import into an empty home makes the
same zones; an occupant's `alt_name`; where a level's outline came from.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterable

import msgspec

from clew.venues.export_geojson import clew_member
from clew.venues.imdf import VERSION
from clew.venues.imdf_archive import CLEW_MEMBER, FEATURE_TYPES, MANIFEST
from clew.venues.imdf_feature import UNDETERMINED, ImdfFeature
from clew.venues.imdf_features import imdf_features
from clew.venues.model import VenueRecord

GENERATED_BY = "clew"
EXTENSION = "imdf:extension:clew:map#1.0.0"

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MADE_BY_UNIX = 3
_PLAIN_FILE = 0o100644 << 16
_LEVEL = 6

_encode = msgspec.json.Encoder(order="deterministic").encode


def export_imdf(record: VenueRecord) -> bytes:
    """The archive; exporting again, or what was imported from it, gives the same bytes."""
    features = sorted(imdf_features(record), key=lambda feature: feature.id)
    manifest = {
        "version": VERSION,
        "created": record.venue.created,
        "generated_by": GENERATED_BY,
        "language": _language(features),
        "extensions": [EXTENSION],
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        _put(archive, MANIFEST, _encode(manifest) + b"\n")
        for kind in FEATURE_TYPES:
            lines = [_encode(feature) for feature in features if feature.feature_type == kind]
            if lines:
                head = b'{"type":"FeatureCollection","features":[\n'
                _put(archive, f"{kind}.geojson", head + b",\n".join(lines) + b"\n]}\n")
        _put(archive, CLEW_MEMBER, _encode(clew_member(record)) + b"\n")
    return written.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    # Else the archive tells on which system, and so differs between two.
    entry.create_system = _MADE_BY_UNIX
    entry.external_attr = _PLAIN_FILE
    archive.writestr(entry, content, zipfile.ZIP_DEFLATED, _LEVEL)


def _language(features: Iterable[ImdfFeature]) -> str:
    """The language that most names are in; of several the first by its tag."""
    tags = Counter(
        tag
        for feature in features
        for tag in feature.properties.get("name") or ()
        if tag != UNDETERMINED
    )
    return min(tags, key=lambda tag: (-tags[tag], tag), default=UNDETERMINED)
