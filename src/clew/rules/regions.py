"""Which facts meet a row, as boxes over the values that its table tells apart.

A field's values fall into parts that no cell of the table tells apart; a box has, for each field, a
set of such parts. A test that is about more than one field, or that calculates, is a field of its
own with two parts, as if nothing else were known of it. So a box may stand for facts that cannot
be, never the other way round: "no fact meets it" is always true, "some may" may not be.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import cast

from clew.rules.cells.render import rendered
from clew.rules.cells.syntax import (
    All,
    Among,
    Call,
    Compare,
    Constant,
    Expression,
    Has,
    Named,
    Not,
    Order,
    Some,
    Value,
    Within,
)
from clew.rules.fields import Field, FieldKind

MOST_BOXES = 64
"""The most boxes that one row may need: a row with more alternatives cannot be looked through."""
PATIENCE = 500_000
"""How many comparisons of two boxes a table may cost: a few seconds."""
OTHER = "\0other"
"""Stands for every text that the table does not name."""

FALSE, TRUE = 0b01, 0b10
"""The two parts of a test or flag."""

Box = Mapping[str, int]
"""Field or test -> the set of its parts, as bits; what is not named is any."""
Part = Decimal | str | bool


class TooInvolved(Exception):
    """A question costs more than it may."""


class Space:
    """The fields of one table, each with the parts that its cells tell apart."""

    def __init__(self, fields: Mapping[str, Field], conditions: Iterable[Expression]) -> None:
        self._fields = fields
        self._named: dict[str, set[Decimal | str]] = {}
        self._parts: dict[str, Sequence[Part]] = {}
        self._patience = PATIENCE
        self.tests: dict[str, Expression] = {}
        for condition in conditions:
            self._gather(condition)

    def parts(self, name: str) -> Sequence[Part]:
        """A value that stands for each part of a field or test, in the order of its bits."""
        found = self._parts.get(name)
        if found is None:
            found = self._parts[name] = self._cut(name)
        return found

    def every(self, name: str) -> int:
        """The set of all parts."""
        return (1 << len(self.parts(name))) - 1

    def boxes(self, condition: Expression) -> list[Box]:
        """Boxes that together hold what meets the condition. Raises `TooInvolved`."""
        return self._boxes(condition, truth=True)

    # ------------------------------------------------------------ parts

    def _gather(self, said: Expression) -> None:
        match said:
            case Not(part):
                self._gather(part)
            case All(parts) | Some(parts):
                for part in parts:
                    self._gather(part)
            case _:
                about = self._about(said)
                if about is not None:
                    self._named.setdefault(about[0], set()).update(about[1])

    def _about(self, said: Expression) -> tuple[str, set[Decimal | str]] | None:
        """The one field that a test is about, and the constants that it compares it with."""
        match said:
            case Compare(_, Named(path), Constant(value)) | Compare(
                _, Constant(value), Named(path)
            ):
                return path, set() if isinstance(value, bool) else {value}
            case Among(Named(path), values):
                return path, {one.value for one in values if not isinstance(one.value, bool)}
            case Within(Named(path), Constant(low), Constant(high)):
                return path, {v for v in (low, high) if isinstance(v, Decimal)}
            case Named(path):
                return path, set()
        return None

    def _cut(self, name: str) -> Sequence[Part]:
        field = self._fields.get(name)
        if field is None or field.kind is FieldKind.FLAG:
            return (False, True)
        if field.kind is FieldKind.CHOICE:
            return field.values
        named = self._named.get(name, set())
        if field.kind is FieldKind.NUMBER:
            return _numbers(field, [one for one in named if isinstance(one, Decimal)])
        return (*sorted(one for one in named if isinstance(one, str)), OTHER)

    # ------------------------------------------------------------ boxes

    def _boxes(self, said: Expression, *, truth: bool) -> list[Box]:
        match said:
            case Not(part):
                return self._boxes(part, truth=not truth)
            case All(parts):
                return self._joined(parts, truth=truth, every=truth)
            case Some(parts):
                return self._joined(parts, truth=truth, every=not truth)
            case Constant(value):
                return [{}] if bool(value) is truth else []
        return self._atom(said, truth=truth)

    def _joined(self, parts: Sequence[Expression], *, truth: bool, every: bool) -> list[Box]:
        each = [self._boxes(part, truth=truth) for part in parts]
        if not every:
            found = [box for boxes in each for box in boxes]
            if len(found) > MOST_BOXES:
                raise TooInvolved
            return found
        found = [{}]
        for boxes in each:
            found = [both for a in found for b in boxes if (both := self.meet(a, b)) is not None]
            if len(found) > MOST_BOXES:
                raise TooInvolved
        return found

    def _atom(self, said: Expression, *, truth: bool) -> list[Box]:
        about = self._about(said)
        if about is None:
            name, said = self._test(said)
            self.tests[name] = said
            return [{name: TRUE if truth else FALSE}]
        name = about[0]
        mask = _met(said, self.parts(name))
        if not truth:
            mask ^= self.every(name)
        return [{name: mask}] if mask else []

    def _test(self, said: Expression) -> tuple[str, Expression]:
        match said:
            case Call("contains", (Named(path), Constant() as text)):
                # Of a list of texts it says what `in` says; of one text `in` says nothing.
                if self._fields[path].kind is FieldKind.TEXTS:
                    said = Has(Named(path), text)
        return "?" + rendered(said, lambda path: path), said

    # ------------------------------------------------------------ sets

    def meet(self, one: Box, other: Box) -> Box | None:
        """What both hold; None where nothing."""
        both = dict(one)
        for name, mask in other.items():
            kept = both.get(name, mask) & mask
            if not kept:
                return None
            both[name] = kept
        return both

    def touches(self, one: Box, other: Box) -> bool:
        """Whether anything is in both."""
        return all(one.get(name, mask) & mask for name, mask in other.items())

    def spend(self, comparisons: int) -> None:
        """Counts comparisons of boxes. Raises `TooInvolved` when the table has had its share."""
        self._patience -= comparisons
        if self._patience < 0:
            raise TooInvolved

    def outside(self, box: Box, others: Sequence[Box]) -> Box | None:
        """A box within `box` that none of the others touches; None where they cover it.

        Raises `TooInvolved` when the space's patience has run out.
        """
        open_boxes: list[tuple[Box, Sequence[Box]]] = [(box, others)]
        while open_boxes:
            here, rest = open_boxes.pop()
            self.spend(len(rest) + 1)
            touching = [one for one in rest if self.touches(here, one)]
            if not touching:
                return here
            open_boxes.extend((piece, touching[1:]) for piece in self._minus(here, touching[0]))
        return None

    def _minus(self, box: Box, cut: Box) -> Iterator[Box]:
        inside = dict(box)
        for name, mask in cut.items():
            have = inside.get(name, self.every(name))
            if have & ~mask:
                yield {**inside, name: have & ~mask}
            inside[name] = have & mask


def _numbers(field: Field, named: Iterable[Decimal]) -> Sequence[Decimal]:
    """One value of each stretch between the named numbers, and the named ones themselves."""
    low, high = Decimal(field.low), Decimal(field.high)
    found = {low, high}
    for one in named:
        whole = one.to_integral_value(rounding="ROUND_FLOOR")
        found |= {whole - 1, whole, whole + 1}
        if whole != one:
            found.add(whole + 2)
    return sorted(one for one in found if low <= one <= high)


def _met(said: Expression, parts: Sequence[Part]) -> int:
    """The parts of its one field that meet a test."""
    match said:
        case Named(_):
            return TRUE
        case Compare(order, Named(_), Constant(value)):
            return _beside(order, value, parts)
        case Compare(order, Constant(value), Named(_)):
            return _beside(_MIRRORED[order], value, parts)
        case Among(_, values):
            return reduce(or_, (_beside("==", one.value, parts) for one in values))
        case Within(_, Constant(low), Constant(high), low_open, high_open):
            above = _beside(">" if low_open else ">=", low, parts)
            return above & _beside("<" if high_open else "<=", high, parts)
    raise TypeError(said)  # pragma: no cover - `_about` names the same cases


_MIRRORED: Mapping[Order, Order] = {
    "==": "==",
    "!=": "!=",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}


def _beside(order: Order, value: Value, parts: Sequence[Part]) -> int:
    """The parts that stand in an order to a value: numbers rise from part to part."""
    every = (1 << len(parts)) - 1
    if not isinstance(value, Decimal):
        same = sum(1 << bit for bit, part in enumerate(parts) if part == value)
        return same if order == "==" else every ^ same
    numbers = cast("Sequence[Decimal]", parts)
    below = (1 << bisect_left(numbers, value)) - 1
    up_to = (1 << bisect_right(numbers, value)) - 1
    return {
        "<": below,
        "<=": up_to,
        "==": up_to ^ below,
        "!=": every ^ up_to ^ below,
        ">=": every ^ below,
        ">": every ^ up_to,
    }[order]
