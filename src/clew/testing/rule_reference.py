"""What a decision table means, told a second time in plain Python.

It shares no code with the rules: where the two differ, one of them is wrong. Slow, and refuses at
the first thing that it does not know.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

Facts = Mapping[str, Any]
Told = tuple[str, dict[str, int]]
"""The id of the row that is met first, and what it gives."""
Bounds = Mapping[str, tuple[int, int]]
Reading = Callable[[Facts], Any]

_WORD = re.compile(
    r"\s*(\d+\.\d+|\d+|'[^']*'|\"[^\"]*\"|[A-Za-z_][\w.]*|\.\.|[<>=!]=|[-+*<>()\[\],$])", re.ASCII
)
_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Unknown(Exception):
    """Something that a table must not hold."""


class ReferenceTable:
    """One JDM document, read by hand."""

    def __init__(self, document: Any, outputs: Bounds) -> None:
        """Takes the decision's outputs with their bounds, `allow` left out."""
        self._outputs = outputs
        self._rows: list[Any] = []
        try:
            self._rows = list(self._read(document))
        except (Unknown, KeyError, TypeError, AttributeError, IndexError, ValueError):
            self._rows = []

    def ask(self, facts: Facts) -> Told | None:
        """The first row that is met; None where nothing allows, or anything is odd."""
        for row_id, cells, gives in self._rows:
            try:
                if not all(_truth(cell(facts)) for cell in cells):
                    continue
                given = {name: _bounded(cell(facts), *self._outputs[name]) for name, cell in gives}
            except (Unknown, KeyError, TypeError):
                return None
            return row_id, given
        return None

    def _read(self, document: Any) -> Any:
        kinds = sorted(node["type"] for node in document["nodes"])
        if kinds != ["decisionTableNode", "inputNode", "outputNode"]:
            raise Unknown(kinds)
        by_kind = {node["type"]: node["id"] for node in document["nodes"]}
        edges = [(edge["sourceId"], edge["targetId"]) for edge in document["edges"]]
        table = by_kind["decisionTableNode"]
        if sorted(edges) != sorted([(by_kind["inputNode"], table), (table, by_kind["outputNode"])]):
            raise Unknown(edges)
        content = next(n for n in document["nodes"] if n["type"] == "decisionTableNode")["content"]
        if content["hitPolicy"] != "first" or content.get("executionMode") not in {
            None,
            "single",
        }:
            raise Unknown(content)
        fields = sorted(column["field"] for column in content["outputs"])
        if fields != sorted({"allow", *self._outputs}):
            raise Unknown(fields)
        for row in content["rules"]:
            yield self._row(row, content["inputs"], content["outputs"])

    def _row(self, row: Mapping[str, Any], inputs: Any, outputs: Any) -> Any:
        cells = []
        for column in inputs:
            text = row.get(column["id"], "")
            if not isinstance(text, str):
                raise Unknown(text)
            if text.strip():
                cells.append(_Cell(text, column.get("field") or None).test())
        gives = []
        for column in outputs:
            text = row[column["id"]]
            if not isinstance(text, str):
                raise Unknown(text)
            if column["field"] == "allow":
                if text.strip() != "true":
                    raise Unknown(text)
            else:
                gives.append((column["field"], _Cell(text, None).amount()))
        return row["_id"], cells, gives


def _truth(value: Any) -> bool:
    if type(value) is not bool:
        raise Unknown(value)
    return value


def _number(value: Any) -> Fraction:
    if type(value) is int or isinstance(value, Fraction):
        return Fraction(value)
    raise Unknown(value)


def _bounded(value: Any, low: int, high: int) -> int:
    number = _number(value)
    if number.denominator != 1 or not low <= number <= high:
        raise Unknown(number)
    return int(number)


def _compared(sign: str, left: Any, right: Any) -> bool:
    if type(left) is type(right) and type(left) in {str, bool}:
        if sign not in {"==", "!="}:
            raise Unknown(sign)
        return bool(_ORDERS[sign](left, right))
    return bool(_ORDERS[sign](_number(left), _number(right)))


class _Asks:
    """A reading that is true or false by itself, and not a value to compare a column with."""

    def __init__(self, read: Reading) -> None:
        self._read = read

    def __call__(self, facts: Facts) -> Any:
        return self._read(facts)


