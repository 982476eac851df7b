from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clew.errors import Conflict, InputRefused, ManyRefused
from clew.tabular import write_rows
from clew.venues.import_survey import COLUMNS, survey_rows
from clew.venues.model import Zone

HEADER = "zone,lat,lon,accuracy_m,instrument,measured_on\n"
STEP = 0.5 / 111_195


@pytest.fixture
async def zones(
    desk: Any, write_map: Callable[..., Path], room: Callable[..., dict[str, Any]]
) -> list[Zone]:
    await desk.bring(write_map("a.geojson", room("r", 0, 0, 40, 30, name="R", shop="books")))
    return list((await desk.load()).zones)


def measured(zone: Zone, *, accuracy: str = "0.25", day: str = "2026-04-01") -> str:
    return f"{zone.id},{zone.lat + STEP:.7f},{zone.lon:.7f},{accuracy},Leica TS16,{day}\n"


@pytest.fixture
def survey(tmp_path: Path) -> Callable[..., Path]:
    def write(*rows: str, name: str = "survey.csv") -> Path:
        path = tmp_path / name
        path.write_text(HEADER + "".join(rows), encoding="utf-8")
        return path

    return write


async def test_a_survey_replaces_the_centroid(
    desk: Any, zones: list[Zone], survey: Callable[..., Path]
) -> None:
    """A measured centroid is served instead of the geometric one, in a new map version."""
    report = await desk.survey(survey(measured(zones[0])))
    assert (report.added, report.replaced, report.unchanged) == (1, 0, 0)
    assert [venue.map_version for venue in report.venues] == [2]
    served = desk.shelf.read("mall", 2).zones
    assert served[zones[0].id].surveyed
    assert served[zones[0].id].lat == round(zones[0].lat + STEP, 7)
    assert not served[zones[1].id].surveyed
    assert desk.listeners.heard[-1] == ("mall", 2)


async def test_the_same_survey_again_changes_nothing(
    desk: Any, zones: list[Zone], survey: Callable[..., Path]
) -> None:
    """An identical survey is a no-op that heals a map lost from the shelf."""
    path = survey(measured(zones[0]))
    await desk.survey(path)
    desk.shelf.where("mall", 2).unlink()
    report = await desk.survey(path)
    assert (report.added, report.unchanged) == (0, 1)
    assert report.venues[0].map_version == 2
    assert desk.shelf.read("mall", 2).zones


async def test_a_surveyed_zone_is_locked(
    desk: Any, zones: list[Zone], survey: Callable[..., Path]
) -> None:
    """Another measure for a surveyed zone is a conflict, until it is meant."""
    await desk.survey(survey(measured(zones[0])))
    other = survey(measured(zones[0], accuracy="0.1"), measured(zones[1]))
    with pytest.raises(Conflict) as refused:
        await desk.survey(other)
    assert (refused.value.code, refused.value.where.line) == ("zone_locked", 2)
    assert len((await desk.load()).surveys) == 1
    report = await desk.survey(other, replace=True)
    assert (report.added, report.replaced) == (1, 1)


async def test_a_point_outside_its_cell_is_refused(
    desk: Any, zones: list[Zone], survey: Callable[..., Path]
) -> None:
    """A point outside the cell is refused, and says by how many metres."""
    zone = zones[0]
    row = f"{zone.id},{zone.lat + 10 / 111_195:.7f},{zone.lon:.7f},0.2,tape,2026-04-01\n"
    with pytest.raises(InputRefused) as refused:
        await desk.survey(survey(row))
    assert refused.value.code == "outside_cell"
    assert "7.49 m" in refused.value.message


async def test_all_faults_are_told_together(
    desk: Any, zones: list[Zone], survey: Callable[..., Path]
) -> None:
    """Every bad row of the file is told with its line and field, and none of the file is taken."""
    z = zones[0]
    at = f"{z.lat},{z.lon}"
    with pytest.raises(ManyRefused) as refused:
        await desk.survey(
            survey(
                measured(zones[1]),
                f"nowhere/0/0/0,{at},0.2,tape,2026-04-01\n",
                f"mall/0/900/900,{at},0.2,tape,2026-04-01\n",
                f"mall/0/01/1,{at},0.2,tape,2026-04-01\n",
                f"{z.id},north,{z.lon},0.2,tape,2026-04-01\n",
                f"{z.id},{z.lat},nan,0.2,tape,2026-04-01\n",
                f"{z.id},{at},0,tape,2026-04-01\n",
                f"{z.id},{at},inf,tape,2026-04-01\n",
                f"{z.id},{at},0.2,,2026-04-01\n",
                f"{z.id},{at},0.2,tape,01/04/2026\n",
                f"{z.id},{at},0.2,tape,2027-01-01\n",
                measured(zones[1]),
            )
        )
    told = [(e.code, e.where.line, e.where.field) for e in refused.value.errors]
    assert told == [
        ("venue_unknown", 3, "zone"),
        ("zone_unknown", 4, "zone"),
        ("zone_unknown", 5, "zone"),
        ("wrong_value", 6, "lat"),
        ("wrong_value", 7, "lon"),
        ("wrong_value", 8, "accuracy_m"),
        ("wrong_value", 9, "accuracy_m"),
        ("wrong_value", 10, "instrument"),
        ("wrong_value", 11, "measured_on"),
        ("wrong_value", 12, "measured_on"),
        ("duplicate_row", 13, "zone"),
    ]
    assert (await desk.load()).surveys == ()


async def test_an_export_is_the_import_byte_for_byte(
    desk: Any, zones: list[Zone], survey: Callable[..., Path], tmp_path: Path
) -> None:
    """What is exported imports again without a change, and exports to the same bytes."""
    await desk.survey(survey(*(measured(zone) for zone in reversed(zones))))
    out = tmp_path / "out.csv"
    write_rows(out, COLUMNS, survey_rows((await desk.load()).surveys))
    assert (await desk.survey(out)).unchanged == len(zones)
    again = tmp_path / "again.csv"
    write_rows(again, COLUMNS, survey_rows((await desk.load()).surveys))
    assert again.read_bytes() == out.read_bytes()
    assert len(out.read_text().splitlines()) == len(zones) + 1


async def test_surveys_outlive_a_map_edit(
    desk: Any,
    zones: list[Zone],
    survey: Callable[..., Path],
    write_map: Callable[..., Path],
    room: Callable[..., dict[str, Any]],
) -> None:
    """Importing a later map keeps every survey."""
    await desk.survey(survey(measured(zones[0])))
    await desk.bring(write_map("b.geojson", room("n", 50, 0, 10, 10)))
    assert [s.zone for s in (await desk.load()).surveys] == [zones[0].id]
    assert desk.shelf.read("mall", 3).zones[zones[0].id].surveyed
