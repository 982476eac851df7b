from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clew.errors import Conflict, InputRefused, ManyRefused
from clew.venues.model import VenueRecord

WriteMap = Callable[..., Path]
Draw = Callable[..., dict[str, Any]]


def zone_of(record: VenueRecord, feature: str) -> str:
    return next(place.zone for place in record.places if place.feature == feature)


def street(room: Draw, shift: float = 0.0, first: int = 0, last: int = 10) -> list[dict[str, Any]]:
    return [
        room(f"r{n}", 12 * n + shift, 0, 10, 8, name=f"Shop {n}", shop="books")
        for n in range(first, last)
    ]


async def test_a_first_import_makes_the_venue(desk: Any, write_map: WriteMap, room: Draw) -> None:
    """The first import chooses the frame, cuts the levels into zones and publishes version 1."""
    report = await desk.bring(write_map("a.geojson", *street(room)))
    record = await desk.load()
    assert report.changed
    assert report.venue == record.venue
    assert (report.venue.map_version, report.venue.created) == (1, "2026-05-01T12:00:00Z")
    assert report.counts["added"] == report.counts["features"] == report.counts["places"] == 10
    assert desk.shelf.read("mall", 1).zones.keys() == {zone.id for zone in record.zones}
    assert desk.listeners.heard == [("mall", 1)]


async def test_the_same_files_again_change_nothing(
    desk: Any, write_map: WriteMap, room: Draw
) -> None:
    """Importing the same again makes no new version, but heals a map lost from the shelf."""
    path = write_map("a.geojson", *street(room))
    await desk.bring(path)
    before = await desk.load()
    desk.shelf.where("mall", 1).unlink()
    report = await desk.bring(path)
    assert (report.changed, report.counts["unchanged"]) == (False, 10)
    assert await desk.load() == before
    assert desk.shelf.read("mall", 1).zones
    assert desk.listeners.heard == [("mall", 1), ("mall", 1)]


async def test_a_later_file_is_merged_by_feature_id(
    desk: Any, write_map: WriteMap, room: Draw
) -> None:
    """New features are added, known ones updated and the rest kept, in one new version."""
    await desk.bring(write_map("a.geojson", *street(room)))
    renamed = room("r3", 36, 0, 10, 8, name="Renamed", shop="books")
    new = room("r99", 0, 20, 10, 8, name="New", shop="toys")
    report = await desk.bring(write_map("b.geojson", renamed, new))
    assert [report.counts[k] for k in ("added", "updated", "removed", "unchanged")] == [1, 1, 0, 0]
    assert report.venue.map_version == 2
    names = {place.feature: place.name for place in (await desk.load()).places}
    assert (names["r3"], names["r99"], len(names)) == ("Renamed", "New", 11)


async def test_replace_removes_what_the_files_lack(
    desk: Any, write_map: WriteMap, room: Draw
) -> None:
    """With replace three removed and five added rooms leave every other unit its zone ids."""
    await desk.bring(write_map("a.geojson", *street(room)))
    before = await desk.load()
    kept = street(room, first=3)
    added = [room(f"n{n}", 12 * n - 40, 30, 10, 8, name=f"New {n}", shop="toys") for n in range(5)]
    report = await desk.bring(write_map("b.geojson", *kept, *added), replace=True)
    after = await desk.load()
    assert [report.counts[k] for k in ("added", "removed", "unchanged")] == [5, 3, 7]
    assert after.venue.frame == before.venue.frame
    for n in range(3, 10):
        assert zone_of(after, f"r{n}") == zone_of(before, f"r{n}")


