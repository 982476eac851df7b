"""Hunts composed in made-up worlds, as the files that a checker reads, and composed once more."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from clew.hunts.compose.compose import compose
from clew.hunts.hunts_file import line_of
from clew.hunts.model import Hunt, Refused
from clew.hunts.snapshot import Book, Goods, Grounds, Offers, Snapshot
from clew.hunts.world import Parts, World, Worlds
from clew.ready import ready
from clew.rules.engines.zen import ZenRules
from clew.shop.margin import Terms
from clew.testing.hunt_worlds import HuntWorld, Players, world_file
from clew.wiring.hunt_workshop import HuntWorkshop

HOPELESS = 12
ready(Snapshot, Goods, Book, Offers, Grounds)
_JSON = msgspec.json.Encoder(order="sorted")


class Run(NamedTuple):
    """What came of some players of one world.

    Attributes:
        lines: of hunts.jsonl, with answers, in order; a refused player's has a `hunt_id`, too,
            under which the world has the snapshot.
        world: the world file.
    """

    lines: tuple[bytes, ...]
    world: bytes


def run(world: HuntWorld, players: int) -> Run:
    """Composes for so many players, each told of what was given to those before.

    Of a world in which the first `HOPELESS` get nothing, nobody else is tried.
    """
    ready = prepared(Parts(world.goods, world.book, world.offers, world.ground, None), world.names)
    asking = Players(world)
    lines: list[bytes] = []
    snapshots: dict[str, Snapshot] = {}
    given = 0
    for number, snapshot in enumerate(asking.snapshots(players)):
        outcome = compose(snapshot, ready).outcome
        if isinstance(outcome, Hunt):
            asking.given(outcome)
            given += 1
        name = outcome.id if isinstance(outcome, Hunt) else f"refused-{number}"
        lines.append(written(snapshot, outcome, name))
        snapshots[name] = snapshot
        if number + 1 == HOPELESS and not given:
            break
    return Run(tuple(lines), world_file(world, snapshots))


def written(snapshot: Snapshot, outcome: Hunt | Refused, name: str) -> bytes:
    """A line with answers, without how long it took."""
    line = line_of(snapshot.player, outcome, compose_ms=None, with_answers=True)
    if isinstance(outcome, Hunt):
        line["reward"] |= {"most": outcome.reward.most, "revision": outcome.reward.revision}
    return _JSON.encode({**line, "hunt_id": name})


def prepared(parts: Parts, names: Any) -> World:
    """The world of some parts, made anew."""
    return Worlds(HuntWorkshop(ZenRules(), Terms())).of(names, parts)


def replayed(world: bytes, threads: int) -> Mapping[str, str]:
    """Composes all hunts of a world file again: name -> SHA-256 of the line.

    Each thread composes its share in a world of its own.
    """
    values = msgspec.json.decode(world)
    snapshots = {name: msgspec.convert(one, Snapshot) for name, one in values["snapshots"].items()}
    names = sorted(snapshots)

    def share(first: int) -> list[tuple[str, str]]:
        worlds: dict[str, World] = {}
        done = []
        for name in names[first::threads]:
            snapshot = snapshots[name]
            key = snapshot.names.goods
            if key not in worlds:
                worlds[key] = prepared(_parts(values["parts"], snapshot), snapshot.names)
            outcome = compose(snapshot, worlds[key]).outcome
            done.append((name, sha256(written(snapshot, outcome, name)).hexdigest()))
        return done

    with ThreadPoolExecutor(threads) as pool:
        return dict(sorted(pair for pairs in pool.map(share, range(threads)) for pair in pairs))


def _parts(parts: Mapping[str, Any], snapshot: Snapshot) -> Parts:
    names = snapshot.names
    return Parts(
        msgspec.convert(parts[names.goods], Goods),
        msgspec.convert(parts[names.book], Book),
        msgspec.convert(parts[names.offers], Offers),
        msgspec.convert(parts[names.ground], Grounds),
        None,
    )
