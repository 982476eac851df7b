"""Loading the demo shop through the same use cases that a shop's own data takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path

import msgspec

from clew.demo.habits import Year, live_a_year
from clew.money import plain
from clew.progress import silent
from clew.shop.model import Level, Product, StartingPoint
from clew.shop.players_file import read_players
from clew.tabular import write_rows
from clew.wiring.house import House

SEED = "les halles du fil"
SUGGESTED = 2
"""Products that are suggested to each player who is shown."""
_PLAYERS = ("player_id", "lang", "step_free")
_BASKETS = ("player_id", "basket_id", "time", "product_id", "quantity", "price")
_EVENTS = ("player_id", "time", "kind", "product_id", "text")


class LoadedShop(msgspec.Struct, frozen=True):
    """What the demo's shop now holds.

    Attributes:
        folder: where players.csv, baskets.csv and events.csv lie.
    """

    products: int
    players: int
    lines: int
    events: int
    folder: str


async def load_shop(house: House) -> LoadedShop:
    """Imports the catalogue and a year of baskets and events; loading again changes nothing.

    The year ends on the day of the first load, so that "lately" means something; its files stay
    in the home, and later loads take them as they are. The mall must be loaded.
    """
    with as_file(files("clew.demo") / "shop" / "products.csv") as catalogue:
        await house.product_import.products(catalogue)
    folder = house.home / "demo-shop"
    products = await house.products.products()
    if not (folder / "events.csv").is_file():
        until = house.clock.now().astimezone(UTC).date()
        _write(folder, products, live_a_year(products, seed=SEED, until=until))
    baskets = await house.history_import.baskets(folder / "baskets.csv")
    events = await house.history_import.events(folder / "events.csv")
    return LoadedShop(
        products=len(products),
        players=len((folder / "players.csv").read_bytes().splitlines()) - 1,
        lines=baskets.rows,
        events=events.rows,
        folder=str(folder),
    )


async def suggest(house: House, players: int) -> Sequence[StartingPoint]:
    """What a few of the demo's players may want, each in their own language.

    Trains a starting point first where none is in force.
    """
    if house.starting_versions.active() is None:
        await house.starting_training.run(before=None, promote=True, progress=silent)
    known = read_players(house.home / "demo-shop" / "players.csv")[:players]
    return [
        await house.starting_points.of(one.id, level=Level.PRODUCT, k=SUGGESTED, lang=one.lang)
        for one in known
    ]


def _write(folder: Path, products: Sequence[Product], year: Year) -> None:
    """Writes the three files; the last one is there only when all are."""
    currency = products[0].currency
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder / "players.csv", _PLAYERS, _player_rows(year))
    write_rows(folder / "baskets.csv", _BASKETS, _basket_rows(year, currency))
    write_rows(folder / "events.csv", _EVENTS, _event_rows(year))


def _player_rows(year: Year) -> Iterator[tuple[str, ...]]:
    for player in year.players:
        yield player.id, player.lang, "true" if player.step_free else "false"


def _basket_rows(year: Year, currency: str) -> Iterator[tuple[str, ...]]:
    for line in year.purchases:
        price = "" if line.price is None else plain(line.price, currency)
        yield (
            line.player,
            line.basket,
            _moment(line.time),
            line.product,
            str(line.quantity),
            price,
        )


def _event_rows(year: Year) -> Iterator[tuple[str, ...]]:
    for event in year.events:
        yield (
            event.player,
            _moment(event.time),
            event.kind,
            event.product or "",
            event.text or "",
        )


def _moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
