"""Many open lines whose players think between two texts, beside the same on a constant answer."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from clew.http.series import PROCESSES
from http_load import servers
from http_load.asks import mixed, of_constant
from http_load.cpu import sample_answer
from http_load.exposed import by_tier, metrics, quantile_ms, since
from http_load.homes import Home
from http_load.party import Party, Told, party
from http_load.processes import cpu_s
from http_load.servers import Server

QUANTILES = (0.5, 0.99, 0.999)
EXACT_P99_MS = 3.0
"""At most, at the door, for a text that a clue has."""
ASKS = 300_000
"""As many are made, so that a text beyond the clues is seldom asked twice."""


def measured(
    home: Home, lines: int, seconds: float, think_s: tuple[float, float], distinct: int, seed: int
) -> Iterator[str]:
    """The lines of the report."""
    asks = mixed(home, ASKS, distinct, seed)
    exact = next(ask for ask in asks if ask.expected)
    with servers.clew(home) as server:
        answer = sample_answer(server, exact)
        wait_until_ready(server, home)
        began = time.perf_counter()
        with party(server.address, lines, {"asks": asks}) as players:
            yield f"{lines:,} lines opened and used once in {time.perf_counter() - began:.0f} s\n"
            before = metrics(server.address)
            spent, told = _asked(server, players, seconds, think_s)
            counted = since(before, metrics(server.address))
    yield (
        f"{think_s[0]:g} to {think_s[1]:g} s to think, for {seconds:g} s: "
        f"{told.answers:,} answers, {told.faults}\n"
    )
    yield f"By tier, at the door: {_counts(by_tier(counted))}.\n"
    kinds = {f"{kind}: {how}": n for (kind, how), n in sorted(told.counts.items())}
    yield f"By what was asked, at the players: {_counts(kinds)}.\n"
    yield "| ms | p50 | p99 | p99.9 | CPU µs a request |"
    yield "|---|---|---|---|---|"
    at_door = [f"<= {quantile_ms(counted, share):g}" for share in QUANTILES]
    yield f"| exact answers, at the door (p99 limit {EXACT_P99_MS:g}) | {' | '.join(at_door)} | |"
    yield f"| exact, at the players | {_quantiles(told.exact_s)} | {_each(spent, told)} |"
    yield f"| the others, at the players | {_quantiles(told.other_s)} | |"
    with servers.ground("asgi", answer) as server:
        constant = of_constant(asks, answer)
        with party(server.address, lines, {"asks": constant}) as players:
            spent, told = _asked(server, players, seconds, think_s)
    both = np.concatenate([told.exact_s, told.other_s])
    yield f"| constant raw ASGI, at the players | {_quantiles(both)} | {_each(spent, told)} |"
    yield f"\nThe constant one: {told.answers:,} answers, {told.faults}"


def wait_until_ready(server: Server, home: Home) -> None:
    """Returns once every worker has got its processes ready, or after a minute."""
    ends = time.monotonic() + 60
    while home.searched and time.monotonic() < ends:
        now = metrics(server.address)
        ready = [
            now.get(f'clew_process_state{{process="{name}",state="ready"}}', 0)
            for name in PROCESSES
        ]
        if min(ready) >= len(server.workers):
            return
        time.sleep(0.2)


def _asked(
    server: Server, players: Party, seconds: float, think_s: tuple[float, float]
) -> tuple[float, Told]:
    before = cpu_s(server.workers)
    told = players.paced(time.perf_counter() + seconds, think_s)
    return cpu_s(server.workers) - before, told


def _each(spent: float, told: Told) -> str:
    return f"{spent / max(told.answers, 1) * 1e6:.0f}"


def _quantiles(seconds: NDArray[np.float64]) -> str:
    if not len(seconds):
        return "- | - | -"
    return " | ".join(f"{one * 1000:.2f}" for one in np.quantile(seconds, QUANTILES))


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())
