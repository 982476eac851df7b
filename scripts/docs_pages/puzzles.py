"""docs/puzzles.md: each kind as its own file describes it, with an example in each language."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from clew.hunts.chance import Chance
from clew.hunts.material import Material
from clew.hunts.messages import LANGS
from clew.hunts.model import About, Puzzle
from clew.hunts.puzzles.kind import Kind, Task
from clew.hunts.puzzles.table import KINDS
from clew.testing.hunt_material import demo_material

_WANTED = 3
_LANGUAGES = {"en": "English", "fr": "French"}
_ABOUT = {
    About.PRODUCT: "Puzzles about a product",
    About.PLACE: "Puzzles about a place",
    About.CHALLENGE: "Challenges",
}
_HEAD = """# Kinds of puzzle and challenge

Written by `make docs` from the kinds themselves and the demo's shop and mall. Each example is of
difficulty 3 where the kind has one. What stands under *Answer* stays on the server until the hunt
is over. How to add a kind: [how-to-add-a-puzzle-kind.md](how-to-add-a-puzzle-kind.md).
"""


def puzzles_page() -> str:
    """The page, kind by kind in the order of the table."""
    lines = [_HEAD]
    for about, title in _ABOUT.items():
        lines.append(f"## {title}\n")
        for kind in KINDS.values():
            if kind.about is about:
                lines += _section(kind)
    return "\n".join(lines).rstrip() + "\n"


def _section(kind: Kind) -> Iterator[str]:
    yield f"### `{kind.name}`\n"
    yield f"{(sys.modules[type(kind).__module__].__doc__ or '').strip()}\n"
    for lang in LANGS:
        yield _example(_made(kind, demo_material(lang)), lang)


def _made(kind: Kind, material: Material) -> Puzzle:
    """The first that comes out at the difficulty wanted, else the first of all."""
    found = [one for one in _tried(kind, material) if isinstance(one, Puzzle)]
    return next((one for one in found if one.difficulty == _WANTED), found[0])


def _tried(kind: Kind, material: Material) -> Iterator[object]:
    products, spots = list(material.products.values()), list(material.spots.values())
    for at in range(0, 200, 7):
        spot = spots[at % len(spots)]
        task = Task(
            target=products[at % len(products)],
            spot=spot,
            clues=material.plan.clues_to.get(spot.zone, ()),
            partner=products[(at * 3 + 1) % len(products)],
            difficulty=_WANTED,
            step_free=False,
            chance=Chance(f"example {at}"),
        )
        yield kind.make(task, material)


def _example(puzzle: Puzzle, lang: str) -> str:
    lines = [f"**In {_LANGUAGES[lang]}** (difficulty {puzzle.difficulty})\n", "```text"]
    lines.append(puzzle.prompt)
    lines += [f"  {one.id}) {one.text}" for one in puzzle.options]
    lines.append("```\n")
    if puzzle.equivalent:
        lines.append(f"- *Told besides*: {puzzle.equivalent}")
    lines += [f"- *Hint {n}*: {hint}" for n, hint in enumerate(puzzle.hints, start=1)]
    lines.append(f"- *Answer*: {puzzle.answer}\n")
    return "\n".join(lines)
