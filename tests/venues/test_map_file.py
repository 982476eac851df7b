from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from clew.errors import PartUnavailable
from clew.venues.check_map import check_map
from clew.venues.checksums import survey_checksum, zone_checksum
from clew.venues.model import Frame, Place, Survey, Venue, VenueRecord, Zone
from clew.venues.stores.map_file import MapFiles


def zone(n: int) -> Zone:
    id_ = f"mall/0/{n}/0"
    lat = round(48.85 + n * 5e-5, 7)
    return Zone(id_, lat, 2.35, None, zone_checksum(id_, lat, 2.35))


def measure(n: int) -> Survey:
    bare = Survey(zone(n).id, zone(n).lat, 2.3500001, 0.2, "tape", date(2026, 4, 1), "")
    return msgspec.structs.replace(bare, checksum=survey_checksum(bare))


def record(version: int = 1, **parts: Any) -> VenueRecord:
    venue = Venue("mall", Frame(48.85, 2.35, 0.0), version, "2026-05-01T12:00:00Z")
    parts = {"zones": tuple(zone(n) for n in range(5)), "surveys": (measure(1),), **parts}
    return VenueRecord(venue, (), (), parts["zones"], parts.get("places", ()), (), parts["surveys"])


@pytest.fixture
def shelf(tmp_path: Path) -> MapFiles:
    return MapFiles(tmp_path / "maps")


def test_what_is_published_is_read(shelf: MapFiles) -> None:
    """A version serves every zone's centroid in force, and nothing is dropped."""
    shelf.publish(record())
    read = shelf.read("mall", 1)
    assert read.dropped == frozenset()
    assert (read.zones["mall/0/0/0"].lat, read.zones["mall/0/0/0"].surveyed) == (48.85, False)
    assert (read.zones["mall/0/1/0"].lon, read.zones["mall/0/1/0"].surveyed) == (2.3500001, True)
    assert check_map(record(), read) == []


@pytest.mark.parametrize(
    ("old", "new"), [("48.85", "48.86"), (",geometric,", ",surveyed,"), (",", ";")]
)
def test_an_altered_row_is_dropped_by_name(shelf: MapFiles, old: str, new: str) -> None:
    """A row that does not match its checksum is dropped and named; the rest serves."""
    shelf.publish(record())
    path = shelf.where("mall", 1)
    lines = path.read_text().split("\n")
    lines[1] = lines[1].replace(old, new, 1)
    path.write_text("\n".join(lines))
    read = shelf.read("mall", 1)
    assert len(read.zones) == 4
    assert read.dropped == ({"line 2"} if old == "," else {"mall/0/0/0"})
    assert [finding.subject for finding in check_map(record(), read)][:1] == list(read.dropped)


def test_a_row_swapped_for_another_is_not_served(shelf: MapFiles) -> None:
    """A zone whose name was changed in place is served under neither name."""
    shelf.publish(record())
    path = shelf.where("mall", 1)
    path.write_text(path.read_text().replace("mall/0/0/0,", "mall/0/3/0,"))
    read = shelf.read("mall", 1)
    assert "mall/0/3/0" in read.dropped
    assert read.zones.keys() == {"mall/0/1/0", "mall/0/2/0", "mall/0/4/0"}


def test_a_cut_file_names_the_missing_lines(shelf: MapFiles) -> None:
    """Rows that a cut file lacks are named by line."""
    shelf.publish(record())
    path = shelf.where("mall", 1)
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:4]))
    read = shelf.read("mall", 1)
    assert len(read.zones) == 3
    assert {"line 5", "line 6"} <= read.dropped


@pytest.mark.parametrize(
    "content",
    [None, b"", b"# clew map 2\n", b"\xff\xfe", b"# clew map 1 venue=mall version=2 rows=0\n"],
)
def test_a_map_that_cannot_be_known_is_unavailable(shelf: MapFiles, content: bytes | None) -> None:
    """A missing file, or one that is not the version asked for, is said to be unavailable."""
    shelf.publish(record())
    path = shelf.where("mall", 1)
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PartUnavailable) as unavailable:
        shelf.read("mall", 1)
    assert (unavailable.value.code, unavailable.value.where.file) == ("map_unavailable", str(path))


def test_a_row_altered_in_the_record_is_not_published_as_good(shelf: MapFiles) -> None:
    """A zone or survey of the record that fails its checksum is dropped by every reader."""
    bad_zone = msgspec.structs.replace(zone(0), lat=48.9)
    bad_survey = msgspec.structs.replace(measure(1), accuracy_m=9.0)
    altered = record(zones=(bad_zone, zone(1), zone(2)), surveys=(bad_survey,))
    shelf.publish(altered)
    read = shelf.read("mall", 1)
    assert read.dropped == {bad_zone.id, bad_survey.zone}
    assert read.zones.keys() == {zone(2).id}
    found = [(finding.part, finding.subject) for finding in check_map(altered, read)]
    assert found == [
        (part, id_) for part in ("record", "map") for id_ in (bad_zone.id, bad_survey.zone)
    ]


def test_the_newest_three_versions_stay(shelf: MapFiles) -> None:
    """The shelf keeps the newest three versions of a venue, and other venues' files."""
    for version in range(1, 13):
        shelf.publish(record(version))
    other = record()
    shelf.publish(
        msgspec.structs.replace(other, venue=msgspec.structs.replace(other.venue, id="mall2"))
    )
    assert shelf.versions("mall") == [10, 11, 12]
    assert shelf.versions("mall2") == [1]


def test_the_same_version_twice_is_the_same_file(shelf: MapFiles) -> None:
    """Publishing a version again leaves the same bytes, and mends a damaged file."""
    shelf.publish(record())
    path = shelf.where("mall", 1)
    content = path.read_bytes()
    path.write_bytes(content[:50])
    shelf.publish(record())
    assert path.read_bytes() == content


def test_the_check_names_what_does_not_fit() -> None:
    """A lost map, a place without its zone and a survey of no zone are findings with a remedy."""
    place = Place("f", 0, "F", (), "und", 48.85, 2.35, "mall/0/99/0")
    stray = record(places=(place,), surveys=(measure(40),))
    findings = check_map(stray, None)
    assert [finding.subject for finding in findings] == ["mall/0/40/0", "f on level 0", "mall"]
    assert all(finding.remedy for finding in findings)


def test_the_check_compares_the_map_with_the_record(shelf: MapFiles) -> None:
    """A map that serves another centroid, lacks a zone or has one too many is found out."""
    shelf.publish(record(zones=(zone(0), zone(1), zone(7)), surveys=()))
    findings = check_map(record(), shelf.read("mall", 1))
    assert {finding.subject for finding in findings} == {
        "mall/0/1/0",
        "mall/0/2/0",
        "mall/0/3/0",
        "mall/0/4/0",
        "mall/0/7/0",
    }
