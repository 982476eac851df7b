"""Reading who was offered and who redeemed what: `player_id,promotion_id,time`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TypeVar

from clew.errors import InputRefused
from clew.shop.cells import moment, named
from clew.shop.model import Offer, Redemption
from clew.tabular import Columns, Refusals, Row, read_rows

COLUMNS = Columns(("player_id", "promotion_id", "time"))
SCOPES = Columns(("promotion_id", "product_id"))
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


def read_scopes(path: Path) -> Mapping[str, AbstractSet[str]]:
    """Promotion -> the articles that it is about, of a file `promotion_id,product_id`.

    Raises `InputRefused` or `ManyRefused` with line and field.
    """
    refusals = Refusals()
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in read_rows(path, SCOPES):
        try:
            found[_id(row, "promotion_id")].add(_id(row, "product_id"))
        except InputRefused as refusal:
            refusals.add(refusal)
    refusals.refuse()
    return dict(found)


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
    time = moment(row.values["time"], latest=latest, where=row.where("time"))
    return _id(row, "player_id"), _id(row, "promotion_id"), time


def _id(row: Row, column: str) -> str:
    return named(row.values[column], what=column, most=_MOST_ID, where=row.where(column))
