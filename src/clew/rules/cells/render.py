"""A tree -> the one writing of it that the engine is given. No author's text ever reaches it."""

from __future__ import annotations

from collections.abc import Callable

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
    Value,
    Within,
)

Naming = Callable[[str], str]
"""A field's path -> the name that the engine knows it by."""


def rendered(said: Expression, name: Naming) -> str:  # noqa: C901, PLR0911 - one for each kind of node
    """The tree as ZEN's expression, every bracket written."""
    match said:
        case Constant(value):
            return _constant(value)
        case Named(path):
            return name(path)
        case Sum(sign, left, right):
            return f"({rendered(left, name)} {sign} {rendered(right, name)})"
        case Compare(order, left, right):
            return f"({rendered(left, name)} {order} {rendered(right, name)})"
        case Among(item, values):
            each = ", ".join(_constant(one.value) for one in values)
            return f"({rendered(item, name)} in [{each}])"
        case Within(item, low, high, low_open, high_open):
            over, under = ">" if low_open else ">=", "<" if high_open else "<="
            subject = rendered(item, name)
            return (
                f"({subject} {over} {rendered(low, name)}"
                f" and {subject} {under} {rendered(high, name)})"
            )
        case Has(texts, text):
            return f"({_constant(text.value)} in {rendered(texts, name)})"
        case Call(function, arguments):
            return f"{function}({', '.join(rendered(one, name) for one in arguments)})"
        case Not(part):
            return f"(not ({rendered(part, name)}))"
        case All(()):
            return "true"
        case All(parts):
            return f"({' and '.join(rendered(part, name) for part in parts)})"
        case Some(parts):
            return f"({' or '.join(rendered(part, name) for part in parts)})"


def _constant(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # ZEN has no escapes; a text that was read holds one kind of quote at most.
        return f'"{value}"' if "'" in value else f"'{value}'"
    return f"({value:f})" if value < 0 else f"{value:f}"


def fields_in(said: Expression) -> set[str]:
    """The paths of the fields that a tree names."""
    found: list[str] = []

    def note(path: str) -> str:
        found.append(path)
        return path

    rendered(said, note)
    return set(found)
