"""Decision tables made up by a seeded generator: sound ones, and facts to ask them about."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Any

import msgspec

from clew.rules.facts import nested
from clew.rules.fields import ALLOW, Field, FieldKind, fields_of
from clew.rules.model import DECISIONS, Decision
from clew.rules.read_file import Documents

TEXTS = ("vip", "staff", "fr", "coffee", "Books > Novels", "mall", "brand'x", "a,b", "été")
_FREE = (
    "player.spent_90d > 5000",
    "player.known and not (player.step_free)",
    "player.known == true or moment.hour in [9..12]",
    "player.spent_90d >= player.visits_30d * 100 + 50",
    "moment.weekday in ['sat', 'sun'] and moment.hour < 18",
    "not (moment.weekday == 'mon')",
    "startsWith(player.lang, 'f') or player.hunts_solved - 2 > player.hunts_7d",
    "'vip' in player.segments and player.rewards_7d * 2.5 <= 7",
)


def jdm(inputs: Sequence[str], outputs: Sequence[str], rows: Sequence[dict[str, str]]) -> Any:
    """A JDM document; an input named `?` is a column of conditions of their own."""
    return {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {
                "id": "table",
                "type": "decisionTableNode",
                "name": "table",
                "position": {"x": 200, "y": 0},
                "content": {
                    "hitPolicy": "first",
                    "inputs": [
                        {"id": name, "name": name, **({} if name == "?" else {"field": name})}
                        for name in inputs
                    ],
                    "outputs": [{"id": name, "name": name, "field": name} for name in outputs],
                    "rules": list(rows),
                    "passThrough": False,
                    "inputField": None,
                    "outputPath": None,
                    "executionMode": "single",
                },
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 400, "y": 0}},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "table", "type": "edge"},
            {"id": "b", "sourceId": "table", "targetId": "out", "type": "edge"},
        ],
    }


def table_of(inputs: Sequence[str], outputs: Sequence[str], *rows: Sequence[str]) -> Any:
    """A JDM document of rows `r1`, `r2`, ... that allow; a row has its cells, then its outputs."""
    names = [*inputs, *outputs]
    cells = [dict(zip(names, row, strict=True)) for row in rows]
    return jdm(
        inputs,
        [ALLOW, *outputs],
        [{"_id": f"r{n}", ALLOW: "true", **row} for n, row in enumerate(cells, 1)],
    )


def set_of(**tables: Any) -> Documents:
    """A rule set of JDM documents by the names of their decisions."""
    return Documents("set.json", "set", tables, {name: f"/tables/{name}" for name in tables})


def plain_facts(decision: Decision[Any, Any], **others: Any) -> Any:
    """Facts with the least numbers, first choices, empty texts, false flags, but for `others`.

    A path is written with `__` for its point: `player__visits_30d=5`.
    """
    values: dict[str, Any] = {}
    for path, field in fields_of(decision.facts).items():
        values[path] = {
            FieldKind.NUMBER: max(field.low, 0),
            FieldKind.FLAG: False,
            FieldKind.CHOICE: field.values[0] if field.values else "",
            FieldKind.TEXT: "",
            FieldKind.TEXTS: [],
        }[field.kind]
    return as_facts(decision, values | {k.replace("__", "."): v for k, v in others.items()})


class Made:
    """A sound table that was made up.

    Attributes:
        decision: what it decides.
        document: the JDM document.
        cuts: the field that keeps its rows apart, the first input.
        numbered: whether that field is a number.
    """

    def __init__(self, rng: Random) -> None:
        self.decision: Decision[Any, Any] = DECISIONS[rng.choice(sorted(DECISIONS))]
        fields = fields_of(self.decision.facts)
        kinds = {FieldKind.NUMBER, FieldKind.CHOICE}
        cut = fields[rng.choice([name for name, f in fields.items() if f.kind in kinds])]
        self.cuts = cut.path
        self.numbered = cut.kind is FieldKind.NUMBER
        free = rng.random() < 0.4 and not _in_free(cut.path)
        # Two cells of a row about one field may contradict each other, which is no sound table.
        apart = [name for name in fields if name != cut.path and not (free and _in_free(name))]
        others = rng.sample(apart, rng.randint(1, 4))
        inputs = [cut.path, *others, *(["?"] if free else [])]
        outputs = [ALLOW, *fields_of(self.decision.outputs)]
        rows = []
        for number, cell in enumerate(_cuts(cut, rng)):
            row = {"_id": f"row-{number}", "_description": f"made up, {number}", cut.path: cell}
            for name in others:
                row[name] = _cell(fields[name], rng) if rng.random() < 0.5 else ""
            if free and rng.random() < 0.7:
                row["?"] = rng.choice(_FREE)
            rows.append(row | _given(self.decision, rng))
        if self.decision.total or rng.random() < 0.4:
            rows.append({"_id": "else", **dict.fromkeys(inputs, "")} | _given(self.decision, rng))
        self.document = jdm(inputs, outputs, rows)

    @property
    def content(self) -> Any:
        """The table's own content within the document."""
        return self.document["nodes"][1]["content"]


