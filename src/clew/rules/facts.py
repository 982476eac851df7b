"""Facts as plain values by path: read off structs for the engine, and made up as samples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice, product
from typing import Any

import msgspec

from clew.rules.cells.syntax import Call, Constant, Expression, Has, Named
from clew.rules.fields import Field, FieldKind, fields_of
from clew.rules.regions import FALSE, OTHER, TRUE, Box, Part, Space

MOST_TRIES = 64

Values = Mapping[str, Any]
"""Path -> number, text, flag, or list of texts."""


def nested(values: Values) -> dict[str, Any]:
    """Values by path as nested objects, as a struct of facts is written in JSON."""
    whole: dict[str, Any] = {}
    for path, value in values.items():
        *above, last = path.split(".")
        inner = whole
        for part in above:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return whole


def flat(facts: Mapping[str, Any], under: str = "") -> dict[str, Any]:
    """Nested objects as values by path."""
    found: dict[str, Any] = {}
    for name, value in facts.items():
        path = f"{under}{name}"
        if isinstance(value, dict):
            found.update(flat(value, f"{path}."))
        else:
            found[path] = value
    return found


def samples(struct: type[msgspec.Struct], space: Space, box: Box) -> Iterator[dict[str, Any]]:
    """Values of every field that lie in a box, the likeliest first, at most `MOST_TRIES`.

    A test that is about several fields, or calculates, may not come out as the box wants it: each
    further sample tries other values of the fields that such tests name.
    """
    fields = fields_of(struct)
    first = {path: _chosen(field, space, box) for path, field in fields.items()}
    tried = [path for path in fields if any(path in test for test in box if test not in fields)]
    choices = [_tries(fields[path], space, box, first[path]) for path in tried]
    for values in islice(product(*choices), MOST_TRIES):
        yield {**first, **dict(zip(tried, values, strict=True))}


def _chosen(field: Field, space: Space, box: Box) -> Any:
    if field.kind is FieldKind.TEXTS:
        return _listed(field.path, space, box)
    return _plain(_allowed(field, space, box)[0])


def _allowed(field: Field, space: Space, box: Box) -> list[Part]:
    mask = box.get(field.path, space.every(field.path))
    return [part for bit, part in enumerate(space.parts(field.path)) if mask >> bit & 1]


def _tries(field: Field, space: Space, box: Box, first: Any) -> list[Any]:
    if field.kind is FieldKind.TEXTS:
        return [first]
    allowed = _allowed(field, space, box)
    found = [first, _plain(allowed[-1])]
    if field.kind is FieldKind.TEXT and OTHER in allowed:
        found += [text for test in box for text in _texts_of(space.tests.get(test), field.path)]
    if field.kind is FieldKind.NUMBER:
        found += [_plain(allowed[len(allowed) // 2]), min(field.high, field.low + 1_000)]
    return list(dict.fromkeys(found))


def _texts_of(said: Expression | None, path: str) -> list[str]:
    match said:
        case Call(_, (Named(of), Constant(value))) | Has(Named(of), Constant(value)):
            return [str(value)] if of == path else []
    return []


def _plain(part: Part) -> Any:
    if isinstance(part, Decimal):
        return int(part)
    return "another" if part == OTHER else part


def _listed(path: str, space: Space, box: Box) -> list[str]:
    """The texts that the box wants in a list."""
    return [
        text
        for test, mask in box.items()
        if mask == TRUE
        for text in _texts_of(space.tests.get(test), path)
    ]


def in_words(struct: type[msgspec.Struct], space: Space, box: Box) -> str:
    """A box, for people: the fields that it narrows, each with a value in it."""
    values = next(samples(struct, space, box))
    narrowed = [
        f"{name} = {_word(values[name])}"
        for name in values
        if name in box and box[name] != space.every(name)
    ]
    tests = [
        ("" if mask == TRUE else "not ") + name.removeprefix("?")
        for name, mask in box.items()
        if name not in values and mask in {FALSE, TRUE}
    ]
    return ", ".join((*narrowed, *tests)) or "any facts"


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}'" if isinstance(value, str) else str(value)
