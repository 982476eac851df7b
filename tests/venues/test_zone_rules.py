from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clew.errors import Code, InputRefused, ManyRefused
from clew.venues.hours import OpenHours
from clew.venues.import_zone_rules import ZoneRuleImport
from clew.venues.model import RulesPut, ZoneRule
from clew.venues.stores.sql_ground import SqlGround

PARIS = "Europe/Paris"


class Rules:
    """Zone rules of one small mall."""

    def __init__(self, desk: Any, file: Path, zones: list[str]) -> None:
        self.desk = desk
        self.zones = zones
        self.store = SqlGround(desk.record)
        self._file = file

    async def bring(
        self, *rows: str, default: str = "", timezone: str | None = PARIS, **how: Any
    ) -> RulesPut:
        self._file.write_text("\n".join(["zone,capacity,opening_hours", *rows, ""]))
        taken = ZoneRuleImport(
            venues=self.desk.store,
            store=self.store,
            hours=OpenHours(),
            clock=self.desk.clock,
            timezone=default,
        )
        return await taken.run(self._file, timezone=timezone, who=how.pop("who", "ada"), **how)

    async def refused(self, *rows: str, **how: Any) -> InputRefused:
        before = await self.store.rules("mall")
        with pytest.raises(InputRefused) as refused:
            await self.bring(*rows, **how)
        assert await self.store.rules("mall") == before
        return refused.value


@pytest.fixture
async def rules(desk: Any, room: Any, write_map: Callable[..., Path], tmp_path: Path) -> Rules:
    await desk.bring(write_map("map.geojson", room("shop", 0, 0, 20, 10)))
    zones = [zone.id for zone in (await desk.load()).zones]
    return Rules(desk, tmp_path / "zones.csv", zones)


async def test_set_changed_cleared(rules: Rules) -> None:
    """Rows set rules, another row changes one, an empty one clears it; the rest keep theirs."""
    a, b, c = rules.zones[:3]
    first = await rules.bring(f"{a},4,Mo-Sa 10:00-20:00", f"{b},,24/7", f"{c},0,")
    assert first == RulesPut(("mall",), 3, 0, 0)
    again = await rules.bring(f"{a},4,Mo-Sa 10:00-20:00", f"{b},,", f"{c},2,")
    assert again == RulesPut(("mall",), 1, 1, 1)
    kept = await rules.store.rules("mall")
    assert kept.zones == {a: ZoneRule(a, 4, "Mo-Sa 10:00-20:00"), c: ZoneRule(c, 2, "")}
    assert (kept.timezone, kept.country) == (PARIS, "")


async def test_who_and_when(rules: Rules) -> None:
    """Every change of a rule is kept with who made it and when, a cleared one too."""
    a = rules.zones[0]
    await rules.bring(f"{a},4,", who="ada")
    await rules.bring(f"{a},4,", who="nobody")
    await rules.bring(f"{a},,", who="bob")
    trail = await rules.store.trail(a)
    assert [(step.rule.capacity, step.who) for step in trail] == [(4, "ada"), (None, "bob")]
    assert trail[0].at == int(rules.desk.clock.now().timestamp())


async def test_all_or_nothing(rules: Rules) -> None:
    """A bad row leaves the good ones out, and each is told by its line."""
    a, b = rules.zones[:2]
    refused = await rules.refused(
        f"{a},4,", f"{b},many,", "mall/9/9/9,1,", "mall,1,", "shop/0/0/0,1,", f"{a},5,"
    )
    assert isinstance(refused, ManyRefused)
    assert [(one.code, one.where.line) for one in refused.errors] == [
        (Code.WRONG_VALUE, 3),
        (Code.ZONE_UNKNOWN, 4),
        (Code.ZONE_UNKNOWN, 5),
        (Code.VENUE_UNKNOWN, 6),
        (Code.DUPLICATE_ROW, 7),
    ]


