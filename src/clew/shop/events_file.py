"""events.csv: from rows to what players viewed, searched and solved."""

from __future__ import annotations

from collections.abc import Mapping

from clew.errors import Code, InputRefused
from clew.ids import check_id
from clew.shop import cells
from clew.shop.model import Event, EventKind
from clew.shop.refusals import product_unknown
from clew.tabular import Columns, Row

HEADER = ("player_id", "time", "kind", "product_id", "text")
COLUMNS = Columns(HEADER[:3], HEADER[3:])
MOST_TEXT = 300
"""Characters of a search."""


class EventRows:
    """Checks rows of an events.csv. `products` and `latest`: as in `BasketRows`."""

    def __init__(self, products: Mapping[str, str], latest: int) -> None:
        self._products = products
        self._latest = latest

    def read(self, row: Row) -> Event:
        """The event, or a refusal with its field."""
        told = row.values
        player = check_id(told["player_id"], what="player", where=row.where("player_id"))
        time = cells.moment(told["time"], latest=self._latest, where=row.where("time"))
        kind = _kind(row)
        if kind is EventKind.SEARCH:
            where = row.where("text")
            text = cells.named(told["text"], what="the search", most=MOST_TEXT, where=where)
            return Event(player, time, kind, text=text)
        product = self._products.get(told["product_id"])
        if product is None:
            raise product_unknown(told["product_id"], row.where("product_id"))
        return Event(player, time, kind, product=product)


def _kind(row: Row) -> EventKind:
    try:
        return EventKind(row.values["kind"])
    except ValueError:
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{row.values['kind'][:40]!r} is no kind of event",
            remedy=f"use {', '.join(EventKind)}",
            where=row.where("kind"),
        ) from None
