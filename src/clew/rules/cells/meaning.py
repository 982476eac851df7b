"""Whether a cell's tree makes sense: fields that exist, types that agree, numbers kept small."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import NamedTuple

from clew.money import MOST_MINOR
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
    Some,
    Sum,
    Within,
)
from clew.rules.fields import Field, FieldKind
from clew.rules.findings import CellFault, Kind

TEXT_TESTS = ("startsWith", "endsWith", "contains")
"""The functions that a cell may call; each takes a text and a text, and tells true or false."""

DATES_AND_CHANCE = frozenset(
    (
        *("rand", "random", "now", "today", "date", "time", "dateString", "duration", "d"),
        *("timestamp", "uuid", "year", "month", "day", "hour", "minute", "startOf", "endOf"),
        *("weekday", "weekdayString", "monthString", "dayOfWeek", "dayOfMonth", "dayOfYear"),
        *("weekOfYear", "monthOfYear"),
    )
)
MOST_LARGE = Decimal(10) ** 20
"""The largest number on any way through a calculation: the engine counts with 28 digits."""
MOST_DECIMALS = 8
MOST_WRITTEN_DECIMALS = 4


class Meaning(NamedTuple):
    """What a tree gives.

    Attributes:
        low: of a number, the least it can be.
        high: of a number, the greatest.
        decimals: of a number, how many it can have.
        values: of a choice, all of them.
    """

    kind: FieldKind
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    decimals: int = 0
    values: tuple[str, ...] = ()


FLAG = Meaning(FieldKind.FLAG)


def check_condition(said: Expression, fields: Mapping[str, Field]) -> None:
    """Passes a tree that is true or false for all facts. Raises `CellFault`."""
    if meaning(said, fields).kind is not FieldKind.FLAG:
        raise CellFault(
            Kind.WRONG_TYPE,
            "it is a value, neither true nor false",
            "compare it with something, for example `player.visits_30d > 3`",
        )


def meaning(said: Expression, fields: Mapping[str, Field]) -> Meaning:  # noqa: C901, PLR0911 - one case for each kind of node
    """What a tree gives, for all facts. Raises `CellFault`."""
    match said:
        case Constant():
            return _constant(said)
        case Named(path):
            return _field(path, fields)
        case Sum():
            return _sum(said, fields)
        case Compare():
            return _compare(said, fields)
        case Among(item, values):
            for one in values:
                _agree(item, one, fields, ordered=False)
            return FLAG
        case Within():
            return _within(said, fields)
        case Has(texts, text):
            return _has(texts, text, fields)
        case Call():
            return _call(said, fields)
        case Not(part):
            _flag(part, fields)
            return FLAG
        case All(parts) | Some(parts):
            for part in parts:
                _flag(part, fields)
            return FLAG


def _flag(part: Expression, fields: Mapping[str, Field]) -> None:
    if meaning(part, fields).kind is not FieldKind.FLAG:
        raise CellFault(
            Kind.WRONG_TYPE,
            "and, or and not stand between tests, and one side is a value",
            "repeat the comparison on both sides, for example `> 3 or < 1`",
        )


def _constant(said: Constant) -> Meaning:
    if isinstance(said.value, bool):
        return FLAG
    if isinstance(said.value, str):
        return Meaning(FieldKind.TEXT)
    decimals = -int(said.value.as_tuple().exponent)
    if abs(said.value) > MOST_MINOR or decimals > MOST_WRITTEN_DECIMALS:
        raise CellFault(
            Kind.OUT_OF_RANGE,
            f"the number {str(said.value)[:40]}",
            f"use at most {MOST_MINOR} and {MOST_WRITTEN_DECIMALS} decimals",
        )
    return Meaning(FieldKind.NUMBER, said.value, said.value, decimals)


def _field(path: str, fields: Mapping[str, Field]) -> Meaning:
    field = fields.get(path)
    if field is None:
        raise unknown_field(path, fields)
    return Meaning(field.kind, Decimal(field.low), Decimal(field.high), 0, field.values)


def unknown_field(path: str, fields: Mapping[str, Field]) -> CellFault:
    """The refusal of a field that is not there, with the one that may have been meant."""
    near = get_close_matches(path, fields, n=1, cutoff=0.6) or [
        known for known in fields if known.rpartition(".")[2] == path.rpartition(".")[2]
    ]
    remedy = f"did you mean {near[0]}?" if near else f"there are: {', '.join(sorted(fields))}"
    return CellFault(Kind.UNKNOWN_FIELD, f"there is no {path[:80]!r}", remedy)


def _sum(said: Sum, fields: Mapping[str, Field]) -> Meaning:
    left, right = meaning(said.left, fields), meaning(said.right, fields)
    for side in (left, right):
        if side.kind is not FieldKind.NUMBER:
            raise CellFault(
                Kind.WRONG_TYPE,
                f"{said.sign} stands between numbers, and one side is {side.kind.value}",
                "calculate with numbers only",
            )
    if said.sign == "*":
        ends = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
        decimals = left.decimals + right.decimals
    else:
        other = (right.low, right.high) if said.sign == "+" else (-right.high, -right.low)
        ends = [left.low + other[0], left.high + other[1]]
        decimals = max(left.decimals, right.decimals)
    low, high = min(ends), max(ends)
    if max(-low, high) > MOST_LARGE or decimals > MOST_DECIMALS:
        raise CellFault(
            Kind.OUT_OF_RANGE,
            f"the calculation may reach {max(-low, high):.2E} with {decimals} decimals",
            f"keep it under {MOST_LARGE:.0E} with at most {MOST_DECIMALS} decimals for all facts",
        )
    return Meaning(FieldKind.NUMBER, low, high, decimals)


def _compare(said: Compare, fields: Mapping[str, Field]) -> Meaning:
    _agree(said.left, said.right, fields, ordered=said.order not in {"==", "!="})
    return FLAG


def _within(said: Within, fields: Mapping[str, Field]) -> Meaning:
    low, high = meaning(said.low, fields), meaning(said.high, fields)
    _agree(said.item, said.low, fields, ordered=True)
    _agree(said.item, said.high, fields, ordered=True)
    if low.low > high.high:
        raise CellFault(
            Kind.NEVER_TRUE, "the range ends before it begins", "write the lower number first"
        )
    return FLAG


def _agree(
    left: Expression, right: Expression, fields: Mapping[str, Field], *, ordered: bool
) -> None:
    one, other = meaning(left, fields), meaning(right, fields)
    texts = {FieldKind.TEXT, FieldKind.CHOICE}
    if one.kind is FieldKind.TEXTS or other.kind is FieldKind.TEXTS:
        raise CellFault(
            Kind.WRONG_TYPE,
            "a list of texts is compared with one value",
            "write `'vip' in player.segments`, or contains($, 'vip') in its column",
        )
    if one.kind is FieldKind.NUMBER and other.kind is FieldKind.NUMBER:
        return
    if one.kind in texts and other.kind in texts and not ordered:
        _known_value(one, right)
        _known_value(other, left)
        return
    if one.kind is FieldKind.FLAG and other.kind is FieldKind.FLAG and not ordered:
        if not (_plain(left) and _plain(right)):
            raise CellFault(
                Kind.WRONG_TYPE, "a test is compared with a test", "join them with and, or, not"
            )
        return
    raise _disagree(left, right, one, other, ordered=ordered)


def _plain(said: Expression) -> bool:
    return isinstance(said, Constant | Named)


def _disagree(
    left: Expression, right: Expression, one: Meaning, other: Meaning, *, ordered: bool
) -> CellFault:
    for said, there, here in ((left, other, one), (right, one, other)):
        if (
            isinstance(said, Constant)
            and isinstance(said.value, str)
            and there.kind is (FieldKind.NUMBER)
        ):
            return CellFault(
                Kind.TEXT_FOR_NUMBER,
                f"the text {said.value[:40]!r} where a number is needed",
                f"write {said.value.strip()[:40] or '0'} without quotes",
            )
        if here.kind is there.kind and ordered:
            return CellFault(
                Kind.WRONG_TYPE,
                f"{here.kind.value} values have no order",
                "use == or !=, or list them with in [...]",
            )
    return CellFault(
        Kind.WRONG_TYPE,
        f"a {one.kind.value} is compared with a {other.kind.value}",
        "compare like with like: numbers plain, texts in quotes, flags with true or false",
    )


def _known_value(choice: Meaning, said: Expression) -> None:
    if choice.kind is not FieldKind.CHOICE or not isinstance(said, Constant):
        return
    if said.value not in choice.values:
        text = str(said.value)
        near = get_close_matches(text.strip().lower(), choice.values, n=1, cutoff=0.6)
        every = ", ".join(f"'{value}'" for value in choice.values)
        raise CellFault(
            Kind.UNKNOWN_VALUE,
            f"{text[:40]!r} is never its value",
            f"did you mean '{near[0]}'?" if near else f"it is one of {every}",
        )


def _has(texts: Expression, text: Constant, fields: Mapping[str, Field]) -> Meaning:
    if meaning(texts, fields).kind is not FieldKind.TEXTS:
        raise CellFault(
            Kind.WRONG_TYPE,
            "what follows `in` is no list of texts",
            "list the values in [ ], or name a field that is a list, as player.segments",
        )
    if not isinstance(text.value, str):
        raise CellFault(
            Kind.WRONG_TYPE,
            "a list of texts never has a number or a flag",
            "write the text in quotes",
        )
    return FLAG


def _call(said: Call, fields: Mapping[str, Field]) -> Meaning:
    if said.function in DATES_AND_CHANCE:
        raise CellFault(
            Kind.DATE_OR_CHANCE,
            f"{said.function}() tells something else at each call",
            "use moment.weekday and moment.hour, and the promotion's own schedule",
        )
    if said.function not in TEXT_TESTS:
        near = get_close_matches(said.function, TEXT_TESTS, n=1, cutoff=0.6)
        raise CellFault(
            Kind.UNKNOWN_FUNCTION,
            f"{said.function[:40]}() is not on the list",
            f"did you mean {near[0]}?" if near else f"there are: {', '.join(TEXT_TESTS)}",
        )
    if len(said.arguments) != 2:  # noqa: PLR2004 - each takes two
        raise CellFault(
            Kind.SYNTAX,
            f"{said.function}() takes two texts",
            f"write {said.function}($, '...') or {said.function}(field, '...')",
        )
    where, what = said.arguments
    if not isinstance(what, Constant):
        raise CellFault(
            Kind.WRONG_TYPE, f"{said.function}() looks for a fixed text", "put it in quotes"
        )
    kind = meaning(where, fields).kind
    if said.function == "contains" and kind is FieldKind.TEXTS:
        return _has(where, what, fields)
    if kind is not FieldKind.TEXT or not isinstance(what.value, str) or not what.value:
        raise CellFault(
            Kind.WRONG_TYPE,
            f"{said.function}() compares texts, and one of these is none, or empty",
            "name a field that is a text first, then a text in quotes",
        )
    return FLAG
