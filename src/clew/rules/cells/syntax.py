"""What a cell says, as a tree. Frozen, so that equal cells are equal trees."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

Order = Literal["==", "!=", "<", "<=", ">", ">="]
Sign = Literal["+", "-", "*"]


Value = Decimal | str | bool


class Constant(msgspec.Struct, frozen=True):
    """A number, a text, or true or false, as it was written."""

    value: Value


class Named(msgspec.Struct, frozen=True):
    """A field, by its path."""

    path: str


class Sum(msgspec.Struct, frozen=True):
    """Two numbers made one."""

    sign: Sign
    left: Expression
    right: Expression


class Compare(msgspec.Struct, frozen=True):
    """Two values compared."""

    order: Order
    left: Expression
    right: Expression


class Among(msgspec.Struct, frozen=True):
    """Whether a value is one of those listed; at least one is."""

    item: Expression
    values: tuple[Constant, ...]


class Within(msgspec.Struct, frozen=True):
    """Whether a number lies between two."""

    item: Expression
    low: Expression
    high: Expression
    low_open: bool
    high_open: bool


class Has(msgspec.Struct, frozen=True):
    """Whether a list of texts has this one."""

    texts: Expression
    text: Constant


class Call(msgspec.Struct, frozen=True):
    """A function of the list in `meaning.py`."""

    function: str
    arguments: tuple[Expression, ...]


class Not(msgspec.Struct, frozen=True):
    """The contrary."""

    part: Expression


class All(msgspec.Struct, frozen=True):
    """True where every part is; the empty one is true."""

    parts: tuple[Expression, ...]


class Some(msgspec.Struct, frozen=True):
    """True where a part is; has two parts at least."""

    parts: tuple[Expression, ...]


Expression = Constant | Named | Sum | Compare | Among | Within | Has | Call | Not | All | Some

TRUE = All(())