async def test_hours_that_are_none(rules: Rules) -> None:
    """Hours that cannot be read are refused with line, column, character and an example."""
    refused = await rules.refused(f"{rules.zones[0]},4,Mo-Fr 10:00-18;00")
    assert refused.code is Code.OPENING_HOURS_REFUSED
    assert (refused.where.line, refused.where.field) == (2, "opening_hours")
    assert "character 13 (" in refused.message
    assert "Mo-Sa 10:00-20:00" in refused.remedy


@pytest.mark.parametrize("capacity", ["-1", "1.5", "1000001", "12345678", "²"])
async def test_capacities_that_are_none(rules: Rules, capacity: str) -> None:
    """A capacity is a whole number of players up to a million."""
    refused = await rules.refused(f"{rules.zones[0]},{capacity},")
    assert (refused.code, refused.where.field) == (Code.WRONG_VALUE, "capacity")


async def test_hours_need_a_time_zone(rules: Rules) -> None:
    """Hours of a venue whose time zone nobody has told are refused; capacities are not."""
    row = f"{rules.zones[0]},4,10:00-20:00"
    refused = await rules.refused(row, timezone=None)
    assert "time zone" in refused.message
    await rules.bring(f"{rules.zones[0]},4,", timezone=None)
    await rules.bring(row, timezone=None, default="Europe/Rome")
    assert (await rules.store.rules("mall")).timezone == "Europe/Rome"


async def test_a_told_time_zone_is_kept(rules: Rules) -> None:
    """A time zone once told stays, whatever the settings say, until another one is told."""
    row = f"{rules.zones[0]},4,10:00-20:00"
    await rules.bring(row, timezone="Asia/Tokyo")
    await rules.bring(row, timezone=None, default="Europe/Rome")
    assert (await rules.store.rules("mall")).timezone == "Asia/Tokyo"
    assert await rules.bring(row, timezone=PARIS) == RulesPut(("mall",), 0, 0, 1)
    assert (await rules.store.rules("mall")).timezone == PARIS


@pytest.mark.parametrize("default", ["", "Mars"])
async def test_time_zones_that_are_none(rules: Rules, default: str) -> None:
    """A name that is no time zone is refused, given or set."""
    how = {"timezone": None, "default": default} if default else {"timezone": "Paris"}
    refused = await rules.refused(f"{rules.zones[0]},4,", **how)
    assert refused.where.field == "timezone"


async def test_countries(rules: Rules) -> None:
    """Public holidays need a country that is known; it is kept, and what other zones keep must
    still make sense under another one."""
    a, b = rules.zones[:2]
    assert "PH" in (await rules.refused(f"{a},,10:00-20:00; PH off")).message
    assert (await rules.refused(f"{a},,24/7", country="XX")).where.field == "country"
    await rules.bring(f"{a},,10:00-20:00; PH off", country="FR")
    await rules.bring(f"{b},,PH 10:00-12:00")
    assert (await rules.store.rules("mall")).country == "FR"
    refused = await rules.refused(f"{b},,24/7", country="")
    assert refused.where.field == f"zone {a}"


async def test_rules_of_zones_that_the_map_lost(
    rules: Rules, room: Any, write_map: Callable[..., Path]
) -> None:
    """A rule outlives its zone; it can be cleared, and not be changed, until the zone is back."""
    below = room("shop", 0, 0, 20, 10)
    await rules.desk.bring(write_map("both.geojson", below, room("annex", 0, 0, 20, 10, level="1")))
    lost = (await rules.desk.load()).zones[-1].id
    await rules.bring(f"{lost},4,")
    await rules.desk.bring(write_map("one.geojson", below), replace=True)
    assert lost not in {zone.id for zone in (await rules.desk.load()).zones}
    assert (await rules.refused(f"{lost},5,")).code is Code.ZONE_UNKNOWN
    assert (await rules.bring(f"{lost},,")).cleared == 1
