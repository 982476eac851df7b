"""Composing the hunts of a file again, from the file of their world."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from clew.errors import Code, InputRefused, Where
from clew.hunts.compose.compose import compose
from clew.hunts.hunts_file import line_of
from clew.hunts.parts import read_part
from clew.hunts.snapshot import Book, Goods, Grounds, Names, Offers, Snapshot
from clew.hunts.world import Parts, Worlds
from clew.progress import Progress

MEASURED = "compose_ms"
"""What a replay may not repeat."""


class _World(msgspec.Struct):
    parts: dict[str, msgspec.Raw]
    snapshots: dict[str, Snapshot]


_WORLD = msgspec.json.Decoder(_World)


class Compared(NamedTuple):
    """A line beside what its snapshot gives now.

    Attributes:
        line: in the file, the first is 1.
        name: the hunt's id, else the player's.
        differs: fields that are not the same.
    """

    line: int
    name: str
    differs: tuple[str, ...]


def replay_file(lines: Path, world: Path, worlds: Worlds, progress: Progress) -> Iterator[Compared]:
    """Every line of hunts.jsonl composed again.

    Raises `InputRefused` (`file_unreadable`, `wrong_value`) for a file that cannot be read, and
    for a line whose snapshot is not in the world's file.
    """
    told = _read(world, _WORLD.decode)
    rows = [line for line in _read(lines, bytes.splitlines) if line.strip()]
    parts = _PartsOf(told.parts)
    for number, row in enumerate(rows, start=1):
        before = _read_line(row, lines, number)
        name = str(before.get("hunt_id") or before.get("player_id"))
        snapshot = told.snapshots.get(name)
        if snapshot is None:
            raise _refused(f"there is no snapshot of {name[:80]!r}", world, None)
        made = compose(snapshot, worlds.of(snapshot.names, parts.of(snapshot.names)))
        answers = any("answer" in step for step in before.get("steps", ()))
        after = line_of(snapshot.player, made.outcome, compose_ms=None, with_answers=answers)
        plain = msgspec.json.decode(msgspec.json.encode(after))
        yield Compared(number, name, tuple(_differing(before, plain)))
        progress("composing again", number, len(rows))


class _PartsOf:
    """The parts of a world's file, each read once."""

    def __init__(self, raw: Mapping[str, msgspec.Raw]) -> None:
        self._raw = raw
        self._read: dict[str, Any] = {}

    def of(self, names: Names) -> Parts:
        night = names.allocation
        return Parts(
            self._one(names.goods, Goods),
            self._one(names.book, Book),
            self._one(names.offers, Offers),
            self._one(names.ground, Grounds),
            None if night is None else bytes(self._raw[night]),
        )

    def _one(self, digest: str, of: type[Any]) -> Any:
        if digest not in self._read:
            self._read[digest] = read_part(self._raw[digest], of)
        return self._read[digest]


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys((*before, *after)):
        if name != MEASURED and before.get(name) != after.get(name):
            yield name


def _read(path: Path, of: Callable[[bytes], Any]) -> Any:
    try:
        return of(path.read_bytes())
    except OSError as error:
        raise InputRefused(
            Code.FILE_UNREADABLE,
            f"cannot be read: {error.strerror or error}",
            remedy="name a readable file",
            where=Where(file=str(path)),
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _refused(str(error)[:300], path, None) from error


def _read_line(row: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        return msgspec.json.decode(row, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _refused(str(error)[:300], path, number) from error


def _refused(message: str, path: Path, line: int | None) -> InputRefused:
    return InputRefused(
        Code.WRONG_VALUE,
        message,
        remedy="take the files that `clew hunt compose --batch --out --world` wrote together",
        where=Where(file=str(path), line=line),
    )
