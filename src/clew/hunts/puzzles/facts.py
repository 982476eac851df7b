"""What may be told of a product: its attributes that the messages have a name for.

A catalogue names its attributes in one language (`colour`, `weight`); people read them in theirs.
"""

from __future__ import annotations

from typing import NamedTuple

from clew.hunts.messages import say
from clew.hunts.shelves import Shelves
from clew.shop.model import Product

TELLABLE = (
    # What one sees at once, then what one reads on the label, then the finer things.
    "colour",
    "color",
    "shape",
    "material",
    "pattern",
    "taste",
    "scent",
    "fruit",
    "flower",
    "animal",
    "hero",
    "theme",
    "genre",
    "picture",
    "origin",
    "destination",
    "setting",
    "season",
    "occasion",
    "use",
    "age",
    "players",
    "instrument",
    "artist",
    "flour",
    "leaven",
    "milk",
    "grape",
    "filling",
    "texture",
    "format",
    "container",
    "strength",
    "sweetness",
    "spiciness",
    "roast",
    "rind",
    "oil",
    "wax",
    "metal",
    "finish",
    "binding",
    "cover",
    "ruling",
    "handle",
    "hood",
    "neck",
    "pompom",
    "cable",
    "closing",
    "fastening",
    "battery",
    "light",
    "water",
    "leaf",
    "room",
    "sown",
    "ribbon",
    "family",
    "keeps",
    "mounted",
    "core",
    "nib",
    "period",
    "sleuth",
    # What is measured or counted: true, and dull.
    "year",
    "ageing",
    "weight",
    "volume",
    "size",
    "length",
    "height",
    "diameter",
    "duration",
    "cooking",
    "lasts",
    "burns",
    "power",
    "pages",
    "pieces",
    "pockets",
    "discs",
    "cups",
    "stems",
    "recipes",
    "sockets",
    "alcohol",
    "cocoa",
    "needle",
    "pencils",
)
"""Attributes that are told, best first. One that is not here is left out in every language."""
_PLACES = {name: at for at, name in enumerate(TELLABLE)}
MEASURED = frozenset(TELLABLE[TELLABLE.index("year") :])
"""Those that are numbers: true, and dull to compare."""


class Fact(NamedTuple):
    """One thing that is told of a product.

    Attributes:
        attribute: as the catalogue names it; `type` and `brand` too.
        label: the same in the player's language.
        value: in the player's language, as far as the catalogue has it.
    """

    attribute: str
    label: str
    value: str

    def said(self, lang: str) -> str:
        """`colour: red`, as the language writes it."""
        return say(lang, "fact-told", label=self.label, value=self.value)


def fact(product: Product, attribute: str, shelves: Shelves) -> Fact:
    """What the catalogue has of one attribute; an empty value where it has none."""
    label = say(shelves.lang, f"attribute-{attribute}")
    return Fact(attribute, label, product.text(attribute, shelves.lang))


def tellable(product: Product) -> list[str]:
    """The attributes of a product that can be told, best first; the brand last."""
    found = [name for name, value in product.attributes.items() if value and name in _PLACES]
    found.sort(key=_PLACES.__getitem__)
    return [*found, "brand"] if product.brand else found
