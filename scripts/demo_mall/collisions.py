"""The texts that lead to more than one place of the demo mall, on purpose; no others may."""

from __future__ import annotations

from collections.abc import Mapping

COLLISIONS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("fountain", "fountain-upper"): ("The fountain", "fountain", "La fontaine", "fontaine"),
    ("toilets", "toilets-upper"): (
        "Toilets",
        "wc",
        "restroom",
        "the loo",
        "Toilettes",
        "petit coin",
    ),
    ("lockers-1", "lockers-41"): ("Lockers", "the lockers", "Consignes", "les consignes"),
    ("atm-west", "atm-east"): (
        "Cash machine",
        "cash point",
        "atm",
        "Distributeur",
        "distributeur de billets",
        "retrait",
    ),
    # Two shops of one chain; operations have said which one the sign's name means.
    ("bakery", "bakery-upper"): (
        "Pain & Cie",
        "Pain et Cie",
        "The bakery",
        "bakery",
        "La boulangerie",
        "boulangerie",
    ),
    # One unit on two floors.
    ("department", "department-upper"): ("Aux Trois Pelotes",),
    ("lift", "lift-upper"): ("Ascenseur", "Lift"),
    # Fishing and sin differ by their accents alone.
    ("chocolate", "tackle"): ("Péché", "Pêche"),
}
