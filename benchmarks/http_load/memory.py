"""What a service holds after many queries, and how long it takes from its start to an answer."""

from __future__ import annotations

import time
from collections.abc import Iterator

from http_load import servers
from http_load.asks import mixed
from http_load.cpu import LINES, sample_answer
from http_load.crowd import wait_until_ready
from http_load.homes import Home
from http_load.party import party
from http_load.processes import children, memory, name_of
from http_load.servers import Server

ANONYMOUS_MIB = 300
"""At most, a worker."""
BEGIN_S = 3.0
"""At most, from the start of the command until the first answer."""


def measured(home: Home, queries: int, distinct: int, seed: int) -> Iterator[str]:
    """The lines of the report."""
    asks = mixed(home, queries, distinct, seed)
    exact = next(ask for ask in asks if ask.expected)
    since = time.perf_counter()
    with servers.clew(home) as server:
        sample_answer(server, exact)
        began_s = time.perf_counter() - since
        wait_until_ready(server, home)
        ready_s = time.perf_counter() - since
        fresh = [memory(pid).anonymous for pid in server.workers]
        with party(server.address, LINES, {"asks": asks}) as players:
            told = players.loop(queries)
        yield (
            f"{len(home.clues):,} clues; from the start to the first answer {began_s:.1f} s "
            f"(limit {BEGIN_S:g}), every process ready after {ready_s:.1f} s; "
            f"{told.answers:,} mixed queries, {told.faults}\n"
        )
        yield f"| MiB | RssAnon (limit {ANONYMOUS_MIB} a worker) | when fresh | RSS | PSS |"
        yield "|---|---|---|---|---|"
        for before, pid in zip(fresh, server.workers, strict=True):
            yield _row("worker", pid, f"{before:.0f}")
        yield from (_row(name, pid, "") for name, pid in processes_of(server))


def processes_of(server: Server) -> list[tuple[str, int]]:
    """The processes of the workers, by what they do, and the one that was started."""
    found = [(name_of(pid), pid) for worker in server.workers for pid in children(worker)]
    return [*sorted(found), ("the command", server.pid)]


def _row(name: str, pid: int, before: str) -> str:
    held = memory(pid)
    figures = f"{held.anonymous:.0f} | {before} | {held.resident:.0f} | {held.shared_out:.0f}"
    return f"| {name} | {figures} |"
