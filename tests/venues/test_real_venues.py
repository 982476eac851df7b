from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import cos, hypot, radians, sin
from pathlib import Path
from typing import Any

import msgspec
import pytest
import shapely

from clew.errors import InputRefused
from clew.ids import parse_zone
from clew.venues.frame import Projector
from clew.venues.geometry import to_shapely
from clew.venues.kinds import understood
from clew.venues.model import ImportReport, VenueRecord

pytestmark = pytest.mark.data

REPORTED = {
    # name in the file -> why it is no place
    "Victoria Station": "no_level",
    "Direction du centre Commercial": "no_level",
    "Poste Incendie": "not_a_target",
    "Mgm Grenoble": "not_a_target",
    "Entrée Vercors": "entrance",
    "Entrée Belledonne": "entrance",
}


@pytest.fixture
def caserne(data: Path) -> Path:
    return data / "venues" / "caserne-de-bonne.geojson"


@pytest.fixture
def shinjuku(data: Path) -> list[Path]:
    return sorted((data / "venues").glob("shinjuku-*.geojson"))


@pytest.fixture
def rotated(caserne: Path) -> Callable[..., Path]:
    """Writes the map of Caserne turned by some degrees about its middle."""

    def write(path: Path, degrees: float, **members: Any) -> Path:
        document = msgspec.json.decode(caserne.read_bytes())
        lon_0, lat_0 = 5.7243, 45.1840
        stretch = cos(radians(lat_0))
        turn = radians(degrees)

        def turned(part: Any) -> Any:
            if isinstance(part[0], list):
                return [turned(inner) for inner in part]
            x, y = (part[0] - lon_0) * stretch, part[1] - lat_0
            return [
                lon_0 + (x * cos(turn) - y * sin(turn)) / stretch,
                lat_0 + x * sin(turn) + y * cos(turn),
            ]

        for feature in document["features"]:
            geometry = feature["geometry"]
            geometry["coordinates"] = turned(geometry["coordinates"])
        path.write_bytes(msgspec.json.encode(document | members))
        return path

    return write


def codes(report: ImportReport, feature: str) -> set[str]:
    return {note.code for note in report.notes if note.feature == feature}


async def test_forty_named_shops_and_amenities_are_forty_two_places(
    desk: Any, caserne: Path
) -> None:
    """The 40 named shops and amenities of Caserne de Bonne that have a level are 42 places."""
    report = await desk.bring(caserne, venue="caserne")
    record = await desk.load("caserne")
    assert report.counts["places"] == len(record.places) == 42
    assert len({place.feature for place in record.places}) == 40
    levels = Counter(place.name for place in record.places)
    assert (levels["H&M"], levels["Ayako Sushi"], levels["Monoprix"]) == (2, 2, 2)
    assert {place.level for place in record.places if place.name == "H&M"} == {0, 1}


async def test_what_is_no_place_is_in_the_report(desk: Any, caserne: Path) -> None:
    """Whatever has a name and is no place is reported, as are toilets, car parks and entrances."""
    report = await desk.bring(caserne, venue="caserne")
    record = await desk.load("caserne")
    places = {place.feature for place in record.places}
    for feature in record.features:
        properties = feature.properties
        if "name" in properties and feature.id not in places:
            expected = REPORTED.get(properties["name"])
            found = codes(report, feature.id)
            assert found
            if expected:
                assert expected in found
        if properties.get("amenity") == "toilets":
            assert codes(report, feature.id) == {"no_name"}
        if "parking" in properties.get("amenity", ""):
            assert codes(report, feature.id) == {"car_park"}
        if "entrance" in properties:
            assert codes(report, feature.id) == {"entrance"}
    assert codes(report, "way/296898829") == {"outline"}


async def test_every_point_lies_inside_its_outline(desk: Any, caserne: Path) -> None:
    """Each place's point lies inside its outline, in the cell that its zone names."""
    await desk.bring(caserne, venue="caserne")
    record = await desk.load("caserne")
    projector = Projector(record.venue.frame)
    shapes = {f.id: drawn.shape for f in record.features if (drawn := understood(f))}
    for place in record.places:
        shape = shapes[place.feature]
        spot = shapely.Point(place.lon, place.lat)
        if shape.area > 0:
            assert shape.contains(spot)
            assert projector.to_plan(shape.boundary).distance(projector.to_plan(spot)) > 0.5
        else:
            assert projector.to_plan(shape).distance(projector.to_plan(spot)) < 0.02
        zone = parse_zone(place.zone)
        assert (zone.level, zone[2:]) == (place.level, projector.cell_of(place.lat, place.lon))


async def test_every_zone_is_true(desk: Any, caserne: Path, shinjuku: list[Path]) -> None:
    """Every centroid lies within 3.55 m of its cell's corners, every cell meets its outline."""
    await desk.bring(caserne, venue="mall")
    await desk.bring(*shinjuku, venue="station")
    for name in ("mall", "station"):
        record: VenueRecord = await desk.load(name)
        projector = Projector(record.venue.frame)
        outlines = {
            level.ordinal: projector.to_plan(to_shapely(level.outline)) for level in record.levels
        }
        for zone in record.zones:
            _, level, i, j = parse_zone(zone.id)
            assert i >= 0
            assert j >= 0
            x, y = projector.to_xy(zone.lat, zone.lon)
            for a in (i, i + 1):
                for b in (j, j + 1):
                    assert hypot(x - 5 * a, y - 5 * b) <= 3.55
            square = shapely.box(5 * i, 5 * j, 5 * i + 5, 5 * j + 5)
            assert outlines[level].intersection(square).area > 0
        assert desk.shelf.read(name, 1).zones.keys() == {zone.id for zone in record.zones}


