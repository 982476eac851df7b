"""A hunt whose starting point is a network, beside ours: the same assembly, stage by stage.

The network is the one of `benchmarks/shop/neural.py`, trained on what is known of the same shop;
what it scores highest takes the place of what the starting point in force wants, and the same
composer does the rest with the same snapshot. Scoring begins with the player's purchases in memory
and ends with products in their order; reasons in words are left out, since a network has none.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import mean, median
from time import perf_counter_ns

import msgspec
import numpy as np

from clew.hunts.compose.compose import compose
from clew.hunts.compose.composed import Composed
from clew.hunts.snapshot import Wanted
from clew.hunts.take_snapshot import WANTED, Asking, Taken
from clew.settings import load
from clew.shop.gather import Example, Rows
from clew.shop.ground import Ground
from clew.shop.model import Level
from clew.shop.rank import rank, see
from clew.shop.shelf import Shelf
from clew.wiring.house import House
from compose.bought import targets_of, types_bought, with_interval
from compose.journey_home import CAMPAIGN
from compose.timing import REST
from shop.neural import neural
from shop.ways import ground
from shop.world import World, world

MILLI = 1_000
SCORING = "scoring"
Start = Callable[[Rows], Sequence[Wanted]]
Stages = dict[str, int]
"""Nanoseconds, by stage."""


class Seen:
    """What came of one way of scoring.

    Attributes:
        stages: a row a hunt.
        bought: household -> the share of its targets of whose type it bought anything later.
    """

    def __init__(self, name: str, start: Start) -> None:
        self.name = name
        self.stages: list[Stages] = []
        self.hunts = 0
        self.bought: dict[str, float] = {}
        self._start = start

    def ask(self, taken: Taken, rows: Rows) -> Composed:
        """Scores and composes once."""
        began = perf_counter_ns()
        wanted = tuple(self._start(rows))
        scored = perf_counter_ns()
        snapshot = msgspec.structs.replace(taken.snapshot, wanted=wanted, ranked=True)
        began_composing = perf_counter_ns()
        made = compose(snapshot, taken.world, clock=perf_counter_ns)
        whole = perf_counter_ns() - began_composing
        row = {name: us * MILLI for name, us in made.stages.items()}
        self.stages.append({SCORING: scored - began, **row, REST: whole - sum(row.values())})
        return made


async def beside_network(
    home: Path, players: Sequence[str], as_of: int, later: Mapping[str, frozenset[str]]
) -> None:
    """Trains, times, prints. `later`: household -> what it bought in the next four weeks."""
    house = House(load(home, {}))
    shelf = Shelf(await house.catalogue.current())
    found = on_shelf(world(), shelf)
    ways = (Seen("ours", _ours(house, shelf, as_of)), _network(found, as_of))
    places = {player: n for n, player in enumerate(found.players)}
    # The first one of all makes what later ones share, and is not counted.
    for at, player in enumerate((players[0], *players)):
        taken = await house.snapshots_of_hunts.take(Asking(player, CAMPAIGN, as_of), {})
        rows = found.rows[places[player]].until(as_of)
        # By turns, so that what one leaves behind for the other evens out.
        for way in ways if at % 2 else reversed(ways):
            made = way.ask(taken, rows)
            if at == 0:
                way.stages.clear()
                continue
            way.hunts += made.hunt is not None
            targets = [] if made.hunt is None else targets_of(made.hunt)
            if targets and later.get(player):
                way.bought[player] = types_bought(targets, later[player], taken.world)
    await house.close()
    print("\n## Beside a network\n")
    print("\n".join(_table(ways)))
    print(f"load {os.getloadavg()}")


def on_shelf(found: World, shelf: Shelf) -> World:
    """The same year as a shop knows it that sells these products alone."""
    at = [shelf.index.get(one, -1) for one in found.shelf.labels[Level.PRODUCT]]
    place = np.array(at, np.int64)
    return found._replace(shelf=shelf, rows=[_kept(rows, place) for rows in found.rows])


def _kept(rows: Rows, place: np.typing.NDArray[np.int64]) -> Rows:
    product = place[rows.product]
    there = product >= 0
    _, basket = np.unique(rows.basket[there], return_inverse=True)
    return Rows(product[there], basket, rows.time[there])


def _ours(house: House, shelf: Shelf, as_of: int) -> Start:
    learned = house.starting_model.current()
    if learned is None:
        message = "the shop has no trained starting point"
        raise RuntimeError(message)
    laid = Ground(learned, shelf)
    labels = shelf.labels[Level.PRODUCT]

    def start(rows: Rows) -> Sequence[Wanted]:
        picks = rank(laid, see(laid, rows.lines(as_of), ()), Level.PRODUCT, WANTED)
        return [Wanted(labels[pick.place], int(pick.score * MILLI)) for pick in picks]

    return start


def _network(found: World, as_of: int) -> Seen:
    everybody = range(len(found.players))
    network = neural(found, ground(found, Level.PRODUCT, everybody), everybody)
    labels = found.shelf.labels[Level.PRODUCT]
    nothing = np.zeros(0, np.int64)

    def start(rows: Rows) -> Sequence[Wanted]:
        scores = network.score(Example(rows, as_of, nothing))
        best = np.argpartition(-scores, WANTED)[:WANTED]
        best = best[np.argsort(-scores[best], kind="stable")]
        low = float(scores[best[-1]])
        return [Wanted(labels[n], int((float(scores[n]) - low) * MILLI)) for n in best]

    return Seen(f"network (learned in {network.took_s:.0f} s)", start)


def _table(ways: tuple[Seen, Seen]) -> list[str]:
    """Milliseconds a stage, mean and median; hunts; the share of targets whose type was bought."""
    ours, other = ways
    lines = [
        "| ms | " + " | ".join(f"{way.name}: mean | p50" for way in ways) + " |",
        "|---|" + "---:|---:|" * len(ways),
    ]
    stages = dict.fromkeys(
        name for way in ways for row in way.stages for name in row if name != REST
    )
    for name in (*stages, REST):
        columns = [[row.get(name, 0) for row in way.stages] for way in ways]
        lines.append(_row(name, columns))
    lines.append(_row("**whole**", [[sum(row.values()) for row in way.stages] for way in ways]))
    lines += ["", "| targets | hunts | type bought |", "|---|---:|---:|"]
    for way in ways:
        told = with_interval(np.array(list(way.bought.values())))
        lines.append(f"| {way.name} | {way.hunts:,} | {told} |")
    both = [who for who in ours.bought if who in other.bought]
    less = np.array([ours.bought[who] - other.bought[who] for who in both])
    return [*lines, f"| ours less the network's | | {with_interval(less)} |"]


def _row(name: str, columns: Sequence[Sequence[int]]) -> str:
    cells = [f"{mean(one) / 1e6:.2f} | {median(one) / 1e6:.2f}" for one in columns]
    return f"| {name} | " + " | ".join(cells) + " |"
