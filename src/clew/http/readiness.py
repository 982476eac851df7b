"""Whether a worker's parts can do their work, each by name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import msgspec

from clew.clues.bounded.model import WorkerState, WorkerStatus
from clew.errors import ClewError
from clew.wiring.house import House
from clew.wiring.tiers import vectors_wanted

_NO_KEY = bytes(32)


class Ready(msgspec.Struct, frozen=True):
    """How the parts of the worker that answered are doing.

    Attributes:
        ready: whether every store can be read and starting is over. A process that fails later
            degrades answers, and is named below, but does not take the service away.
        parts: part -> `ready`, `warming`, the state of its process, or the code of what is wrong.
    """

    ready: bool
    parts: Mapping[str, str]


async def readiness(house: House, *, warming: bool) -> Ready:
    """Reads from every store, and looks at the processes; starts nothing."""
    stores: Mapping[str, Callable[[], Awaitable[object]]] = {
        "exact": lambda: house.exact.head("-"),
        "record": lambda: house.clues.campaign("-"),
        "static": lambda: house.static.lookup("-", _NO_KEY),
    }
    parts = {name: await _read(read) for name, read in stores.items()}
    ready = set(parts.values()) == {"ready"} and not warming
    if vectors_wanted(house.settings):
        states = {name: str(status.state) for name, status in statuses(house).items()}
        for name in ("embedding", "search"):
            state = states.get(name, str(WorkerState.IDLE))
            parts[name] = "warming" if warming and state != "open" else state
    return Ready(ready, parts)


def statuses(house: House) -> Mapping[str, WorkerStatus]:
    """Process -> how it is doing; only those that somebody has asked for."""
    # Asking the house itself would make the part.
    made = vars(house)
    found = {"embedding": made.get("embedder"), "search": made.get("vectors")}
    told = {name: getattr(part, "status", None) for name, part in found.items()}
    return {name: status for name, status in told.items() if isinstance(status, WorkerStatus)}


def rules_version(house: House) -> int | None:
    """The version of the rules in force, read and compiled; None where that cannot be done."""
    try:
        return house.rules.book().version
    except ClewError:
        return None


async def _read(read: Callable[[], Awaitable[object]]) -> str:
    try:
        await read()
    except ClewError as error:
        return str(error.code)
    return "ready"
