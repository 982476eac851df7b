"""A rule set's file or folder -> its JDM documents, bounded before anything is parsed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from clew.errors import Code, InputRefused, Where
from clew.rules.findings import CellFault, Kind

MOST_BYTES = 1 << 20
"""The largest rule set, bytes: the shipped one has a fiftieth of it."""
FORMAT = 1


class Documents(NamedTuple):
    """A rule set as it was written.

    Attributes:
        file: as the caller named it.
        name: the set's own; of a folder, its name.
        tables: decision's name as written -> JDM document, unchecked.
        paths: decision's name -> where its document begins, a JSON pointer.
        faults: what keeps the rest from being read, with its path.
    """

    file: str
    name: str
    tables: Mapping[str, Any]
    paths: Mapping[str, str]
    faults: tuple[tuple[str, CellFault], ...] = ()


def read_rules(path: Path) -> Documents:
    """The documents of a file of named tables, or of a folder with a JDM file a decision.

    What is wrong inside comes as faults. Raises `InputRefused` (`file_unreadable`).
    """
    if path.is_dir():
        return _folder(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise _unreadable(path, error) from error
    return documents_of(content, str(path), path.stem)


def documents_of(content: bytes, file: str, name: str) -> Documents:
    """The documents of the bytes of a file of named tables."""
    nothing: dict[str, Any] = {}
    try:
        whole = _whole(_json(content))
    except CellFault as fault:
        return Documents(file, name, nothing, nothing, (("", fault),))
    tables = whole["tables"]
    paths = {decision: f"/tables/{escaped(decision)}" for decision in tables}
    return Documents(file, whole.get("name", name)[:200], tables, paths)


def _whole(whole: Any) -> dict[str, Any]:
    if not isinstance(whole, dict) or set(whole) - {"clew_rules", "name", "tables"}:
        raise CellFault(
            Kind.WRONG_FORMAT,
            "it is no rule set",
            'write {"clew_rules": 1, "name": "...", "tables": {"eligibility": {...}}}',
        )
    if whole.get("clew_rules") != FORMAT or isinstance(whole.get("clew_rules"), bool):
        raise CellFault(
            Kind.WRONG_FORMAT,
            f"its format is not {FORMAT}",
            f'write "clew_rules": {FORMAT}, or bring the release that wrote it',
        )
    if not isinstance(whole.get("tables"), dict) or not isinstance(whole.get("name", ""), str):
        raise CellFault(
            Kind.WRONG_FORMAT,
            "name is no text, or tables no object",
            "give tables as decision -> JDM document",
        )
    return whole


def written(documents: Documents) -> bytes:
    """The one writing of a rule set's documents, as a file of named tables."""
    whole = {
        "clew_rules": FORMAT,
        "name": documents.name,
        "tables": {name: documents.tables[name] for name in sorted(documents.tables)},
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def escaped(part: str) -> str:
    """A name as a part of a JSON pointer (RFC 6901)."""
    return part.replace("~", "~0").replace("/", "~1")


def _folder(folder: Path) -> Documents:
    tables: dict[str, Any] = {}
    paths: dict[str, str] = {}
    faults: list[tuple[str, CellFault]] = []
    left = MOST_BYTES
    for file in sorted(folder.glob("*.json")):
        pointer = f"/tables/{escaped(file.stem)}"
        try:
            with file.open("rb") as stream:
                content = stream.read(left + 1)
            tables[file.stem] = _json(content, left)
            paths[file.stem] = pointer
            left -= len(content)
        except OSError as error:
            raise _unreadable(file, error) from error
        except CellFault as fault:
            faults.append((pointer, fault))
    if not tables and not faults:
        empty = CellFault(
            Kind.WRONG_FORMAT,
            "the folder has no .json file",
            "put one JDM file a decision in it, for example eligibility.json",
        )
        faults.append(("", empty))
    return Documents(str(folder), folder.resolve().name, tables, paths, tuple(faults))


def _json(content: bytes, most: int = MOST_BYTES) -> Any:
    if len(content) > most:
        raise CellFault(
            Kind.TOO_LARGE,
            f"more than {MOST_BYTES:,} bytes",
            "use fewer rows: let tags, segments and ranges stand for lists of things",
        )
    try:
        return json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise CellFault(
            Kind.WRONG_FORMAT,
            f"it is no JSON: {str(error)[:200]}",
            "export it again from the editor, or correct it there",
        ) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the name {twice[:40]!r} stands twice in one object")
    return found


def _unreadable(path: Path, error: OSError) -> InputRefused:
    return InputRefused(
        Code.FILE_UNREADABLE,
        f"cannot be read: {error.strerror or error}",
        remedy="name a readable file or folder",
        where=Where(file=str(path)),
    )
