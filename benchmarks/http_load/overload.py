"""Twice as many unknown texts as can be embedded, while players ask what is known."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np

from http_load import servers
from http_load.asks import Ask, exact, unknown
from http_load.crowd import EXACT_P99_MS, wait_until_ready
from http_load.exposed import by_tier, metrics, quantile_ms, since
from http_load.homes import Home
from http_load.memory import processes_of
from http_load.party import Party, Told, party
from http_load.processes import memory
from http_load.servers import Server

TIMES = 2.0
"""Unknown texts a second, as a multiple of what the service can embed."""
RATED = 1_000
"""Unknown texts by which that is measured, over lines so few that none is shed."""
RATED_LINES = 4
KNOWN_LINES = 400
KNOWN_THINK_S = (1.5, 2.5)
"""Known texts go on at 200 a second."""
CALM_S = 10.0
"""Seconds before, by which the known ones are judged."""
RECOVERY_S = 5.0
"""At most this long after the end nothing is shed any more."""
PROBES = 16


def measured(home: Home, seconds: float, seed: int) -> Iterator[str]:
    """The lines of the report."""
    known = exact(home, 10_000, seed)
    with servers.clew(home) as server:
        wait_until_ready(server, home)
        rate = _rate(server, unknown(home, RATED, seed))
        few = unknown(home, PROBES * 64, seed + 1)
        many = unknown(home, round(TIMES * rate * seconds), seed + 2)
        lines = round(TIMES * rate)
        with (
            party(server.address, KNOWN_LINES, {"asks": known}, 1) as players,
            party(server.address, lines, {"asks": many}, 1) as flood,
            party(server.address, 4, {"asks": few}, 1) as probes,
        ):
            yield (
                f"{rate:,.0f} unknown texts a second can be embedded and searched; "
                f"{TIMES * rate:,.0f} are asked for {seconds:g} s, and "
                f"{KNOWN_LINES / np.mean(KNOWN_THINK_S):.0f} known ones\n"
            )
            yield from _stages(server, players, flood, probes, seconds)


def _stages(
    server: Server, players: Party, flood: Party, probes: Party, seconds: float
) -> Iterator[str]:
    calm = metrics(server.address)
    before = players.paced(time.perf_counter() + CALM_S, KNOWN_THINK_S, steady=True)
    calmed = metrics(server.address)
    held = [_anonymous(server)]
    for some in (players, flood, probes):
        some.fresh()
    begun = metrics(server.address)
    until = time.perf_counter() + seconds
    players.begin_paced(until, KNOWN_THINK_S, steady=True)
    flood.begin_paced(until, (1.0, 1.0), steady=True)
    while time.perf_counter() < until:
        time.sleep(min(1.0, max(0.0, until - time.perf_counter())))
        held.append(_anonymous(server))
    during, flooded = players.heard(), flood.heard()
    recovery = _recovery_s(probes, until)
    players.fresh()
    ended = metrics(server.address)
    after = players.paced(time.perf_counter() + CALM_S, KNOWN_THINK_S, steady=True)
    held.append(_anonymous(server))
    yield "| known texts | answers | p99 at the door, ms | p50 / p99 at the players, ms |"
    yield "|---|---|---|---|"
    stages = (
        ("before", before, since(calm, calmed)),
        ("during", during, since(begun, ended)),
        ("after", after, since(ended, metrics(server.address))),
    )
    for name, told, counted in stages:
        p50, p99 = np.quantile(told.exact_s, (0.5, 0.99)) * 1000
        yield (
            f"| {name} | {told.answers:,}, {told.faults} | <= {quantile_ms(counted, 0.99):g} "
            f"| {p50:.1f} / {p99:.1f} |"
        )
    yield f"\nLimit: the larger of {EXACT_P99_MS:g} ms and twice of before.\n"
    yield from _of_flood(flooded, since(begun, ended))
    quarter = max(1, len(held) // 4)
    yield (
        f"Anonymous memory of all processes, MiB: {held[0]:.0f} before, "
        f"{max(held[1 : quarter + 1]):.0f} at most in the first quarter, "
        f"{max(held[-quarter - 1 : -1]):.0f} in the last one, {held[-1]:.0f} after. "
    )
    yield f"Nothing shed any more {recovery} after the end (limit {RECOVERY_S:g} s)."


def _of_flood(told: Told, counted: dict[str, float]) -> Iterator[str]:
    shed = sum(n for (_, how), n in told.counts.items() if how.endswith("degraded"))
    p50, p99, most = np.quantile(told.other_s, (0.5, 0.99, 1)) * 1000
    yield (
        f"Unknown texts: {told.answers:,} answers, {shed:,} of them degraded; {told.faults}; at "
        f"the players p50 {p50:.0f}, p99 {p99:.0f}, longest {most:.0f} ms. "
    )
    tiers = ", ".join(f"{name} {n:,}" for name, n in by_tier(counted).items())
    shares = {
        name: round(counted.get(f'clew_process_shed_total{{process="{name}"}}', 0))
        for name in ("embedding", "search")
    }
    yield f"At the door: {tiers}; calls shed: {shares}.\n"


def _rate(server: Server, asks: Sequence[Ask]) -> float:
    """Unknown texts a second that are answered whole."""
    with party(server.address, RATED_LINES, {"asks": asks}, 1) as players:
        players.loop(len(asks) // 4)
        began = time.perf_counter()
        told = players.loop(len(asks))
        whole = sum(n for (_, how), n in told.counts.items() if not how.endswith("degraded"))
        return whole / (told.ended - began)


def _recovery_s(probes: Party, since_end: float) -> str:
    """How long after the end a run of unknown texts was answered whole."""
    while (now := time.perf_counter()) < since_end + 60:
        told = probes.loop(PROBES)
        if not any(how.endswith("degraded") for _, how in told.counts) and not told.errors:
            return f"{now - since_end:.1f} s"
    return "not within a minute"


def _anonymous(server: Server) -> float:
    pids = [*server.workers, *(pid for _, pid in processes_of(server))]
    return sum(memory(pid).anonymous for pid in pids)
