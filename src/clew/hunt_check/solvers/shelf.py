"""What a shopper reads of a product, in a language: its name, its shelf, what it is like."""

from __future__ import annotations

from clew.hunt_check.lexicon import PARTS
from clew.hunt_check.line import Plain


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
