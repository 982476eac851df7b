"""Loading the demo's promotions through the same use cases that a shop's own take."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import as_file, files

import msgspec

from clew.errors import Code, Conflict
from clew.promotions.calendar import Month, Row, calendar, month_of
from clew.promotions.life import Act
from clew.promotions.model import GIVEN, IN_PREPARATION, Promotion, State
from clew.rules.lint import read_set
from clew.wiring.house import House

WHO = "demo"
_TO_FORCE = {State.DRAFT: (Act.APPROVE, Act.SCHEDULE), State.APPROVED: (Act.SCHEDULE,)}


class LoadedPromotions(msgspec.Struct, frozen=True):
    """What the demo's home now promises, and by which rules.

    Attributes:
        promotions: in force.
        live: of them, those that may be promised at this moment.
        version: of the rules in force; 0 for those that this release ships.
        rules: the rule set's own name.
        rows: of its tables, together.
    """

    promotions: int
    live: int
    version: int
    rules: str
    tables: int
    rows: int


async def load_promotions(house: House) -> LoadedPromotions:
    """Imports the promotions and puts them in force; loading again changes nothing.

    What somebody paused or ended while trying the demo stays so. The mall must be loaded.
    """
    with as_file(files("clew.demo") / "promotions.json") as file:
        await house.promotion_import.run(file, who=WHO)
    for one in await house.promotions.promotions(IN_PREPARATION):
        await _put_in_force(house, one)
    await house.promotion_life.tick()
    given = await house.promotions.promotions(GIVEN)
    book = house.rules.book()
    tables = read_set(house.rules.documents())[0].tables
    return LoadedPromotions(
        promotions=len(given),
        live=sum(one.state is State.LIVE for one in given),
        version=book.version,
        rules=book.name,
        tables=len(tables),
        rows=sum(len(table.rows) for table in tables.values()),
    )


async def this_month(house: House) -> tuple[Month, Sequence[Row]]:
    """The month that it is, and what is live in it."""
    month = month_of(house.clock.now())
    return month, calendar(await house.promotions.promotions(GIVEN), month)


async def _put_in_force(house: House, one: Promotion) -> None:
    try:
        for act in _TO_FORCE[one.state]:
            await house.promotion_life.act(act, one.id, who=WHO, why="the demo")
    except Conflict as refusal:
        # Years from now some of them are over; the rest is shown all the same.
        if refusal.code is not Code.PROMOTION_OVER:
            raise
