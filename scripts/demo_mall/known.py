"""What operations have decided in the demo mall, and what its visitors ask."""

from __future__ import annotations

from typing import NamedTuple

VENUE = "demo-mall"
CAMPAIGN = "demo"

BEST_KNOWN = (
    "bakery-en-1",
    "bakery-fr-1",
    "florist-name",
    "pharmacy-name",
    "tea-name",
    "tea-name-en",
    "optician-name",
    "cafe-name",
    "perfume-name",
    "jeweller-name",
    "knitwear-name",
    "wine-name",
    "minotaur-name",
    "minotaur-en-1",
    "minotaur-fr-1",
    "books-name",
    "eggs-name",
    "bicycles-name",
    "bank-name",
    "hardware-name",
    "supermarket-name",
    "parcels-name",
    "carousel-name",
    "info-name",
    "info-name-en",
    "ice-cream-name",
    "gate-1-name",
    "gate-1-name-en",
    "gate-2-name",
    "gate-2-name-en",
    "gate-12-name",
    "gate-12-name-en",
    "cinema-name",
    "cinema-en-1",
    "cinema-fr-1",
    "toys-name",
    "pizzeria-name",
    "food-court-name",
    "lockers-1-name",
    "lockers-41-name",
)
"""Clue ids, in the order of static-places.csv."""

DECIDED = (
    ("Pain & Cie", "bakery-name"),
    ("Pain et Cie", "bakery-name"),
)
"""(text that leads to several places, the clue that is meant)."""

UNREGISTERED = (
    ("Help desk", "en", "info-name-en"),
    ("Objets trouvés", "fr", "info-name"),
    ("Click and collect", "en", "parcels-name"),
)
"""(text that no clue has, its language, the clue whose square it leads to)."""


class Query(NamedTuple):
    """One sample query.

    Attributes:
        text: as a visitor types it.
        lang: BCP 47.
        level: ordinal of the level the visitor says; empty where unsaid.
        beside: the place three metres west of the visitor; empty where unknown.
        accuracy_m: of that position, metres.
    """

    text: str
    lang: str
    level: str = ""
    beside: str = ""
    accuracy_m: str = ""


QUERIES = (
    Query("where dough rises BEFORE the sun!", "en"),  # found: case and punctuation do not matter
    Query("LA OU LE PAIN SORT DU FOUR AVANT L'AUBE", "fr"),  # found: nor do missing accents
    Query("l\u2019\u0153uf bleu", "fr"),  # found: nor does a typographic apostrophe
    Query("le shop de thé", "fr"),  # found: franglais, by an alias
    Query("Pain & Cie", "fr"),  # two shops: the static tier has decided
    Query("toilettes", "fr", level="1"),  # one on each level: the level decides
    Query("cash machine", "en", "0", "atm-east", "8"),  # two on one level: the position decides
    Query("The fountain", "en"),  # one on each level: asked
    Query("peche", "fr"),  # Pêche or Péché: asked
    Query("péché", "fr"),  # the accents say which: found
    Query("Pharmacie du Rouet", "fr", level="1"),  # it is on level 0: asked, with one candidate
    Query("Gate 12", "en"),  # found
    Query("Gate 21", "en"),  # no such gate, but near 12, 2 and 1: asked
    Query("Help desk", "en"),  # no clue, but the static tier knows it
    Query("Where do I moor my submarine?", "en"),  # a miss
    Query("wher dough rizes before the sun", "en"),  # two slips: found by the vector tier
    Query("là où le pain sort du fuor avant l'aub", "fr"),  # and one in French
)