async def test_shinjuku_stands_on_its_floors(desk: Any, shinjuku: list[Path]) -> None:
    """Five files import together, and every space's level is that of its floor."""
    report = await desk.bring(*shinjuku, venue="station")
    record = await desk.load("station")
    ordinals = {
        f.properties["id"]: int(f.properties["ordinal"])
        for f in record.features
        if "ordinal" in f.properties
    }
    spaces = [f for f in record.features if "floor_id" in f.properties]
    assert len(spaces) == 54 + 123 + 35
    assert all(f.levels == (ordinals[f.properties["floor_id"]],) for f in spaces)
    assert [(level.label, level.outline_source) for level in record.levels] == [
        ("1F", "feature"),
        ("2F", "feature"),
    ]
    assert [n.code for n in report.notes if n.feature == "#123"] == ["null_feature"]


async def test_shinjukus_repeated_ids_are_all_kept(desk: Any, shinjuku: list[Path]) -> None:
    """Ids that repeat are reported and every feature is kept; the file order does not matter."""
    report = await desk.bring(*shinjuku, venue="station")
    record = await desk.load("station")
    assert len(record.features) == 13 + 12 + 54 + 123 + 35
    repeated = {note.feature for note in report.notes if note.code == "repeated_id"}
    assert {"2f44fe4cd0b34cd580c1898353be61a4", "cd32df0cee6e4f60aab9fb260a9f673a"} <= repeated
    ids = {feature.id for feature in record.features}
    assert all(f"{id_}~2" in ids for id_ in repeated)
    assert not (await desk.bring(*reversed(shinjuku), venue="station")).changed
    assert await desk.load("station") == record


async def test_shinjukus_placeholders_are_no_places(desk: Any, shinjuku: list[Path]) -> None:
    """Lift and escalator codes are places, repeated ones each for itself; 不明 never is."""
    await desk.bring(*shinjuku, venue="station")
    names = Counter(place.name for place in (await desk.load("station")).places)
    assert len(names) == 13
    assert (names["Bエレベータ"], names["Dエレベータ"], names["不明"]) == (2, 2, 0)


async def test_a_turned_copy_is_refused(
    desk: Any, caserne: Path, rotated: Callable[..., Path], tmp_path: Path
) -> None:
    """A copy turned by 7 degrees is refused over the venue, and accepted with --reframe."""
    await desk.bring(caserne, venue="caserne")
    before = await desk.load("caserne")
    path = rotated(tmp_path / "turned.geojson", 7.0)
    with pytest.raises(InputRefused) as refused:
        await desk.bring(path, venue="caserne")
    assert refused.value.code == "frame_moved"
    assert await desk.load("caserne") == before
    await desk.bring(path, venue="caserne", reframe=True)
    turned = (await desk.load("caserne")).venue.frame
    assert turned.bearing_deg == pytest.approx(before.venue.frame.bearing_deg - 7, abs=0.05)


async def test_unchanged_units_keep_their_zones(
    desk: Any, rotated: Callable[..., Path], tmp_path: Path
) -> None:
    """Replaced with 3 features removed and 5 added, every unchanged unit keeps its zone ids."""
    path = rotated(tmp_path / "turned.geojson", 7.0)
    await desk.bring(path, venue="turned")
    before = await desk.load("turned")
    document = msgspec.json.decode(path.read_bytes())
    gone = {before.places[n].feature for n in (3, 17, 29)}
    kept = [f for f in document["features"] if f["id"] not in gone]
    model = next(f for f in kept if f["properties"].get("name") == "Paul")
    added = []
    for n in range(5):
        ring = [
            [lon + 2e-4 * (n + 1), lat - 1e-4 * n]
            for lon, lat in model["geometry"]["coordinates"][0]
        ]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        added.append({**model, "id": f"new/{n}", "geometry": geometry})
    edited = tmp_path / "edited.geojson"
    edited.write_bytes(msgspec.json.encode({**document, "features": [*added, *kept]}))
    report = await desk.bring(edited, venue="turned", replace=True)
    assert (report.counts["added"], report.counts["removed"]) == (5, 3)
    after = await desk.load("turned")
    assert {(p.feature, p.level): p.zone for p in after.places if p.feature not in gone} == {
        (p.feature, p.level): p.zone for p in before.places if p.feature not in gone
    } | {(p.feature, p.level): p.zone for p in after.places if p.feature.startswith("new/")}
    units_before = {zone.id: zone.unit for zone in before.zones}
    units_after = {zone.id: zone.unit for zone in after.zones}
    for unit in {f["id"] for f in kept}:
        held = {zone for zone, holder in units_before.items() if holder == unit}
        still = {zone for zone, holder in units_after.items() if holder == unit}
        new_owner = {zone for zone in held - still if str(units_after.get(zone)).startswith("new/")}
        assert still | new_owner >= held
