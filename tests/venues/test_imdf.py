from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from clew.errors import Code, InputRefused
from clew.venues import imdf_archive
from clew.venues.imdf import read_imdf
from clew.venues.imdf_places import imdf_places

Pack = Callable[..., Path]
MANIFEST = {"version": "1.0.0", "created": "2026-05-01T12:00:00Z", "language": "en"}


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    """Packs members into an archive; a value that is no bytes is written as JSON."""

    def write(members: Mapping[str, Any], method: int = zipfile.ZIP_DEFLATED) -> Path:
        path = tmp_path / "venue.zip"
        with zipfile.ZipFile(path, "w", method) as archive:
            for name, content in members.items():
                archive.writestr(
                    name, content if isinstance(content, bytes) else json.dumps(content)
                )
        return path

    return write


def _collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _feature(id_: str, kind: str, geometry: Any = None, **properties: Any) -> dict[str, Any]:
    return {
        "id": id_,
        "type": "Feature",
        "feature_type": kind,
        "geometry": geometry,
        "properties": properties,
    }


def _square(lon: float, lat: float, size: float = 2e-4) -> dict[str, Any]:
    ring = [
        [lon, lat],
        [lon + size, lat],
        [lon + size, lat + size],
        [lon, lat + size],
        [lon, lat],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def _unit(id_: str, lon: float, level: int, category: str) -> dict[str, Any]:
    return _feature(id_, "unit", _square(lon, 48.0), level_id=f"level-{level}", category=category)


def _point(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [lon, lat]}


def _line(lon: float, lat: float) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [[lon - 5e-6, lat], [lon + 5e-6, lat]]}


@pytest.fixture
def museum() -> dict[str, Any]:
    """Two levels with a hall and a lift each, a shop with an opening, an occupant, an amenity."""
    outline = _square(2.0, 48.0, 6e-4)
    levels = [
        _feature(f"level-{n}", "level", outline, ordinal=n, short_name={"en": str(n)})
        for n in (0, 1)
    ]
    units = [_unit("shop", 2.0, 0, "room")]
    units += [_unit(f"hall-{n}", 2.0002, n, "walkway") for n in (0, 1)]
    units += [_unit(f"lift-{n}", 2.0004, n, "elevator") for n in (0, 1)]
    wall = {"type": "LineString", "coordinates": [[2.0002, 48.00009], [2.0002, 48.0001]]}
    on_level = {"level_id": "level-0"}
    openings = [
        _feature("door", "opening", wall, category="pedestrian", accessibility=["wheelchair"]),
        _feature("exit", "opening", _line(2.0001, 48.0), category="emergencyexit"),
    ]
    for opening in openings:
        opening["properties"] |= on_level
    anchor = _feature("anchor", "anchor", _point(2.0001, 48.0001), unit_id="shop")
    names = {"en": "Tea Room", "fr": "Salon de thé"}
    tea = _feature("tea", "occupant", anchor_id="anchor", category="restaurant", name=names)
    atm = _feature("atm", "amenity", _point(2.0003, 48.0001), category="atm", name={"en": "ATM"})
    atm["properties"] |= {"unit_ids": ["hall-0", "hall-1"], "alt_name": {"en": "Cash"}}
    return {
        "manifest.json": MANIFEST,
        "level.geojson": _collection(*levels),
        "unit.geojson": _collection(*units),
        "opening.geojson": _collection(*openings),
        "anchor.geojson": _collection(anchor),
        "occupant.geojson": _collection(tea),
        "amenity.geojson": _collection(atm),
    }


async def test_import(desk: Any, pack: Pack, museum: Any) -> None:
    """Occupants stand at their anchors on their unit's level, amenities on each of theirs."""
    await desk.bring(pack(museum))
    record = await desk.load()
    told = [(place.name, place.level, place.lang, place.lon) for place in record.places]
    assert sorted(told) == [
        ("ATM", 0, "en", 2.0003),
        ("ATM", 1, "en", 2.0003),
        ("Tea Room", 0, "en", 2.0001),
    ]
    assert {place.name: place.aliases for place in record.places} == {
        "ATM": ("Cash",),
        "Tea Room": ("Salon de thé",),
    }
    assert [(level.ordinal, level.outline_source) for level in record.levels] == [
        (0, "feature"),
        (1, "feature"),
    ]


async def test_connectors(desk: Any, pack: Pack, museum: Any) -> None:
    """An opening joins its units, lifts that overlap in plan are one, an emergency exit is none."""
    await desk.bring(pack(museum))
    record = await desk.load()
    told = {
        c.id: (str(c.kind), c.step_free, {(e.level, e.unit) for e in c.ends})
        for c in record.connectors
    }
    assert told == {
        "door": ("door", True, {(0, "shop"), (0, "hall-0")}),
        "lift-0": ("lift", True, {(n, f"{what}-{n}") for n in (0, 1) for what in ("hall", "lift")}),
    }


