"""Complete Journey as the benchmark uses it: converted once, then read from a temporary folder."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from clew.shop.baskets_file import COLUMNS as BASKETS
from clew.shop.catalogue import Catalogue
from clew.shop.gather import Example, Rows
from clew.shop.model import Level, Product
from clew.shop.products_file import COLUMNS as PRODUCTS
from clew.shop.shelf import Shelf
from clew.shop.weights import Ints
from clew.tabular import read_rows
from shop import split

FOLDER = Path(tempfile.gettempdir()) / "clew-bench-shop"
SCRIPT = Path(__file__).parents[2] / "scripts" / "complete_journey.py"


class World(NamedTuple):
    """A year of purchases.

    Attributes:
        shelf: the products.
        players: ids, ascending as text.
        rows: of each player.
        split: as `split.targets` tells.
    """

    shelf: Shelf
    players: Sequence[str]
    rows: Sequence[Rows]
    split: dict[str, Any]


def files() -> tuple[Path, Path]:
    """products.csv and baskets.csv, made where they are not there yet."""
    products, baskets = FOLDER / "products.csv", FOLDER / "baskets.csv"
    if not (products.exists() and baskets.exists()):
        FOLDER.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, str(SCRIPT), str(FOLDER)], check=True)  # noqa: S603
    return products, baskets


def world() -> World:
    """Everything, and the split of the independent script."""
    products, baskets = files()
    shelf = Shelf(
        Catalogue(
            1,
            [
                Product(
                    id=row.values["product_id"],
                    name=row.values["name"],
                    category=tuple(row.values["category"].split(" > ")),
                    type=row.values["type"],
                    brand="",
                    price=1,
                    currency="USD",
                )
                for row in read_rows(products, PRODUCTS)
            ],
        )
    )
    told = FOLDER / "targets.json"
    if not told.exists():
        told.write_text(json.dumps(split.targets(baskets)))
    players, rows = _rows(baskets, shelf)
    return World(shelf, players, rows, json.loads(told.read_text()))


def _rows(baskets: Path, shelf: Shelf) -> tuple[Sequence[str], Sequence[Rows]]:
    cache = FOLDER / "rows.npz"
    if not cache.exists():
        lines = {
            (r["player_id"], split.seconds(r["time"]), r["basket_id"], shelf.index[r["product_id"]])
            for r in (row.values for row in read_rows(baskets, BASKETS))
        }
        ordered = sorted(lines)
        players, player = np.unique([line[0] for line in ordered], return_inverse=True)
        begins = [now[:3] != then[:3] for then, now in pairwise(ordered)]
        basket = np.concatenate(([0], np.cumsum(begins)))
        time, product = (np.array([line[at] for line in ordered], np.int64) for at in (1, 3))
        np.savez(cache, players=players, player=player, basket=basket, time=time, product=product)
    with np.load(cache) as kept:
        starts = np.searchsorted(kept["player"], np.arange(len(kept["players"]) + 1))
        product, basket, time = kept["product"], kept["basket"], kept["time"]
        return kept["players"].tolist(), [
            Rows(product[a:e], basket[a:e] - basket[a], time[a:e]) for a, e in pairwise(starts)
        ]


def examples(found: World) -> dict[int, Example]:
    """Player's place -> what must be foretold, as the independent split tells it."""
    places = {player: n for n, player in enumerate(found.players)}
    told = {}
    for player, target in found.split["targets"].items():
        rows = found.rows[places[player]].until(target["time"])
        products = np.array([found.shelf.index[one] for one in target["products"]], np.int64)
        told[places[player]] = Example(rows, target["time"], np.sort(products))
    return told


def things_of(found: World, level: Level) -> Ints:
    """Product -> its thing at a level."""
    return found.shelf.kind_of[level]
