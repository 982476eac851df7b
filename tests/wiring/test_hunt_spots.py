"""The named places of a map, as hunts are given them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from clew.hunts.model import Spot
from clew.settings import load
from clew.venues.import_venue import import_venue
from clew.venues.known import known_venue
from clew.venues.way_graph import way_graph
from clew.wiring.house import House
from clew.wiring.hunt_grounds import grounds_of


def feature(name: str, east: float, **words: str) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [2.35 + east, 48.85]}
    told = {"shop": "tea", "name": name, "level": "0", **words}
    return {"type": "Feature", "id": name, "geometry": point, "properties": told}


def floor() -> dict[str, Any]:
    ring = [[2.349, 48.849], [2.353, 48.849], [2.353, 48.851], [2.349, 48.851], [2.349, 48.849]]
    words = {"indoor": "level", "level": "0", "name": "Rez-de-chaussée", "name:en": "Ground floor"}
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "id": "floor", "geometry": shape, "properties": words}


async def spots(home: Path, tmp_path: Path, *features: dict[str, Any]) -> list[Spot]:
    """The spots of a map of these features, imported as any map is."""
    path = tmp_path / "mall.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [floor(), *features]}))
    house = House(load(home))
    house.prepare()
    await import_venue(
        [path],
        "mall",
        store=house.venues,
        shelf=house.maps,
        use=house.zone_use,
        listeners=house.map_listeners,
        clock=house.clock,
    )
    record = await known_venue(house.venues, "mall")
    await house.close()
    return list(grounds_of(record, way_graph(record), "spring", [], [], {}).spots)


async def test_a_place_is_called_as_each_language_calls_it(home: Path, tmp_path: Path) -> None:
    """The map's names in a player's language are used, the level's too; the others are known."""
    fountain = feature("La Fontaine", 0, **{"name:en": "The Fountain", "alt_name": "Le Bassin"})
    (found,) = await spots(home, tmp_path, fountain)
    told = found.in_language("en")
    assert (told.name, told.level_label) == ("The Fountain", "Ground floor")
    assert found.in_language("fr").name == "La Fontaine"
    assert {"La Fontaine", "The Fountain", "Le Bassin"} <= set(told.names)


async def test_two_places_of_one_square_are_neither_asked_for(home: Path, tmp_path: Path) -> None:
    """Nobody could tell which of them is meant."""
    found = await spots(
        home, tmp_path, feature("Thé", 0), feature("Pêche", 0.000001), feature("Pain", 0.001)
    )
    assert [one.name for one in found] == ["Pain"]