@pytest.mark.parametrize(
    ("category", "step_free"), [("stairs", False), ("elevator", True), ("traversal", None)]
)
async def test_relationship(
    desk: Any, pack: Pack, museum: Any, *, category: str, step_free: bool | None
) -> None:
    """A relationship joins the units that it names; a directed one leads one way, and is none."""
    del museum["unit.geojson"]["features"][3:]
    ends = [{"id": f"hall-{n}", "feature_type": "unit"} for n in (0, 1)]
    both = _feature(
        "both",
        "relationship",
        category=category,
        direction="undirected",
        origin=ends[0],
        destination=ends[1],
    )
    one = _feature(
        "one",
        "relationship",
        category=category,
        direction="directed",
        origin=ends[0],
        destination=ends[1],
    )
    await desk.bring(pack({**museum, "relationship.geojson": _collection(both, one)}))
    ways = [c for c in (await desk.load()).connectors if c.kind != "door"]
    assert [(c.id, c.step_free, [e.unit for e in c.ends]) for c in ways] == [
        ("both", step_free, ["hall-0", "hall-1"])
    ]


def test_every_field_is_kept(pack: Pack, museum: Any) -> None:
    """A feature keeps its properties, with the feature's type beside them, and null geometry."""
    tea = next(f for f in read_imdf(pack(museum)).features if f.id == "tea")
    assert (tea.source, tea.geometry) == ("imdf", None)
    given = museum["occupant.geojson"]["features"][0]["properties"]
    assert tea.properties == {**given, "feature_type": "occupant"}


def test_missing_members(pack: Pack, museum: Any) -> None:
    """An archive may lack any member; a missing manifest is noted."""
    read = read_imdf(pack({"unit.geojson": museum["unit.geojson"]}))
    assert len(read.features) == 5
    assert [note.code for note in read.notes] == ["no_manifest"]


def test_unknown_members(pack: Pack, museum: Any) -> None:
    """Members of other names are left out with a note, whatever their path."""
    odd = {"../../escape.geojson": b"x", "__MACOSX/._unit.geojson": b"x", "notes.txt": b"x"}
    read = read_imdf(pack({**museum, **odd}))
    assert sorted(note.feature for note in read.notes) == sorted(odd)
    assert {note.code for note in read.notes} == {"unknown_member"}


def test_packed_as_a_folder(pack: Pack, museum: Any) -> None:
    """The members may lie in one folder, beside the manifest."""
    path = pack({f"museum/{name}": content for name, content in museum.items()})
    assert not (read := read_imdf(path)).notes
    assert len(read.features) == 12


def test_anchor_without_point(pack: Pack, museum: Any) -> None:
    """An occupant whose anchor is lost stands in no place, and one without a point in its unit."""
    museum["anchor.geojson"]["features"][0]["geometry"] = None
    places = {p.feature.id: p.stands_at for p in imdf_places(read_imdf(pack(museum)).features)}
    assert places["tea"] is not None
    assert places["tea"].type == "Polygon"
    museum["occupant.geojson"]["features"][0]["properties"]["anchor_id"] = "nowhere"
    places = {p.feature.id: p.stands_at for p in imdf_places(read_imdf(pack(museum)).features)}
    assert places["tea"] is None


