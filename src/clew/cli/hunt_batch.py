"""Hunts for every player of a file, a line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec

from clew.cli.shell import Shell
from clew.durable import replacing
from clew.errors import Conflict
from clew.hunts.hunts_file import composed_ms, line_of
from clew.hunts.model import Hunt, Refused
from clew.hunts.rehearse import Rehearsal
from clew.hunts.take_snapshot import Asking
from clew.hunts.world_file import WorldWriter
from clew.shop.players_file import Player, read_players
from clew.wiring.house import House

WATCHED = 10
"""Players between two moves of the progress bar."""
_JSON = msgspec.json.Encoder()


class Batch(NamedTuple):
    """What is to be done.

    Attributes:
        players: players.csv.
        out: hunts.jsonl.
        world: where the snapshots are written; None for nowhere.
        as_of: seconds since 1970 UTC; None for now.
    """

    players: Path
    out: Path
    world: Path | None
    save: bool
    with_answers: bool
    as_of: int | None


class _Line(NamedTuple):
    line: dict[str, Any]
    outcome: Hunt | Refused


def compose_batch(shell: Shell, asking: Asking, batch: Batch) -> None:
    """Writes a line a player, and tells how many there are of each kind."""
    with shell.progress() as watch:

        async def work(house: House) -> Counter[str]:
            house.hurried = False
            players = read_players(batch.players)
            with ExitStack() as files:
                stream = files.enter_context(replacing(batch.out))
                writer = _world_writer(files, batch.world)
                return await _write(house, asking, batch, players, stream, writer, watch)

        counts = shell.run(work)
    told = {**dict(sorted(counts.items())), "out": str(batch.out)}

    def human() -> None:
        refused = {name: count for name, count in told.items() if name.startswith("refused ")}
        shell.say(
            f"{counts['hunts']:,} hunts for {counts['players']:,} players, {counts['ranked']:,} of "
            f"them by what the player did; {counts['steps']:,} steps; written to {batch.out}"
        )
        for name, count in refused.items():
            shell.say(f"{name}: {count:,}")

    shell.show(told, human)


def _world_writer(files: ExitStack, world: Path | None) -> WorldWriter | None:
    if world is None:
        return None
    writer = WorldWriter(files.enter_context(replacing(world)))
    files.callback(writer.end)
    return writer


async def _write(
    house: House,
    asking: Asking,
    batch: Batch,
    players: Sequence[Player],
    stream: BinaryIO,
    writer: WorldWriter | None,
    watch: Callable[[str, int, int], None],
) -> Counter[str]:
    now = int(house.clock.now().timestamp()) if batch.as_of is None else batch.as_of
    counts = Counter(dict.fromkeys(("players", "hunts", "ranked", "steps"), 0))
    rehearsal = Rehearsal()
    for done, player in enumerate(players, start=1):
        wish = asking._replace(
            player=player.id, lang=player.lang, step_free=player.step_free, as_of=now
        )
        made = await (
            _kept(house, wish, batch, writer)
            if batch.save
            else _tried(house, wish, batch, writer, rehearsal)
        )
        stream.write(_JSON.encode(made.line) + b"\n")
        _count(counts, made.outcome)
        if done % WATCHED == 0 or done == len(players):
            watch("composing", done, len(players))
    return counts


async def _tried(
    house: House,
    asking: Asking,
    batch: Batch,
    writer: WorldWriter | None,
    rehearsal: Rehearsal,
) -> _Line:
    taken, composed = await house.open_hunts.try_out(asking, rehearsal=rehearsal)
    if writer is not None:
        writer.add(composed.outcome, taken.snapshot, taken.parts)
    ms = composed_ms(composed)
    line = line_of(asking.player, composed.outcome, compose_ms=ms, with_answers=batch.with_answers)
    return _Line(line, composed.outcome)


async def _kept(house: House, asking: Asking, batch: Batch, writer: WorldWriter | None) -> _Line:
    try:
        opened = await house.open_hunts.of(asking)
    except Conflict as refusal:
        refused = Refused(str(refusal.code), refusal.message)
        line = line_of(asking.player, refused, compose_ms=None, with_answers=False)
        return _Line(line, refused)
    saved = opened.saved
    if writer is not None:
        parts = await house.hunt_replay.parts(saved.snapshot.names)
        writer.add(saved.hunt, saved.snapshot, parts)
    ms = None if opened.composed is None else composed_ms(opened.composed)
    line = line_of(asking.player, saved.hunt, compose_ms=ms, with_answers=batch.with_answers)
    return _Line(line, saved.hunt)


def _count(counts: Counter[str], outcome: Hunt | Refused) -> None:
    counts["players"] += 1
    if isinstance(outcome, Refused):
        counts[f"refused {outcome.code}"] += 1
        return
    counts["hunts"] += 1
    counts["ranked"] += outcome.ranked
    counts["steps"] += len(outcome.steps)
