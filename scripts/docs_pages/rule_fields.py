"""docs/rule-fields.md: what each decision is told and gives, as the structs say it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from clew.rules import model
from clew.rules.fields import Field, fields_of
from clew.rules.model import DECISIONS

HEAD = """# What the rules are told and give

Written by `scripts/make_docs.py` from `clew.rules.model`; change the docstrings there. Every field
is always there; what is not known is a value of its own. [rules.md](rules.md) says how cells name
them.
"""


def rule_fields_page() -> str:
    """The page."""
    parts = [HEAD, "## Decisions\n", *_decisions(), "\n## Fields"]
    for struct in _groups():
        parts += [f"\n### {_prefixes(struct)}\n", *_rows(struct)]
    return "\n".join(parts).rstrip() + "\n"


def _decisions() -> Iterator[str]:
    yield "| table | question | is told | gives besides `allow` | answers everybody |"
    yield "|---|---|---|---|---|"
    for name, decision in DECISIONS.items():
        told = ", ".join(f"`{field}`" for field in decision.facts.__struct_fields__)
        gives = ", ".join(
            f"`{field.path}` ({field.told})" for field in fields_of(decision.outputs).values()
        )
        total = "should" if decision.total else ""
        yield f"| `{name}` | {decision.asks} | {told} | {gives} | {total} |"


def _groups() -> Iterator[type[msgspec.Struct]]:
    """Every struct that a decision is told, once, in the order of the decisions."""
    seen: set[str] = set()
    for decision in DECISIONS.values():
        for name in decision.facts.__annotations__.values():
            if name not in seen:
                seen.add(name)
                yield getattr(model, name)


def _prefixes(struct: type[msgspec.Struct]) -> str:
    names = {
        name
        for decision in DECISIONS.values()
        for name, kind in decision.facts.__annotations__.items()
        if kind == struct.__name__
    }
    return ", ".join(f"`{name}`" for name in sorted(names))


def _rows(struct: type[msgspec.Struct]) -> Iterator[str]:
    document: Any = inspect.getdoc(struct)
    said = dict(re.findall(r"^ {4}(\w+): ((?:.|\n {8})+)$", document, re.MULTILINE))
    yield document.splitlines()[0] + "\n"
    yield "| field | holds | is |"
    yield "|---|---|---|"
    for field in fields_of(struct).values():
        yield f"| `{field.path}` | {_holds(field)} | {_sentence(said.get(field.path, ''))} |"


def _holds(field: Field) -> str:
    return field.told.replace("'", "`")


def _sentence(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
