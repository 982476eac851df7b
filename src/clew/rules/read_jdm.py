"""A JDM document -> the parts of its one decision table; any other graph is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import msgspec

from clew.rules.findings import Finding, Kind, Spot
from clew.rules.read_file import escaped

MOST_ROWS = 500
MOST_COLUMNS = 40
MOST_NAME = 200
"""The longest id, name or description, characters."""

_INPUT, _TABLE, _OUTPUT = "inputNode", "decisionTableNode", "outputNode"
_DOCUMENT = {"nodes", "edges", "contentType", "metadata", "settings"}
_REMEDY = "draw one input, one decision table and one output, joined in a row"


class Column(msgspec.Struct, frozen=True):
    """A column of the table as it was written.

    Attributes:
        key: what rows name it by.
        name: as people see it.
        field: what it is about; empty for a condition of its own.
    """

    key: str
    name: str
    field: str

    @property
    def label(self) -> str:
        """How findings name it."""
        return self.field or self.name or self.key


class RawTable(msgspec.Struct, frozen=True):
    """A decision table as it was written; its cells are unread.

    Attributes:
        path: of its content, a JSON pointer.
    """

    inputs: Sequence[Column]
    outputs: Sequence[Column]
    rows: Sequence[Any]
    path: str


def raw_table(document: Any, spot: Spot, found: list[Finding]) -> RawTable | None:
    """The document's table; None where there is none to look at, with what is wrong in `found`."""
    if not isinstance(document, dict) or set(document) - _DOCUMENT:
        found.append(spot.find(Kind.WRONG_GRAPH, "it is no JDM document", _REMEDY))
        return None
    nodes: Any = document.get("nodes")
    edges: Any = document.get("edges")
    if not _objects(nodes) or not _objects(edges):
        found.append(spot.find(Kind.WRONG_GRAPH, "nodes or edges are no list", _REMEDY))
        return None
    place = _graph(nodes, edges, spot, found)
    return None if place is None else _content(nodes[place], place, spot, found)


def _objects(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(one, dict) for one in given)


def _graph(
    nodes: list[dict[str, Any]],
    edges: list[dict[str, Any]],
    spot: Spot,
    found: list[Finding],
) -> int | None:
    before = len(found)
    for number, node in enumerate(nodes[:100]):
        kind = node.get("type")
        if kind not in (_INPUT, _TABLE, _OUTPUT):
            at = msgspec.structs.replace(spot, path=f"{spot.path}/nodes/{number}")
            found.append(
                at.find(Kind.FORBIDDEN_NODE, f"a node of kind {str(kind)[:60]!r}", _REMEDY)
            )
    where = {str(node.get("type")): node.get("id") for node in nodes}
    shape = (len(nodes), len(where), len(edges))
    wanted = [(where.get(_INPUT), where.get(_TABLE)), (where.get(_TABLE), where.get(_OUTPUT))]
    named = all(isinstance(one, str) and one for one in where.values())
    given = [(edge.get("sourceId"), edge.get("targetId")) for edge in edges]
    at = msgspec.structs.replace(spot, path=f"{spot.path}/edges")
    if _circle(given):
        found.append(at.find(Kind.LOOP, "the edges run in a circle", _REMEDY))
    if len(found) > before:
        return None
    if not named or shape != (3, 3, 2) or any(one not in given for one in wanted):
        found.append(at.find(Kind.WRONG_GRAPH, "it is not input, table, output in a row", _REMEDY))
        return None
    return next(number for number, node in enumerate(nodes) if node["type"] == _TABLE)


def _circle(edges: list[tuple[Any, Any]]) -> bool:
    left = {(str(source), str(target)) for source, target in edges[:1_000]}
    while True:
        targets = {target for _, target in left}
        kept = {edge for edge in left if edge[0] in targets}
        if kept == left:
            return bool(left)
        left = kept


