"""Reading offers.csv and redemptions.csv: `player_id,promotion_id,time`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from clew.errors import InputRefused
from clew.shop.cells import moment, named
from clew.shop.model import Offer, Redemption
from clew.tabular import Columns, Refusals, Row, read_rows

COLUMNS = Columns(("player_id", "promotion_id", "time"))
_MOST_ID = 128
_Read = TypeVar("_Read", Offer, Redemption)


def read_offers(path: Path, *, latest: int) -> Sequence[Offer]:
    """Every offer of the file, in its order; times up to `latest`, seconds.

    Raises `InputRefused` or `ManyRefused` with line and field.
    """
    return _read(path, lambda row: Offer(*_cells(row, latest)))


def read_redemptions(path: Path, *, latest: int) -> Sequence[Redemption]:
    """The same for redemptions."""
    return _read(path, lambda row: Redemption(*_cells(row, latest)))


def _read(path: Path, read: Callable[[Row], _Read]) -> Sequence[_Read]:
    refusals = Refusals()
    found: list[_Read] = []
    for row in read_rows(path, COLUMNS):
        try:
            found.append(read(row))
        except InputRefused as refusal:
            refusals.add(refusal)
    refusals.refuse()
    return found


def _cells(row: Row, latest: int) -> tuple[str, str, int]:
    player, promotion = (
        named(row.values[column], what=column, most=_MOST_ID, where=row.where(column))
        for column in ("player_id", "promotion_id")
    )
    return player, promotion, moment(row.values["time"], latest=latest, where=row.where("time"))
