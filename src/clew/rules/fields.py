"""Which fields a decision's cells may name, read off its structs, with kind and bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import inspect

ALLOW = "allow"
"""The output that every table must have, always `true`."""


class FieldKind(StrEnum):
    """What a field holds."""

    NUMBER = "number"
    FLAG = "flag"
    CHOICE = "choice"
    TEXT = "text"
    TEXTS = "texts"


class Field(msgspec.Struct, frozen=True):
    """One field.

    Attributes:
        path: as cells name it, `player.visits_30d`.
        low: of a number, the least.
        high: of a number, the greatest.
        values: of a choice, all of them.
    """

    path: str
    kind: FieldKind
    low: int = 0
    high: int = 0
    values: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """What it holds, in words."""
        if self.kind is FieldKind.NUMBER:
            return f"a whole number from {self.low} to {self.high}"
        if self.kind is FieldKind.CHOICE:
            return "one of " + ", ".join(f"'{value}'" for value in self.values)
        return {
            FieldKind.FLAG: "true or false",
            FieldKind.TEXT: "a text",
            FieldKind.TEXTS: "a list of texts",
        }[self.kind]


@lru_cache(maxsize=64)
def _fields_of(struct: Any) -> Mapping[str, Field]:
    return {field.path: field for field in _walk(inspect.type_info(struct), "")}


def fields_of(struct: type[msgspec.Struct]) -> Mapping[str, Field]:
    """Path -> field, of a struct of facts or outputs and the structs within it."""
    return _fields_of(struct)


def _walk(info: Any, path: str) -> Iterator[Field]:
    if isinstance(info, inspect.StructType):
        for part in info.fields:
            yield from _walk(part.type, f"{path}.{part.name}" if path else part.name)
    elif isinstance(info, inspect.IntType):
        if info.ge is None or info.le is None:
            raise TypeError(f"{path}: a number of the rules needs both bounds")
        yield Field(path, FieldKind.NUMBER, info.ge, info.le)
    elif isinstance(info, inspect.BoolType):
        yield Field(path, FieldKind.FLAG)
    elif isinstance(info, inspect.LiteralType):
        yield Field(path, FieldKind.CHOICE, values=tuple(str(value) for value in info.values))
    elif isinstance(info, inspect.StrType):
        yield Field(path, FieldKind.TEXT)
    elif isinstance(info, inspect.VarTupleType):
        yield Field(path, FieldKind.TEXTS)
    else:
        raise TypeError(f"{path}: the rules have no such kind of field")