async def test_several_files_stand_together(
    desk: Any, write_map: WriteMap, room: Draw, spot: Draw
) -> None:
    """Spaces find their floor in another file of the same import, or in one imported before."""
    floor = room("f", 0, 0, 40, 20, ordinal=-1, short_name="B1F")
    for key in ("level", "indoor"):
        del floor["properties"][key]
    space = spot("s", 5, 5, floor_id="f", name="Hall A")
    await desk.bring(write_map("space.geojson", space), write_map("floor.geojson", floor))
    later = spot("t", 15, 5, floor_id="f", name="Hall B")
    await desk.bring(write_map("later.geojson", later))
    record = await desk.load()
    assert [(p.name, p.level) for p in record.places] == [("Hall A", -1), ("Hall B", -1)]
    assert [(level.label, level.outline_source) for level in record.levels] == [("B1F", "feature")]


async def test_repeated_ids_are_reported_and_all_kept(
    desk: Any, write_map: WriteMap, room: Draw
) -> None:
    """Different features under one id are all kept and reported; the very same one only once."""
    one = room("x", 0, 0, 10, 8, name="Lift B", shop="a")
    other = room("x", 40, 0, 10, 8, name="Lift B", shop="a")
    report = await desk.bring(write_map("a.geojson", one, other, one))
    assert [place.feature for place in (await desk.load()).places] == ["x", "x~2"]
    assert [note.code for note in report.notes] == [
        "repeated_feature",
        "repeated_id",
        "repeated_id",
    ]


async def test_repeated_ids_are_found_again_in_any_order(
    desk: Any, write_map: WriteMap, room: Draw
) -> None:
    """Importing again in another order, or only one of them, gives each its own name again."""
    one = room("x", 0, 0, 10, 8, name="One", shop="a")
    other = room("x", 40, 0, 10, 8, name="Other", shop="a")
    await desk.bring(write_map("a.geojson", one, other))
    before = await desk.load()
    assert not (await desk.bring(write_map("b.geojson", other, one))).changed
    assert not (await desk.bring(write_map("c.geojson", other))).changed
    assert await desk.load() == before


async def test_a_drawing_that_moved_is_refused(desk: Any, write_map: WriteMap, room: Draw) -> None:
    """A file whose known features lie more than 0.5 m off is refused, with the median."""
    await desk.bring(write_map("a.geojson", *street(room)))
    before = await desk.load()
    with pytest.raises(InputRefused) as refused:
        await desk.bring(write_map("b.geojson", *street(room, shift=0.8)), accept_moves=True)
    assert refused.value.code == "frame_moved"
    assert "10 features" in refused.value.message
    assert "0.80 m" in refused.value.message
    assert "--reframe" in refused.value.remedy
    assert await desk.load() == before
    assert desk.listeners.heard == [("mall", 1)]


async def test_a_drawing_within_half_a_metre_is_taken(
    desk: Any, write_map: WriteMap, room: Draw
) -> None:
    """Features that lie up to 0.5 m off are the same drawing, a little better."""
    await desk.bring(write_map("a.geojson", *street(room)))
    report = await desk.bring(write_map("b.geojson", *street(room, shift=0.4)))
    assert report.counts["updated"] == 10


async def test_a_single_unit_that_moved_is_named(
    desk: Any, write_map: WriteMap, room: Draw
) -> None:
    """One unit more than 0.5 m off is refused by name and metres, until the move is accepted."""
    await desk.bring(write_map("a.geojson", *street(room)))
    moved = [*street(room, last=9), room("r9", 140, 0, 10, 8, name="Shop 9", shop="books")]
    path = write_map("b.geojson", *moved)
    with pytest.raises(InputRefused) as refused:
        await desk.bring(path)
    assert (refused.value.code, refused.value.where.feature) == ("unit_moved", "r9")
    assert "31.99 m" in refused.value.message
    before = await desk.load()
    report = await desk.bring(path, accept_moves=True)
    after = await desk.load()
    assert report.counts["updated"] == 1
    assert zone_of(after, "r9") != zone_of(before, "r9")
    assert zone_of(after, "r1") == zone_of(before, "r1")


