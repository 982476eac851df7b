from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import text

from clew.errors import Conflict, PartUnavailable
from clew.venues.model import (
    Connector,
    ConnectorEnd,
    ConnectorKind,
    Feature,
    Frame,
    Geometry,
    Level,
    Place,
    Survey,
    Venue,
    VenueRecord,
    Zone,
)

OUTLINE = Geometry("Polygon", [[[2.0, 48.0], [2.1, 48.0], [2.1, 48.1], [2.0, 48.0]]])
SURVEY = Survey("mall/0/0/0", 48.0, 2.0, 0.25, "tape", date(2026, 4, 1), "s")
FULL = VenueRecord(
    Venue("mall", Frame(48.0, 2.0, -3.25), 1, "2026-05-01T12:00:00Z"),
    (
        Feature("b", "geojson", OUTLINE, {"z": 1, "a": {"n": [None, True, 0.1]}}, (-1, 0)),
        Feature("a", "imdf", None, {"name": {"en": "Zoë"}, "big": 10**30}, ()),
    ),
    (Level(-1, "B1", OUTLINE, "hull"), Level(0, "0", OUTLINE, "feature")),
    (Zone("mall/0/0/0", 48.0, 2.0, "b", "c"), Zone("mall/0/1/0", 48.0, 2.1, None, "d")),
    (Place("b", -1, "B", ("Bee", "Bé|"), "fr", 48.0, 2.0, "mall/-1/0/0"),),
    (
        Connector(
            "k",
            ConnectorKind.LIFT,
            None,
            (ConnectorEnd(-1, 48.0, 2.0, "b"), ConnectorEnd(0, 48.0, 2.0, None)),
        ),
    ),
    (SURVEY,),
)


async def test_a_venue_is_kept_whole(desk: Any) -> None:
    """What is saved is loaded again, to the last field, in the order of the features."""
    await desk.store.save(FULL, expected_version=None)
    assert await desk.store.load("mall") == FULL
    assert await desk.store.venues() == [FULL.venue]
    assert await desk.store.load("other") is None


async def test_a_save_replaces_everything(desk: Any) -> None:
    """A later save leaves nothing of the earlier one."""
    await desk.store.save(FULL, expected_version=None)
    venue = msgspec.structs.replace(FULL.venue, map_version=2)
    bare = VenueRecord(venue, (), (), (), (), ())
    await desk.store.save(bare, expected_version=1)
    assert await desk.store.load("mall") == bare


async def test_a_save_upon_another_version_is_a_conflict(desk: Any) -> None:
    """Who derived from a version that is no longer the latest is refused, and changes nothing."""
    await desk.store.save(FULL, expected_version=None)
    for expected in (None, 2):
        with pytest.raises(Conflict) as refused:
            await desk.store.save(FULL, expected_version=expected)
        assert refused.value.code == "venue_exists"
    with pytest.raises(Conflict):
        await desk.store.add_surveys("mall", [SURVEY], expected_version=7)
    assert await desk.store.load("mall") == FULL


async def test_surveys_raise_the_map_version(desk: Any) -> None:
    """Adding surveys replaces those of the same zones and raises the version by one."""
    await desk.store.save(FULL, expected_version=None)
    better = msgspec.structs.replace(SURVEY, accuracy_m=0.1)
    new = msgspec.structs.replace(SURVEY, zone="mall/0/1/0")
    assert await desk.store.add_surveys("mall", [new, better], expected_version=1) == 2
    record = await desk.load()
    assert (record.surveys, record.venue.map_version) == ((better, new), 2)


async def test_venues_do_not_touch_each_other(desk: Any) -> None:
    """Saving one venue leaves another as it was."""
    await desk.store.save(FULL, expected_version=None)
    venue = msgspec.structs.replace(FULL.venue, id="arcade")
    await desk.store.save(VenueRecord(venue, (), (), (), (), ()), expected_version=None)
    assert await desk.store.load("mall") == FULL
    assert [v.id for v in await desk.store.venues()] == ["arcade", "mall"]


@pytest.mark.parametrize(
    "damage",
    ["update feature set properties = '{'", "update survey set measured_on = 'yesterday'"],
)
async def test_a_record_that_cannot_be_read_is_unavailable(desk: Any, damage: str) -> None:
    """A damaged row is told as a part that is unavailable, never as an empty venue."""
    await desk.store.save(FULL, expected_version=None)
    async with desk.record.write() as connection:
        await connection.execute(text(damage))
    with pytest.raises(PartUnavailable) as unavailable:
        await desk.store.load("mall")
    assert unavailable.value.code == "record_unavailable"


async def test_an_altered_zone_row_is_dropped_and_mended(
    desk: Any, write_map: Callable[..., Path], room: Callable[..., dict[str, Any]]
) -> None:
    """A zone altered in the record is dropped when read; importing the map again mends it."""
    path = write_map("a.geojson", room("r", 0, 0, 20, 20))
    await desk.bring(path)
    altered = (await desk.load()).zones[0].id
    async with desk.record.write() as connection:
        await connection.execute(
            text("update zone set lat = lat + 0.0001 where id = :id"), {"id": altered}
        )
    desk.shelf.publish(await desk.load())
    assert desk.shelf.read("mall", 1).dropped == {altered}
    report = await desk.bring(path)
    assert report.changed
    assert desk.shelf.read("mall", 2).dropped == frozenset()
