"""baskets.csv: from rows to lines of baskets."""

from __future__ import annotations

from collections.abc import Mapping

from clew.ids import check_id
from clew.shop import cells
from clew.shop.model import Purchase
from clew.shop.refusals import product_unknown
from clew.tabular import Columns, Row

HEADER = ("player_id", "basket_id", "time", "product_id", "quantity", "price")
COLUMNS = Columns(HEADER[:4], HEADER[4:])


class BasketRows:
    """Checks rows of a baskets.csv.

    `products`: what a row may call a product -> its id. `currency`: of what was paid. `latest`:
    the time that no row may be after.
    """

    def __init__(self, products: Mapping[str, str], currency: str, latest: int) -> None:
        self._products = products
        self._currency = currency
        self._latest = latest

    def read(self, row: Row) -> Purchase:
        """The line, or a refusal with its field."""
        told = row.values
        product = self._products.get(told["product_id"])
        if product is None:
            where = row.where("product_id")
            check_id(told["product_id"], what="product", where=where)
            raise product_unknown(told["product_id"], where)
        return Purchase(
            check_id(told["player_id"], what="player", where=row.where("player_id")),
            check_id(told["basket_id"], what="basket", where=row.where("basket_id")),
            cells.moment(told["time"], latest=self._latest, where=row.where("time")),
            product,
            self._quantity(row),
            self._price(row),
        )

    def _quantity(self, row: Row) -> int:
        told = row.values["quantity"]
        if told in {"1", ""}:
            return 1
        where = row.where("quantity")
        return cells.whole(told, what="quantity", least=1, most=cells.MOST_QUANTITY, where=where)

    def _price(self, row: Row) -> int | None:
        told = row.values["price"]
        if not told:
            return None
        where = row.where("price")
        return cells.amount(told, self._currency, what="the price", least=0, where=where)
