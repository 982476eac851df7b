"""Everybody at once: the same text from all open lines, then a different one from each."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from statistics import median

from http_load import servers
from http_load.asks import exact, of_constant
from http_load.cpu import sample_answer
from http_load.homes import Home
from http_load.party import Party, Told, party

ROUNDS = 5
OF_CONSTANT = 1.5
"""The drain time may be at most this multiple of a constant raw-ASGI callable's."""
LEAD_S = 0.3
"""How long before they all send they are told so: their lists are made meanwhile."""


def measured(home: Home, lines: int, seed: int) -> Iterator[str]:
    """The lines of the table."""
    asks = exact(home, lines, seed)
    lists = {"identical": asks[:1], "different": asks}
    drained: dict[tuple[str, str], list[float]] = {}
    faults: Counter[str] = Counter()
    with servers.clew(home) as clew:
        answer = sample_answer(clew, asks[0])
        told_all = {name: of_constant(some, answer) for name, some in lists.items()}
        with (
            servers.ground("asgi", answer) as asgi,
            party(clew.address, lines, lists) as ours,
            party(asgi.address, lines, told_all) as theirs,
        ):
            for _ in range(ROUNDS):
                for kind in lists:
                    for name, players in (("Clew", ours), ("constant", theirs)):
                        seconds, told = _drained(players, kind)
                        drained.setdefault((kind, name), []).append(seconds)
                        faults[f"{name}: {told.faults}"] += 1
                        faults["answers missing"] += lines - told.answers
    ok = ", ".join(f"{how} ({n} rounds)" for how, n in faults.items() if how != "answers missing")
    yield f"{lines:,} lines at once, {ROUNDS} alternating rounds of each; {ok}; "
    yield f"{faults['answers missing']} answers missing\n"
    yield "| submissions | Clew drains in s | constant raw ASGI | Clew is |"
    yield "|---|---|---|---|"
    for kind in lists:
        mine, other = median(drained[kind, "Clew"]), median(drained[kind, "constant"])
        ratio = f"{mine / other:.2f} x of it (limit {OF_CONSTANT})"
        yield f"| {kind} | {mine:.2f} | {other:.2f} | {ratio} |"


def _drained(players: Party, kind: str) -> tuple[float, Told]:
    """Seconds from the first that was sent until the last answer."""
    at = time.perf_counter() + LEAD_S
    told = players.burst(at, kind)
    return told.ended - at, told
