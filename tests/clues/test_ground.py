from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from clew.errors import Code, Conflict
from clew.testing.builders import CAMPAIGN, VENUE, ask, clue, findings, house_at, open_mall, publish
from clew.venues.import_venue import import_venue
from clew.wiring.house import House


async def _laid_anew(house: House, *, reframe: bool) -> None:
    """Imports the mall again with its hall on level 1 gone."""
    path = house.home / "smaller.geojson"
    drawn = msgspec.json.decode((house.home / "mall.geojson").read_bytes())
    drawn["features"] = [one for one in drawn["features"] if one["properties"]["level"] == "0"]
    path.write_bytes(msgspec.json.encode(drawn))
    await import_venue(
        [path],
        VENUE,
        store=house.venues,
        shelf=house.maps,
        use=house.zone_use,
        listeners=house.map_listeners,
        clock=house.clock,
        replace=True,
        reframe=reframe,
    )


@pytest.mark.parametrize("reframe", [False, True])
async def test_a_closed_campaign_holds_its_ground(home: Path, *, reframe: bool) -> None:
    """A closed campaign may open again, so no map change takes a zone that its clues stand in."""
    house = house_at(home)
    zones = await open_mall(house)
    upstairs = next(zone for zone in zones if zone.startswith(f"{VENUE}/1/"))
    await publish(house, clue("c", upstairs, "the lantern"))
    await house.campaigns.close(CAMPAIGN)
    with pytest.raises(Conflict) as refused:
        await _laid_anew(house, reframe=reframe)
    assert refused.value.code is Code.ZONE_IN_USE
    await house.campaigns.reopen(CAMPAIGN)
    assert (await ask(house, "the lantern")).zone == upstairs
    assert await findings(house) == []
    await house.close()


async def test_ground_that_nobody_needs_goes(home: Path) -> None:
    """Once the clue is deleted, the same map change is accepted."""
    house = house_at(home)
    zones = await open_mall(house)
    upstairs = next(zone for zone in zones if zone.startswith(f"{VENUE}/1/"))
    await publish(house, clue("c", upstairs, "the lantern"))
    await house.publisher.delete(CAMPAIGN, "c")
    await _laid_anew(house, reframe=False)
    record = await house.venues.load(VENUE)
    assert record is not None
    assert [level.ordinal for level in record.levels] == [0]
    await house.close()
