"""One small neural recommender of ordinary size: next basket from what was bought, by torch.

What the player bought, by age, goes through one hidden layer of 200, and beside it straight through
a weight a thing, so that repeats need not squeeze through the layer. Trained with a softmax over
the next basket (as Mult-DAE, Liang et al. 2018), on every household's last baskets before the
split, with dropout; the last of them is held out to stop early. Exported to ONNX and asked there.
"""

from __future__ import annotations

import math
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from clew.shop.gather import Example
from shop.ways import Floats, Ground, Way, decayed
from shop.world import World

HIDDEN = 200
BASKETS = 24
"""A household's last baskets before the split that are learned; the very last one stops."""
MOST_S = 150.0
"""How long one network may be trained, seconds; three make eight minutes."""
MOST_THINGS = 5_000
"""Products that it knows, the most bought: an output for each of 68,000 is not ordinary."""


class Rowed(NamedTuple):
    """Inputs and outputs as lists of places, one a basket to learn."""

    items: list[NDArray[np.int64]]
    weights: list[Floats]
    wanted: list[NDArray[np.int64]]


def neural(found: World, base: Ground, players: Sequence[int]) -> Way:
    """Trained on these players, exported, and asked by ONNX Runtime on one thread."""
    import torch  # noqa: PLC0415 - takes seconds to import

    torch.manual_seed(0)
    torch.set_num_threads(1)
    began = time.perf_counter()
    known = np.argsort(-np.asarray(base.counts.sum(axis=0)).ravel(), kind="stable")[:MOST_THINGS]
    place = np.full(base.many, -1, np.int64)
    place[known] = np.arange(len(known))
    learn, stop = _baskets(found, base, place, players)
    network = _network(torch, len(known))
    best = _train(torch, network, learn, stop, len(known), began)
    network.load_state_dict(best)
    session, size = _exported(torch, network, len(known))

    def score(one: Example) -> Floats:
        x = np.zeros((1, len(known)), np.float32)
        items, weight = decayed(base.thing, one)
        there = place[items] >= 0
        x[0, place[items[there]]] = np.log1p(weight[there])
        scores = np.full(base.many, -1e9, np.float32)
        scores[known] = session.run(None, {"x": x})[0][0]
        return scores

    return Way(f"neural, {HIDDEN} hidden", score, time.perf_counter() - began, size)


def _network(torch: Any, many: int) -> Any:
    class Next(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.down = torch.nn.Linear(many, HIDDEN)
            self.up = torch.nn.Linear(HIDDEN, many)
            self.straight = torch.nn.Parameter(torch.full((many,), 2.0))
            self.drop = torch.nn.Dropout(0.3)

        def forward(self, x: Any) -> Any:
            return self.up(torch.tanh(self.down(self.drop(x)))) + self.straight * x

    return Next()


def _baskets(
    found: World, base: Ground, place: NDArray[np.int64], players: Sequence[int]
) -> tuple[Rowed, Rowed]:
    learn, stop = Rowed([], [], []), Rowed([], [], [])
    for player in players:
        rows = found.rows[player].until(int(found.split["start"]))
        starts = np.unique(rows.basket, return_index=True)[1]
        for number, at in enumerate(reversed(starts[1:][-BASKETS:].tolist())):
            end = int(np.searchsorted(rows.basket, rows.basket[at], side="right"))
            moment = int(rows.time[at])
            before = rows.until(moment)
            wanted = np.unique(place[base.thing[rows.product[at:end]]])
            items, weight = decayed(base.thing, Example(before, moment, wanted))
            there = place[items] >= 0
            to = stop if number == 0 else learn
            to.items.append(place[items[there]])
            to.weights.append(np.log1p(weight[there]))
            to.wanted.append(wanted[wanted >= 0])
    return learn, stop


def _train(torch: Any, network: Any, learn: Rowed, stop: Rowed, many: int, began: float) -> Any:
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3, weight_decay=1e-6)
    chance = np.random.default_rng(0)
    best, least, worse = None, math.inf, 0
    while worse < 2 and time.perf_counter() - began < MOST_S:  # noqa: PLR2004 - twice in a row
        network.train()
        for some in _batches(chance.permutation(len(learn.items))):
            optimiser.zero_grad()
            _loss(torch, network, learn, some, many).backward()
            optimiser.step()
            if time.perf_counter() - began > MOST_S:
                break
        network.eval()
        with torch.no_grad():
            loss = statistics.fmean(
                [
                    float(_loss(torch, network, stop, some, many))
                    for some in _batches(np.arange(len(stop.items)))
                ]
            )
        worse = 0 if loss < least else worse + 1
        if loss < least:
            least, best = loss, {k: v.clone() for k, v in network.state_dict().items()}
    return best


def _batches(order: NDArray[np.int64], size: int = 256) -> list[NDArray[np.int64]]:
    return [order[at : at + size] for at in range(0, len(order), size)]


def _loss(torch: Any, network: Any, rowed: Rowed, some: NDArray[np.int64], many: int) -> Any:
    x, y = (np.zeros((len(some), many), np.float32) for _ in range(2))
    for n, at in enumerate(some.tolist()):
        x[n, rowed.items[at]] = rowed.weights[at]
        y[n, rowed.wanted[at]] = 1
    told = torch.log_softmax(network(torch.from_numpy(x)), dim=1)
    return -(told * torch.from_numpy(y)).sum() / y.sum()


def _exported(torch: Any, network: Any, many: int) -> tuple[Any, int]:
    import onnxruntime  # noqa: PLC0415 - only where there is a network

    network.eval()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "next.onnx"
        torch.onnx.export(
            network,
            (torch.zeros(1, many),),
            str(path),
            input_names=["x"],
            dynamo=False,
            opset_version=17,
        )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(path), options), path.stat().st_size
