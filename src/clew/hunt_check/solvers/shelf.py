"""What a shopper reads of a product, in a language: its name, its shelf, what it is like."""

from __future__ import annotations

from collections.abc import Iterable

from clew.hunt_check.lexicon import PARTS
from clew.hunt_check.line import Plain
from clew.text import key_form


def called(product: Plain, lang: str) -> str:
    """Its name."""
    return attribute(product, "name", lang)


def shelf_of(product: Plain, lang: str) -> str:
    """The path of its category."""
    told: str = product.get("attributes", {}).get(f"category@{lang}") or PARTS.join(
        product["category"]
    )
    return told


def attribute(product: Plain, name: str, lang: str) -> str:
    """Anything else that is known of it; empty where nothing is."""
    attributes = product.get("attributes", {})
    own = product[name] if name in {"name", "type", "brand"} else attributes.get(name, "")
    return str(attributes.get(f"{name}@{lang}", own))


def fits(product: Plain, facts: Iterable[Plain], lang: str) -> bool:
    """Whether all that is told is true of it."""
    return all(
        key_form(attribute(product, one["attribute"], lang)) == key_form(one["value"])
        for one in facts
    )