WRONG = {
    "not JSON": (b"{", Code.BROKEN_IMDF, "unit.geojson"),
    "not a collection": ({"type": "Feature"}, Code.BROKEN_IMDF, "unit.geojson"),
    "features no list": (
        {"type": "FeatureCollection", "features": 3},
        Code.BROKEN_IMDF,
        "unit.geojson",
    ),
    "feature no object": (_collection(7), Code.BROKEN_IMDF, "unit.geojson"),
    "geometry of no kind": (
        _collection(_feature("u", "unit", {"type": "Blob", "coordinates": []})),
        Code.BROKEN_IMDF,
        "unit.geojson",
    ),
    "outside the earth": (
        _collection(_feature("u", "unit", _point(2000, 48))),
        Code.OUTSIDE_WGS84,
        "unit.geojson",
    ),
    "not UTF-8": (b'{"type": "\xff"}', Code.INVALID_UTF8, "unit.geojson"),
    "a NUL byte": (b'{"type": "\0"}', Code.NUL_BYTE, "unit.geojson"),
    "nested too deep": (b"[" * 200_000, Code.BROKEN_IMDF, "unit.geojson"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_wrong_members(desk: Any, pack: Pack, museum: Any, case: str) -> None:
    """A member that is not as IMDF asks is refused by name, and nothing is imported."""
    content, code, name = WRONG[case]
    with pytest.raises(InputRefused) as refused:
        await desk.bring(pack({**museum, name: content}))
    assert refused.value.code is code
    assert str(refused.value.where.file).endswith(f"venue.zip/{name}")
    assert not await desk.store.venues()


@pytest.mark.parametrize("content", [b"[]", b"nonsense"])
def test_wrong_manifest(pack: Pack, museum: Any, content: bytes) -> None:
    """A manifest that is no object is refused."""
    with pytest.raises(InputRefused) as refused:
        read_imdf(pack({**museum, "manifest.json": content}))
    assert refused.value.code is Code.BROKEN_IMDF


def test_other_version(pack: Pack, museum: Any) -> None:
    """Another version is read all the same, with a note."""
    read = read_imdf(pack({**museum, "manifest.json": {**MANIFEST, "version": "2.0.0"}}))
    assert [note.code for note in read.notes] == ["imdf_version"]


def test_wrong_clew_member(pack: Pack, museum: Any) -> None:
    """A frame without sense is refused, not guessed."""
    frame = {"origin_lat": 95, "origin_lon": 0, "bearing_deg": 0}
    with pytest.raises(InputRefused) as refused:
        read_imdf(pack({**museum, "clew.json": {"format": 1, "created": "x", "frame": frame}}))
    assert refused.value.code is Code.BROKEN_IMDF
    assert str(refused.value.where.file).endswith("venue.zip/clew.json")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK nothing more", b"x" * 5000])
def test_not_a_zip(tmp_path: Path, content: bytes) -> None:
    """What is no zip archive is refused."""
    path = tmp_path / "venue.zip"
    path.write_bytes(content)
    with pytest.raises(InputRefused) as refused:
        read_imdf(path)
    assert refused.value.code is Code.BROKEN_IMDF


def test_no_imdf_inside(pack: Pack) -> None:
    """An archive without any IMDF file is refused."""
    with pytest.raises(InputRefused) as refused:
        read_imdf(pack({"readme.txt": b"hello"}))
    assert refused.value.code is Code.BROKEN_IMDF


def test_cannot_open(tmp_path: Path) -> None:
    """A file that is not there is refused by name."""
    with pytest.raises(InputRefused) as refused:
        read_imdf(tmp_path / "missing.zip")
    assert refused.value.code is Code.FILE_UNREADABLE


def test_bomb(pack: Pack, museum: Any) -> None:
    """A member that unpacks to more than may be read is refused while it is unpacked."""
    size = imdf_archive.MAX_MEMBER_BYTES + 1
    path = pack({**museum, "fixture.geojson": b" " * size})
    assert path.stat().st_size < size // 100
    with pytest.raises(InputRefused) as refused:
        read_imdf(path)
    assert refused.value.code is Code.TEXT_TOO_LONG


def test_bomb_that_states_less(pack: Pack, museum: Any) -> None:
    """A member that states a smaller size than it has is refused all the same."""
    size = imdf_archive.MAX_MEMBER_BYTES + 1
    path = pack({**museum, "fixture.geojson": b" " * size})
    content = path.read_bytes()
    lied = content.replace(struct.pack("<L", size), struct.pack("<L", 100))
    assert lied != content
    path.write_bytes(lied)
    with pytest.raises(InputRefused):
        read_imdf(path)


def test_too_many_members(pack: Pack, museum: Any) -> None:
    """An archive of more members than IMDF can need is refused."""
    many = {f"{n}.geojson": b"{}" for n in range(imdf_archive.MAX_MEMBERS)}
    with pytest.raises(InputRefused) as refused:
        read_imdf(pack({**museum, **many}))
    assert refused.value.code is Code.TEXT_TOO_LONG


def test_directory_too_long(pack: Pack, museum: Any) -> None:
    """A directory past its bound is refused before it is held in memory."""
    long_names = {f"{n:060000}": b"" for n in range(30)}
    with pytest.raises(InputRefused) as refused:
        read_imdf(pack({**museum, **long_names}))
    assert refused.value.code is Code.TEXT_TOO_LONG


def test_member_twice(pack: Pack, museum: Any) -> None:
    """An archive with two members of one name says two things at once and is refused."""
    path = pack(museum)
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(path, "a") as archive,
    ):
        archive.writestr("unit.geojson", json.dumps(_collection()))
    with pytest.raises(InputRefused) as refused:
        read_imdf(path)
    assert refused.value.code is Code.BROKEN_IMDF


def test_damaged_member(pack: Pack, museum: Any) -> None:
    """A member whose bytes do not match their checksum is refused by name."""
    path = pack(museum, zipfile.ZIP_STORED)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"Salon", b"Sal0n", 1))
    with pytest.raises(InputRefused) as refused:
        read_imdf(path)
    assert str(refused.value.where.file).endswith("venue.zip/occupant.geojson")


def test_other_packing(pack: Pack, museum: Any) -> None:
    """Packing other than deflate is refused: its unpacking cannot be bounded."""
    with pytest.raises(InputRefused) as refused:
        read_imdf(pack(museum, zipfile.ZIP_LZMA))
    assert refused.value.code is Code.BROKEN_IMDF


def test_encrypted(pack: Pack, museum: Any) -> None:
    """An encrypted member is refused."""
    path = pack(museum)
    content = bytearray(path.read_bytes())
    for sign, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(sign)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(sign, at + 1)
    path.write_bytes(content)
    with pytest.raises(InputRefused) as refused:
        read_imdf(path)
    assert refused.value.code is Code.BROKEN_IMDF


def test_comment_at_the_end(pack: Pack, museum: Any) -> None:
    """A comment at the archive's end, as some packers write one, does no harm."""
    path = pack(museum)
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"packed by hand"
    assert len(read_imdf(path).features) == 12