def _content(node: dict[str, Any], place: int, spot: Spot, found: list[Finding]) -> RawTable | None:
    path = f"{spot.path}/nodes/{place}/content"
    at = msgspec.structs.replace(spot, path=path)
    content = node.get("content")
    if not isinstance(content, dict):
        found.append(at.find(Kind.WRONG_FORMAT, "the table has no content", _REMEDY))
        return None
    _settings(content, at, found)
    inputs = _columns(content.get("inputs"), "inputs", at, found)
    taken = {column.key for column in inputs or ()}
    outputs = _columns(content.get("outputs"), "outputs", at, found, taken)
    rows = content.get("rules")
    if not isinstance(rows, list) or inputs is None or outputs is None:
        if not isinstance(rows, list):
            found.append(at.find(Kind.WRONG_FORMAT, "rules is no list", "give the rows as a list"))
        return None
    if len(rows) > MOST_ROWS:
        rules = msgspec.structs.replace(at, path=f"{path}/rules/{MOST_ROWS}", row=MOST_ROWS + 1)
        found.append(
            rules.find(
                Kind.TOO_MANY,
                f"{len(rows):,} rows",
                f"use at most {MOST_ROWS}: let tags, segments and ranges stand for lists of things",
            )
        )
        return None
    return RawTable(inputs, outputs, rows, path)


def _settings(content: Mapping[str, Any], at: Spot, found: list[Finding]) -> None:
    if content.get("hitPolicy") != "first":
        found.append(
            _at(at, "hitPolicy").find(
                Kind.WRONG_POLICY,
                f"the hit policy is {str(content.get('hitPolicy'))[:40]!r}",
                "use first: the first row that is met counts, and no other",
            )
        )
    for name, plain in (("inputField", ""), ("outputPath", ""), ("executionMode", "single")):
        if content.get(name) not in (None, plain):
            loops = name == "executionMode"
            found.append(
                _at(at, name).find(
                    Kind.LOOP if loops else Kind.WRONG_POLICY,
                    f"{name} is {str(content[name])[:40]!r}",
                    "leave it empty: a table is asked about one set of facts at a time",
                )
            )


def _columns(
    given: Any, which: str, at: Spot, found: list[Finding], taken: AbstractSet[str] = frozenset()
) -> Sequence[Column] | None:
    here = _at(at, which)
    if not _objects(given):
        found.append(here.find(Kind.WRONG_FORMAT, f"{which} is no list", "give the columns"))
        return None
    if len(given) > MOST_COLUMNS:
        found.append(
            here.find(Kind.TOO_MANY, f"{len(given):,} columns", f"use at most {MOST_COLUMNS}")
        )
        return None
    columns: list[Column] = []
    for number, one in enumerate(given):
        key, name, field = one.get("id"), one.get("name", ""), one.get("field", "")
        spot = _at(here, str(number))
        if not isinstance(key, str) or not key or len(key) > MOST_NAME:
            found.append(spot.find(Kind.WRONG_FORMAT, "a column has no id", "give it one"))
            return None
        if key in taken or key in {column.key for column in columns} or key.startswith("_"):
            found.append(
                spot.find(
                    Kind.DUPLICATE_ID, f"the column id {key[:40]!r}", "give it one of its own"
                )
            )
            return None
        if one.get("defaultValue") not in (None, ""):
            found.append(
                spot.find(
                    Kind.WRONG_FORMAT,
                    "a column has a value for empty cells",
                    "write it into each row",
                )
            )
        if field is not None and not isinstance(field, str):
            # Taken for no field, its cells would say something else than their author meant.
            found.append(
                spot.find(Kind.WRONG_FORMAT, "the column's field is no text", "name a field")
            )
            return None
        told = name if isinstance(name, str) else ""
        columns.append(Column(key, told[:MOST_NAME], field or ""))
    return columns


def _at(spot: Spot, part: str) -> Spot:
    return msgspec.structs.replace(spot, path=f"{spot.path}/{escaped(part)}")