def _in_free(path: str) -> bool:
    return any(path in cell for cell in _FREE)


def random_facts(decision: Decision[Any, Any], rng: Random) -> dict[str, Any]:
    """Values by path, whole and within bounds, near those that made-up tables compare with."""
    return {path: _value(field, rng) for path, field in fields_of(decision.facts).items()}


def as_facts(decision: Decision[Any, Any], values: dict[str, Any]) -> Any:
    """The decision's struct of facts with these values."""
    return msgspec.convert(nested(values), decision.facts)


def _given(decision: Decision[Any, Any], rng: Random) -> dict[str, str]:
    gives = {ALLOW: "true"}
    for name, field in fields_of(decision.outputs).items():
        gives[name] = str(rng.randint(field.low, field.high))
        if rng.random() < 0.1 and field.high >= 3:
            gives[name] = rng.choice(("1 + 2", "3", "1.5 * 2", "(2 - 1) * 3"))
    return gives


def _points(field: Field, rng: Random, count: int) -> list[int]:
    high = min(field.high, rng.choice((30, 400, 20_000)))
    low = max(field.low, -10)
    return sorted(rng.sample(range(low + 1, high), min(count, high - low - 1)))


def _cuts(field: Field, rng: Random) -> list[str]:
    """Cells of which no two are met by one value."""
    if field.kind is FieldKind.CHOICE:
        values = list(field.values)
        rng.shuffle(values)
        count = rng.randint(1, len(values) - 1)
        return [f"'{value}'" for value in values[:count]]
    points = _points(field, rng, rng.randint(2, 7))
    if len(points) < 2:
        return [f"> {points[0]}", f"<= {points[0]}"] if points else ["> 0"]
    cells = [f"[{a}..{b})" for a, b in pairwise(points)]
    cells += rng.choice(([], [f">= {points[-1]}"], [f"< {points[0]}", f"{points[-1]}"]))
    rng.shuffle(cells)
    return cells


def _cell(field: Field, rng: Random) -> str:
    text = rng.choice(TEXTS)
    quoted = f'"{text}"' if "'" in text or rng.random() < 0.2 else f"'{text}'"
    if field.kind is FieldKind.FLAG:
        return rng.choice(("true", "false", "$ == true", "not ($)"))
    if field.kind is FieldKind.CHOICE:
        some = rng.sample(field.values, rng.randint(1, len(field.values) - 1))
        listed = ", ".join(f"'{value}'" for value in some)
        return rng.choice((listed, f"in [{listed}]", f"not in [{listed}]", f"!= '{some[0]}'"))
    if field.kind is FieldKind.TEXT:
        return rng.choice(
            (
                quoted,
                f"{quoted}, 'other'",
                f"startsWith($, {quoted})",
                f"endsWith($, {quoted}) or $ == 'x'",
                f"contains($, {quoted})",
                f"!= {quoted}",
                f"not in [{quoted}]",
            )
        )
    if field.kind is FieldKind.TEXTS:
        return rng.choice(
            (
                f"{quoted} in $",
                f"contains($, {quoted})",
                f"not ({quoted} in $)",
                f"{quoted} in $ or 'z' in $",
            )
        )
    return _number_cell(field, rng)


def _number_cell(field: Field, rng: Random) -> str:
    points = _points(field, rng, 2)
    one, other = (points * 2)[:2]
    if one >= other:
        return f">= {one}"
    return rng.choice(
        (
            f"> {one}",
            f"<= {other}",
            f"[{one}..{other}]",
            f"({one}..{other + 1})",
            f">= {one} and < {other}",
            f"{one}, {other}",
            f"not in [{one}, {other}]",
            f"< {one} or > {other}",
            f"$ * 2 - 1 > {one}",
            f"!= {one}",
            f"> {one}.5",
            f"in [{one}..{other}]",
        )
    )


def _value(field: Field, rng: Random) -> Any:
    if field.kind is FieldKind.FLAG:
        return rng.random() < 0.5
    if field.kind is FieldKind.CHOICE:
        return rng.choice(field.values)
    if field.kind is FieldKind.TEXT:
        return rng.choice((*TEXTS, "", "other", "x", "", "fr-FR", "z coffee"))
    if field.kind is FieldKind.TEXTS:
        return rng.sample((*TEXTS, "z"), rng.randint(0, 3))
    high = min(field.high, rng.choice((5, 30, 400, 20_000, field.high)))
    return rng.randint(max(field.low, rng.choice((-10, 0, field.low))), high)
