"""What kinds tell before they write anything: how hard it will be, and where there is no use."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clew.hunts.chance import Chance
from clew.hunts.material import Material
from clew.hunts.messages import LANGS
from clew.hunts.model import ClueText, Spot, Unfit
from clew.hunts.puzzles.kind import Drafting, Task, drafted, may_suit
from clew.hunts.puzzles.table import KINDS

Worlds = Callable[[str, str], Material]
DRAFTING = sorted(name for name, kind in KINDS.items() if isinstance(kind, Drafting))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", DRAFTING)
def test_a_draft_is_as_hard_as_what_is_written(name: str, lang: str, worlds: Worlds) -> None:
    """Its difficulty is that of the puzzle, which is the one that `make` makes."""
    material, kind = worlds("made_up", lang), KINDS[name]
    for number, product in enumerate(list(material.products.values())[::83]):
        chance = Chance(f"draft {number}")
        task = Task(product, None, (), None, number % 5 + 1, step_free=False, chance=chance)
        draft = drafted(kind, task, material)
        written = draft if isinstance(draft, Unfit) else draft.written()
        assert written == kind.make(task, material)
        assert isinstance(written, Unfit) or written.difficulty == draft.difficulty  # type: ignore[union-attr]


TWINS = [Spot(f"mall/0/{at}/0", 0, "L0", "Toilets", at * 50, 0) for at in (0, 20)]
ALONE = [Spot(f"mall/0/{at * 7}/3", 0, "L0", f"Shop {at}", at * 350, 150) for at in range(1, 7)]
NAMELESS = Spot("mall/0/5/9", 0, "L0", "", 250, 450)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_makes_nothing_of_a_place_that_does_not_suit_it(name: str) -> None:
    """Whatever the difficulty and the chance; so a hunt leaves out what suits no kind."""
    spots = [*TWINS, *ALONE, NAMELESS]
    clues = [ClueText(one.zone, one.name, (), "en", one.zone) for one in ALONE[::2]]
    material = Material("en", (), spots, clues, ())
    kind, unsuited = KINDS[name], []
    for spot in spots:
        if may_suit(kind, spot, material):
            continue
        unsuited.append(spot)
        for number in range(25):
            chance = Chance(f"place {number}")
            task = Task(None, spot, clues, None, number % 5 + 1, number % 2 == 0, chance)
            assert isinstance(kind.make(task, material), Unfit)
    assert NAMELESS in unsuited
    assert TWINS[0] in unsuited


def test_what_is_made_ahead_is_what_would_be_made_when_asked(worlds: Worlds) -> None:
    """Titles, traits and the rows of shelves are the same in a world that was made ready."""
    given = worlds("made_up", "en")
    products, spots = list(given.products.values())[:600], list(given.spots.values())
    ready, asked = (
        Material("en", products, spots, list(given.clues.values()), given.words) for _ in range(2)
    )
    ready.prepare()
    for one in products:
        assert ready.shelves.called[one.id] == asked.shelves.called[one.id]
        assert ready.shelves.traits[one.id] == asked.shelves.traits[one.id]
    for path in asked.shelves.of_shelf:
        shelf = asked.definitions.on(path)
        for block in range(shelf.blocks):
            assert ready.definitions.on(path).rows(block) == shelf.rows(block)