async def test_reframe_lays_the_cells_anew(desk: Any, write_map: WriteMap, room: Draw) -> None:
    """With reframe a moved drawing is taken, in a new frame."""
    await desk.bring(write_map("a.geojson", *street(room)))
    before = await desk.load()
    await desk.bring(write_map("b.geojson", *street(room, shift=30.3)), reframe=True)
    after = await desk.load()
    assert after.venue.frame != before.venue.frame
    assert after.venue.map_version == 2


@pytest.mark.parametrize("same", [True, False])
async def test_reframe_is_refused_while_anything_stands_there(
    desk: Any, write_map: WriteMap, room: Draw, *, same: bool
) -> None:
    """Reframing is refused while a zone is in use; it names the zone and who stands there."""
    await desk.bring(write_map("a.geojson", *street(room)))
    before = await desk.load()
    used = zone_of(before, "r4")
    desk.use.zones[used] = ["clue c1 of campaign spring"]
    with pytest.raises(Conflict) as refused:
        await desk.bring(
            write_map("b.geojson", *street(room, shift=0.0 if same else 40.0)), reframe=True
        )
    assert refused.value.code == "zone_in_use"
    assert f"{used} would go, and there stands clue c1 of campaign spring" in refused.value.message
    assert await desk.load() == before


async def test_a_zone_in_use_may_not_go(desk: Any, write_map: WriteMap, room: Draw) -> None:
    """Replacing away the ground under a clue is refused by name; without the clue it is done."""
    await desk.bring(write_map("a.geojson", *street(room)))
    before = await desk.load()
    used = zone_of(before, "r9")
    desk.use.zones = {used: ["clue c1 of campaign spring"], zone_of(before, "r1"): ["clue c2"]}
    path = write_map("b.geojson", *street(room, last=8))
    with pytest.raises(Conflict) as refused:
        await desk.bring(path, replace=True)
    assert used in refused.value.message
    assert "c2" not in refused.value.message
    assert await desk.load() == before
    del desk.use.zones[used]
    assert (await desk.bring(path, replace=True)).changed


async def test_every_zone_in_use_is_named(desk: Any, write_map: WriteMap, room: Draw) -> None:
    """Where several zones in use would go, each is a refusal of its own."""
    await desk.bring(write_map("a.geojson", *street(room)))
    record = await desk.load()
    desk.use.zones = {zone_of(record, f"r{n}"): [f"clue c{n}"] for n in range(3)}
    with pytest.raises(ManyRefused) as refused:
        await desk.bring(write_map("b.geojson", *street(room)), reframe=True)
    assert {error.code for error in refused.value.errors} == {"zone_in_use"}
    assert len(refused.value.errors) == 3


async def test_a_surveyed_zone_is_in_use(
    desk: Any, write_map: WriteMap, room: Draw, tmp_path: Path
) -> None:
    """A survey holds its zone like a clue does."""
    await desk.bring(write_map("a.geojson", *street(room)))
    zone = next(z for z in (await desk.load()).zones if z.unit == "r9")
    survey = tmp_path / "survey.csv"
    survey.write_text(
        "zone,lat,lon,accuracy_m,instrument,measured_on\n"
        f"{zone.id},{zone.lat},{zone.lon},0.2,total station,2026-04-01\n"
    )
    await desk.survey(survey)
    for how in ({"replace": True}, {"reframe": True}):
        with pytest.raises(Conflict) as refused:
            await desk.bring(write_map("b.geojson", *street(room, last=8)), **how)
        assert (
            f"{zone.id} would go, and there stands the survey of 2026-04-01"
            in refused.value.message
        )


async def test_a_map_without_levels_is_refused(desk: Any, write_map: WriteMap, room: Draw) -> None:
    """A file in which nothing names its level is refused, and no venue is made."""
    bare = room("a", 0, 0, 10, 8, name="A", shop="books", level=None)
    with pytest.raises(InputRefused) as refused:
        await desk.bring(write_map("a.geojson", bare))
    assert refused.value.code == "no_levels"
    assert await desk.store.load("mall") is None