class _Cell:
    """One cell's text, turned into a function of the facts as it is read."""

    def __init__(self, text: str, column: str | None) -> None:
        self._words = self._cut(text)
        self._column = column
        self._inside = 0

    @staticmethod
    def _cut(text: str) -> list[str]:
        words, at, text = [], 0, text.rstrip()
        while at < len(text):
            match = _WORD.match(text, at)
            if match is None:
                raise Unknown(text)
            words.append(match[1])
            at = match.end()
        return words

    def test(self) -> Reading:
        """The cell of an input."""
        read = [self._or()]
        while self._column and self._is(","):
            read.append(self._or())
        return self._whole(lambda facts: any(_truth(one(facts)) for one in read))

    def amount(self) -> Reading:
        """The cell of an output."""
        return self._whole(self._sum())

    def _whole(self, read: Reading) -> Reading:
        if self._words:
            raise Unknown(self._words)
        return read

    def _is(self, *words: str) -> str | None:
        if self._words and self._words[0] in words:
            return self._words.pop(0)
        return None

    def _must(self, *words: str) -> str:
        word = self._is(*words)
        if word is None:
            raise Unknown(self._words)
        return word

    def _or(self) -> Reading:
        read = [self._and()]
        while self._is("or"):
            read.append(self._and())
        if len(read) == 1:
            return read[0]
        return _Asks(lambda facts: any(_truth(one(facts)) for one in read))

    def _and(self) -> Reading:
        read = [self._one()]
        while self._is("and"):
            read.append(self._one())
        if len(read) == 1:
            return read[0]
        return _Asks(lambda facts: all(_truth(one(facts)) for one in read))

    def _one(self) -> Reading:
        about = self._own() if self._column and not self._inside else None
        if self._is("not"):
            if about and self._words[:1] == ["in"]:
                inner = self._in(about)
            elif self._words[:1] == ["("] or self._words[1:2] == ["("]:
                inner = self._atom()
            else:
                raise Unknown(self._words)
            return _Asks(lambda facts: not _truth(inner(facts)))
        if about and self._words[:1] == ["in"]:
            return self._in(about)
        if about and (between := self._between(about)):
            return between
        if about and (sign := self._is(*_ORDERS)):
            right = self._sum()
            return _Asks(lambda facts: _compared(sign, about(facts), right(facts)))
        return self._relation(about)

    def _relation(self, about: Reading | None) -> Reading:
        left = self._sum()
        if sign := self._is(*_ORDERS):
            right = self._sum()
            return _Asks(lambda facts: _compared(sign, left(facts), right(facts)))
        if self._words[:2] == ["not", "in"]:
            self._words.pop(0)
            inner = self._in(left)
            return _Asks(lambda facts: not _truth(inner(facts)))
        if self._words[:1] == ["in"]:
            return self._in(left)
        if about and not isinstance(left, _Asks):
            return _Asks(lambda facts: _compared("==", about(facts), left(facts)))
        return left

    def _in(self, item: Reading) -> Reading:
        self._must("in")
        if between := self._between(item):
            return between
        if not self._is("["):
            many = self._atom()
            return _Asks(lambda facts: _text(item(facts)) in _many(many(facts)))
        values = [self._atom()]
        while self._is(","):
            values.append(self._atom())
        self._must("]")
        return _Asks(lambda facts: any(_compared("==", item(facts), one(facts)) for one in values))

    def _between(self, item: Reading) -> Reading | None:
        if self._words[:1] not in (["["], ["("]) or ".." not in self._words:
            return None
        ends = [n for n, word in enumerate(self._words) if word in {"]", ")", ","}]
        if not ends or self._words.index("..") > ends[0]:
            return None
        over = ">" if self._must("[", "(") == "(" else ">="
        low = self._sum()
        self._must("..")
        high = self._sum()
        under = "<" if self._must("]", ")") == ")" else "<="
        return _Asks(
            lambda facts: all(
                [
                    _compared(over, item(facts), low(facts)),
                    _compared(under, item(facts), high(facts)),
                ]
            )
        )

    def _sum(self) -> Reading:
        read = self._times()
        while sign := self._is("+", "-"):
            read = _joined(sign, read, self._times())
        return read

    def _times(self) -> Reading:
        read = self._atom()
        while self._is("*"):
            read = _joined("*", read, self._atom())
        return read

    def _atom(self) -> Reading:  # noqa: PLR0911 - one for each kind of word
        if self._is("("):
            self._inside += 1
            read = self._or()
            self._inside -= 1
            self._must(")")
            return read
        if self._is("$"):
            return self._own()
        if not self._words:
            raise Unknown
        word = self._words.pop(0)
        if word == "-" and self._words and self._words[0][0].isdigit():
            number = -Fraction(self._words.pop(0))
            return lambda _: number
        if word[0].isdigit():
            number = Fraction(word)
            return lambda _: number
        if word[0] in "'\"":
            return lambda _: word[1:-1]
        if word in {"true", "false"}:
            return lambda _: word == "true"
        if word in {"and", "or", "not", "in", "null"} or not (word[0].isalpha() or word[0] == "_"):
            raise Unknown(word)
        if self._is("("):
            return self._called(word)
        return lambda facts: facts[word]

    def _called(self, name: str) -> Reading:
        where = self._sum()
        self._must(",")
        what = self._sum()
        self._must(")")

        def read(facts: Facts) -> bool:
            text, part = where(facts), _text(what(facts))
            if name == "contains":
                return part in (text if isinstance(text, str) else _many(text))
            if name == "startsWith":
                return _text(text).startswith(part)
            if name == "endsWith":
                return _text(text).endswith(part)
            raise Unknown(name)

        return _Asks(read)

    def _own(self) -> Reading:
        path = self._column
        if path is None:
            raise Unknown("$")
        return lambda facts: facts[path]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Unknown(value)
    return value


def _many(value: Any) -> Sequence[str]:
    if not isinstance(value, list | tuple):
        raise Unknown(value)
    return value


def _joined(sign: str, left: Reading, right: Reading) -> Reading:
    work = {"+": operator.add, "-": operator.sub, "*": operator.mul}[sign]
    return lambda facts: work(_number(left(facts)), _number(right(facts)))
