"""What a request costs: processor time of the workers for each of many exact hits."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from http.client import HTTPConnection
from statistics import median

from http_load import servers
from http_load.asks import Ask, exact, of_constant
from http_load.homes import Home
from http_load.party import Party, Told, party
from http_load.processes import cpu_s
from http_load.servers import Server

LINES = 64
ROUNDS = 5
OF_ASGI = 1.3
"""At most this multiple of a constant raw-ASGI callable."""
OF_LITESTAR = 0.7
"""At most this multiple of a typed handler of the framework over the same lookup."""
NAMES = {
    "Clew": "`clew serve`",
    "asgi": "constant, raw ASGI, reads the body",
    "litestar": "the same lookup behind a typed Litestar handler",
    "rsgi": "constant, RSGI, reads the body",
    "nginx": "nginx, constant",
}


def sample_answer(server: Server, ask: Ask) -> bytes:
    """The body of one answer of Clew: what the constant servers say to everything."""
    connection = HTTPConnection(*server.address, timeout=60)
    try:
        body = ask.request.partition(b"\r\n\r\n")[2]
        connection.request("POST", "/v1/resolve", body, {"content-type": "application/json"})
        answer = connection.getresponse().read()
    finally:
        connection.close()
    assert answer.startswith(ask.expected), answer
    # What has not got a fixed length has one here: a step's milliseconds.
    told = json.loads(answer)
    told["receipt"]["steps"][0]["ms"] = 0.0321
    return json.dumps(told, separators=(",", ":")).encode()


def measured(home: Home, requests: int, distinct: int, seed: int) -> Iterator[str]:
    """The lines of the table; `requests` a server and a round."""
    asks = exact(home, distinct, seed)
    with ExitStack() as stack:
        parties = dict(_all(stack, home.without_vectors(), asks))
        spent: dict[str, list[float]] = {name: [] for name in parties}
        faults = []
        for _, players in parties.values():
            players.loop(max(requests // 4, LINES))  # its pages, its code paths
        for _ in range(ROUNDS):
            for name, (server, players) in parties.items():
                players.fresh()
                before = cpu_s(server.workers)
                told = players.loop(requests)
                spent[name].append((cpu_s(server.workers) - before) / told.answers * 1e6)
                faults += [] if _clean(told) else [f"{name}: {told.faults}"]
    count = len(asks)
    yield (
        f"{requests:,} exact hits a round of {count:,} distinct clues over {LINES} lines; "
        f"medians of {ROUNDS} alternating rounds; {'; '.join(faults) or 'no errors, all right'}\n"
    )
    yield from _table({name: median(some) for name, some in spent.items()}, spent)


def _all(
    stack: ExitStack, home: Home, asks: Sequence[Ask]
) -> Iterator[tuple[str, tuple[Server, Party]]]:
    """Every server that there is, with its players."""
    clew = stack.enter_context(servers.clew(home))
    answer = sample_answer(clew, asks[0])
    others = [
        stack.enter_context(servers.ground("asgi", answer)),
        stack.enter_context(servers.ground("litestar", answer, home)),
        stack.enter_context(servers.ground("rsgi", answer)),
        stack.enter_context(servers.nginx(answer)),
    ]
    for server in (clew, *others):
        if server is None:
            continue
        knows = server.name in {"Clew", "litestar"}
        # nginx cannot say a quote: how the answer begins is enough.
        listed = asks if knows else of_constant(asks, answer[:64])
        players = stack.enter_context(party(server.address, LINES, {"asks": listed}))
        yield server.name, (server, players)


def _clean(told: Told) -> bool:
    return not told.errors and not told.wrong


def _table(figures: dict[str, float], spent: dict[str, list[float]]) -> Iterator[str]:
    yield "| server | CPU µs a request | rounds | Clew is |"
    yield "|---|---|---|---|"
    ours = figures["Clew"]
    limits = {"asgi": OF_ASGI, "litestar": OF_LITESTAR}
    for name, told in NAMES.items():
        if name not in figures:
            yield f"| {told} | not installed | | |"
            continue
        ratio = "" if name == "Clew" else f"{ours / figures[name]:.2f} x of it"
        if name in limits:
            ratio += f" (limit {limits[name]})"
        rounds = f"{min(spent[name]):.1f} to {max(spent[name]):.1f}"
        yield f"| {told} | {figures[name]:.1f} | {rounds} | {ratio} |"