async def test_a_feature_far_away_is_refused(desk: Any, write_map: WriteMap, room: Draw) -> None:
    """A feature kilometres from all others is a typing error, and is named."""
    stray = room("stray", 60_000, 0, 10, 8)
    with pytest.raises(InputRefused) as refused:
        await desk.bring(write_map("a.geojson", *street(room), stray))
    assert (refused.value.code, refused.value.where.feature) == ("venue_too_large", "stray")


async def test_a_broken_file_changes_nothing(
    desk: Any, write_map: WriteMap, room: Draw, tmp_path: Path
) -> None:
    """When one of several files is broken, none is imported."""
    broken = tmp_path / "broken.geojson"
    broken.write_text("{")
    with pytest.raises(InputRefused):
        await desk.bring(write_map("a.geojson", *street(room)), broken)
    assert await desk.store.load("mall") is None


@pytest.mark.parametrize("name", ["", "a/b", "@", "-a", "x" * 65])
async def test_an_id_that_is_no_slug_is_refused(
    desk: Any, write_map: WriteMap, room: Draw, name: str
) -> None:
    """A venue's id is part of zone ids and file names, so only plain ones are taken."""
    with pytest.raises(InputRefused) as refused:
        await desk.bring(write_map("a.geojson", *street(room)), venue=name)
    assert refused.value.code == "wrong_value"


async def test_a_file_named_twice_is_refused(desk: Any, write_map: WriteMap, room: Draw) -> None:
    """The same file twice in one import is a slip, not a wish for everything double."""
    path = write_map("a.geojson", *street(room))
    with pytest.raises(InputRefused) as refused:
        await desk.bring(path, path)
    assert refused.value.code == "duplicate_row"


async def test_an_archive_is_known_by_its_first_bytes(desk: Any, tmp_path: Path) -> None:
    """A zip is read as IMDF whatever its name, and refused as such."""
    path = tmp_path / "map.geojson"
    path.write_bytes(b"PK\x03\x04 and then nothing")
    with pytest.raises(InputRefused) as refused:
        await desk.bring(path)
    assert refused.value.code == "broken_imdf"


async def test_repairs_are_reported_by_name(desk: Any, write_map: WriteMap, room: Draw) -> None:
    """A repaired outline is named with its file and what was done."""
    open_room = room("open", 40, 0, 10, 8, name="Open", shop="books")
    ring = open_room["geometry"]["coordinates"][0]
    open_room["geometry"] = {"type": "LineString", "coordinates": ring[:-1]}
    path = write_map("a.geojson", open_room)
    report = await desk.bring(path)
    assert [(n.feature, n.file, n.code, n.action) for n in report.notes] == [
        ("open", str(path), "open_outline", "repaired")
    ]


async def test_an_import_carries_on_from_a_venues_own_frame(
    desk: Any, write_map: WriteMap, room: Draw
) -> None:
    """A file that carries a frame, as an export does, founds a venue with just that frame."""
    frame = {"origin_lat": 48.84, "origin_lon": 2.34, "bearing_deg": 10.0}
    member = {"format": 1, "frame": frame, "created": "2020-01-01T00:00:00Z"}
    report = await desk.bring(write_map("a.geojson", *street(room), clew=member))
    assert report.venue.frame.origin_lat == 48.84
    assert report.venue.created == "2020-01-01T00:00:00Z"


async def test_progress_is_told_level_by_level(desk: Any, write_map: WriteMap, room: Draw) -> None:
    """While cells are made the caller hears how many levels are done."""
    heard: list[tuple[int, int]] = []
    await desk.bring(
        write_map("a.geojson", *street(room), room("up", 0, 0, 9, 9, level="1")),
        progress=lambda done, total: heard.append((done, total)),
    )
    assert heard == [(0, 2), (1, 2), (2, 2)]
