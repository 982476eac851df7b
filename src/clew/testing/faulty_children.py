"""The embedding and the search process with faults that are switched on and off from outside.

python -m clew.testing.faulty_children embed CONTROL ARTEFACT_FOLDER PARENT_PID
python -m clew.testing.faulty_children search CONTROL LMDB_DIRECTORY MAP_GIB SNAPSHOTS PARENT_PID

CONTROL is a file that holds the name of a fault, of `FAULTS` or of what is particular to the work;
without it, or while it is empty, every answer is the true one. It is read before each answer.
"""

from __future__ import annotations

import math
import os
import secrets
import struct
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from clew.clues.bounded.child import Respond, serve
from clew.clues.embedders.child import embedding, loaded
from clew.clues.rows import Seen
from clew.clues.vectors.child import opened, searching
from clew.clues.vectors.codec import Answer, Found, SearchCodec, Sought, read_items, write_answers
from clew.clues.vectors.ports import RowReader

Twist = Callable[[bytes, bytes], bytes]
"""The bodies of a request and of its true answer, to what is answered instead."""

FAULTS = ("hang", "die", "raise", "garbage")
"""Hangs in a blocking call, ends, raises, writes random bytes."""
SEARCH_FAULTS = ("random", "nan", "short", "channels", "beyond", "twice", "many", "empty", "cut")
"""Live rows with random high scores; a score that is no number; no answer at all; a score too few;
a cosine of 7.5; a row twice; more rows than were asked for; nothing found; one row of what was."""
EMBED_FAULTS = ("random", "nan", "short", "narrow")
"""Random unit vectors; one that is no number; a vector too few; a number too few in each."""

_chance = secrets.SystemRandom()


def faulty(respond: Respond, control: Path, twists: Mapping[str, Twist]) -> Respond:
    """Answers as `respond` does, unless the control file names a fault."""

    def answer(body: bytes) -> bytes:
        fault = control.read_text("utf-8").strip() if control.exists() else ""
        if fault == "hang":
            time.sleep(3600)
        elif fault == "die":
            os._exit(1)
        elif fault == "raise":
            raise RuntimeError("told to raise")
        elif fault == "garbage":
            return os.urandom(64)
        true = respond(body)
        return twists[fault](body, true) if fault else true

    return answer


def search_command(
    control: Path, directory: Path, map_gib: int, snapshots: Path
) -> tuple[str, ...]:
    """What starts a faulty search process; see `clew.clues.vectors.worker.search_command`."""
    return (*_ME, "search", str(control), str(directory), str(map_gib), str(snapshots))


def embed_command(control: Path, folder: Path) -> tuple[str, ...]:
    """What starts a faulty embedding process; see `clew.clues.embedders.worker.onnx_command`."""
    return (*_ME, "embed", str(control), str(folder))


_ME = (sys.executable, "-P", "-m", "clew.testing.faulty_children")

# ---------------------------------------------------------------- searching


def _search(control: Path, arguments: Sequence[str]) -> tuple[Respond, bytes]:
    directory, map_gib, snapshots = arguments
    rows = opened(directory, map_gib)
    respond, greeting = searching(rows, Path(snapshots))

    def random(body: bytes, true: bytes) -> bytes:
        del true
        return write_answers([_random_rows(rows, item) for item in _sought(body)])

    twists: dict[str, Twist] = {
        "random": random,
        "nan": _scored(lambda seen: (math.nan, *seen.scores[1:])),
        "channels": _scored(lambda seen: seen.scores[1:]),
        "beyond": _scored(lambda seen: (7.5, *seen.scores[1:])),
        "short": lambda _body, _true: write_answers([]),
        "empty": lambda body, _true: write_answers([Found(()) for _ in _sought(body)]),
        "cut": lambda body, true: write_answers(
            [_cut(answer) for answer in SearchCodec().read(true, read_items(body))]
        ),
        "twice": lambda body, _true: write_answers(
            [Found((_made(1), _made(1))) for _ in _sought(body)]
        ),
        "many": lambda body, _true: write_answers(
            [Found(tuple(map(_made, range(1, 2 * item.limit + 2)))) for item in _sought(body)]
        ),
    }
    searches = {name: _of_searches(twist) for name, twist in twists.items()}
    return faulty(respond, control, searches), greeting


def _of_searches(twist: Twist) -> Twist:
    """Lets the reading of rows go on as it should."""
    return lambda body, true: twist(body, true) if _sought(body) else true


def _sought(body: bytes) -> list[Sought]:
    return [item for item in read_items(body) if isinstance(item, Sought)]


def _cut(answer: Answer) -> Answer:
    return Found(answer.seen[:1]) if isinstance(answer, Found) else answer


def _random_rows(rows: RowReader, item: Sought) -> Answer:
    last = rows.last(item.campaign, item.model)
    start = _chance.randrange(max(1, last - item.limit + 1))
    stored = islice(rows.after(item.campaign, item.model, start), item.limit)
    return Found(
        tuple(
            Seen(row.number, row.clue, row.revision, row.form, (_high(), _high())) for row in stored
        )
    )


def _high() -> float:
    return _chance.uniform(0.9, 1.0)


def _scored(score: Callable[[Seen], tuple[float, ...]]) -> Twist:
    """Tells a made row with other scores."""

    def twist(body: bytes, _true: bytes) -> bytes:
        one = _made(1)
        seen = Seen(one.number, one.clue, one.revision, one.form, score(one))
        return write_answers([Found((seen,)) for _ in _sought(body)])

    return twist


def _made(number: int) -> Seen:
    return Seen(number, f"c{number}", 1, f"text {number}", (0.95, 0.95))


# ---------------------------------------------------------------- embedding


def _embed(control: Path, arguments: Sequence[str]) -> tuple[Respond, bytes]:
    embed, dims = loaded(Path(arguments[0]))
    respond, greeting = embedding(embed, dims)
    twists: dict[str, Twist] = {
        "random": lambda _body, true: _vectors(true, _random_unit),
        "nan": lambda _body, true: _vectors(true, lambda size: [math.nan] * size),
        "short": lambda _body, true: _shaped(true, fewer_rows=1),
        "narrow": lambda _body, true: _shaped(true, fewer_dims=1),
    }
    return faulty(respond, control, twists), greeting


_SHAPE = struct.Struct("<II")


def _vectors(true: bytes, made: Callable[[int], Sequence[float]]) -> bytes:
    rows, dims = _SHAPE.unpack_from(true)
    numbers = [number for _ in range(rows) for number in made(dims)]
    return _SHAPE.pack(rows, dims) + struct.pack(f"<{rows * dims}f", *numbers)


def _shaped(true: bytes, *, fewer_rows: int = 0, fewer_dims: int = 0) -> bytes:
    rows, dims = _SHAPE.unpack_from(true)
    rows, dims = rows - fewer_rows, dims - fewer_dims
    return _SHAPE.pack(rows, dims) + true[_SHAPE.size :][: 4 * rows * dims]


def _random_unit(size: int) -> Sequence[float]:
    numbers = [_chance.gauss(0, 1) for _ in range(size)]
    length = math.hypot(*numbers)
    return [number / length for number in numbers]


def _load() -> tuple[Respond, bytes]:
    work, control, *arguments = sys.argv[1:-1]
    return {"embed": _embed, "search": _search}[work](Path(control), arguments)


if __name__ == "__main__":
    serve(_load, int(sys.argv[-1]))
