"""What each kind about places, and each challenge, promises of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from clew.hunts.chance import Chance
from clew.hunts.hear import hear
from clew.hunts.hear.heard import Outcome
from clew.hunts.material import Material
from clew.hunts.messages import LANGS
from clew.hunts.model import ClueText, Puzzle, Spoken, Spot, Unfit, Way
from clew.hunts.plan import nearest_of, square
from clew.hunts.puzzles.clues import echoes
from clew.hunts.puzzles.kind import Task
from clew.hunts.puzzles.table import KINDS

Worlds = Callable[[str, str], Material]
PLACE_KINDS = ("typed_clue", "nearest_place", "place_hop", "visit_place", "scan_code")


def spot(name: str, x: int, y: int = 0, level: int = 0) -> Spot:
    return Spot(f"mall/{level}/{x // 50}/{y // 50}", level, f"L{level}", name, x, y)


def clue(place: Spot, text: str, *aliases: str, lang: str = "en") -> ClueText:
    return ClueText(f"{place.zone} {text}", text, aliases, lang, place.zone)


def ground(spots: Sequence[Spot], clues: Sequence[ClueText] = (), lang: str = "en") -> Material:
    named = [clue(one, one.name) for one in spots if one.name]
    return Material(lang, (), spots, (*named, *clues), ())


def made(
    kind: str, place: Spot, material: Material, difficulty: int, *, step_free: bool = False
) -> Puzzle | Unfit:
    clues = material.plan.clues_to.get(place.zone, ())
    task = Task(None, place, clues, None, difficulty, step_free, Chance("a test"))
    return KINDS[kind].make(task, material)


def puzzle(kind: str, place: Spot, material: Material, difficulty: int) -> Puzzle:
    found = made(kind, place, material, difficulty)
    assert isinstance(found, Puzzle), found
    return found


ROW = [spot(f"Shop {letter}", at * 200, at % 3 * 90) for at, letter in enumerate("abcdefghij")]


@pytest.mark.parametrize("kind", PLACE_KINDS)
def test_a_place_without_a_name_is_not_asked_for(kind: str) -> None:
    """There is nothing to type, to choose or to go to by."""
    found = made(kind, spot("", 0), ground([spot("", 0), *ROW[1:]]), 3)
    assert isinstance(found, Unfit)
    assert found.why == "no_name"


@pytest.mark.parametrize("kind", ["nearest_place", "place_hop", "scan_code"])
def test_two_of_a_name_are_told_apart_by_their_level(kind: str) -> None:
    """A name that two levels share is said with the level; twins of one level are left out."""
    below, above, twin = spot("Toilets", 0), spot("Toilets", 0, level=1), spot("Toilets", 1000)
    material = ground([below, above, *ROW[1:]])
    assert material.plan.called[above.zone] == "Toilets (L1)"
    assert isinstance(made(kind, below, material, 1), Puzzle)
    assert isinstance(made(kind, below, ground([below, twin, *ROW[1:5]]), 1), Unfit)


# ---------------------------------------------------------------- typed clue


def test_a_clue_is_shown_without_any_name_of_its_place() -> None:
    """Neither the sign's own nor that in another language, and no mere name in disguise."""
    place = Spot("mall/0/0/0", 0, "L0", "La Fontaine", 0, 0, (Spoken("en", "The Fountain"),))
    texts = ("The Fountain", "Meet at the fountain of youth", "Gate 1", "It never drinks its water")
    material = Material("en", (), [place], [clue(place, one) for one in texts], ())
    for seed in range(20):
        task = Task(
            None,
            place,
            list(material.clues.values()),
            None,
            4,
            step_free=False,
            chance=Chance(str(seed)),
        )
        found = KINDS["typed_clue"].make(task, material)
        assert isinstance(found, Puzzle)
        assert found.shown["clue"] == "It never drinks its water"


def test_a_text_that_leads_to_two_places_is_no_clue() -> None:
    """The resolver would ask back."""
    here, there = ROW[0], ROW[1]
    both = [clue(here, "Where tea is poured"), clue(there, "where TEA is poured!")]
    found = made("typed_clue", here, ground(ROW, both), 3)
    assert isinstance(found, Unfit)
    assert found.why == "no_clue"


def test_a_name_that_is_no_clue_could_not_be_typed() -> None:
    """The resolver knows clues alone, so the sign's name must be one."""
    material = Material("en", (), ROW, [clue(ROW[0], "Where tea is poured")], ())
    found = made("typed_clue", ROW[0], material, 3)
    assert isinstance(found, Unfit)
    assert found.why == "name_is_no_clue"


@pytest.mark.parametrize(
    ("said", "echo"),
    [
        ("Where dough rises before the sun", True),
        ("WHERE DOUGH RISES", True),
        ("it is where dough rises before the sun", True),
        ("wher dough rizes before the sun", True),
        ("Pain & Cie", False),
        ("the bakery by the gate", False),
        ("", False),
    ],
)
def test_the_words_of_the_clue_are_no_answer_to_it(said: str, echo: bool) -> None:  # noqa: FBT001
    """The resolver knows where they lead; who types them has not found the place."""
    place = spot("Pain & Cie", 0)
    text = "Where dough rises before the sun"
    found = puzzle("typed_clue", place, ground([place, *ROW[1:]], [clue(place, text)]), 4)
    assert echoes(found.shown, said) == echo
    if said:
        heard = hear(found, said, "en", said_zone=place.zone)
        assert heard.outcome is (Outcome.UNREADABLE if echo else Outcome.RIGHT)


# ---------------------------------------------------------------- distances


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("difficulty", "ratio"), [(1, 300), (2, 200), (3, 175), (4, 150), (5, 125)]
)
def test_the_others_are_plainly_farther(
    worlds: Worlds, lang: str, difficulty: int, ratio: int
) -> None:
    """By the ratio of the difficulty, so that eyes and feet agree."""
    material = worlds("demo", lang)
    for zone in material.plan.called:
        found = puzzle("nearest_place", material.spots[zone], material, difficulty)
        if found.difficulty != difficulty:
            continue
        called = material.plan.by_call
        start = called[found.shown["start"]]
        far = sorted(square(start, called[one.text]) for one in found.options)
        assert far[1] * 100**2 >= far[0] * ratio**2


def test_places_that_are_about_as_far_are_all_the_nearest() -> None:
    """A quarter is what tells near from far."""
    start, near = spot("s", 0), spot("n", 1000)
    assert nearest_of(start, [near, spot("m", 1240)]) == [near, spot("m", 1240)]
    assert nearest_of(start, [spot("m", 1250), near]) == [near]


def test_who_cannot_walk_steps_stays_on_one_level(worlds: Worlds) -> None:
    """No move of theirs leads up or down."""
    material = worlds("demo", "en")
    for zone in list(material.plan.called)[::4]:
        found = made("place_hop", material.spots[zone], material, 5, step_free=True)
        assert isinstance(found, Puzzle)
        moves = {one["move"] for one in found.shown["moves"]}
        assert not moves & {"up", "down"}
        levels = {material.plan.by_call[one].level for one in found.shown["places"]}
        assert len(levels) == 1


@pytest.mark.parametrize("kind", ["nearest_place", "place_hop", "visit_place"])
def test_who_cannot_see_the_plan_has_its_numbers(kind: str, worlds: Worlds) -> None:
    """Every place that distances are compared of stands in the equivalent, in metres."""
    material = worlds("demo", "en")
    for zone in list(material.plan.called)[::9]:
        found = made(kind, material.spots[zone], material, 3)
        if isinstance(found, Unfit):
            continue
        told = [one.text for one in found.options]
        assert all(one in found.equivalent for one in told)
        assert "along the plan" in found.equivalent


# ---------------------------------------------------------------- challenges


def test_a_visit_is_told_by_numbers_that_fit_no_other_place(worlds: Worlds) -> None:
    """A metre or two of error of the player's still leads to the same place."""
    material = worlds("demo", "en")
    for zone in material.plan.called:
        found = made("visit_place", material.spots[zone], material, 4)
        if isinstance(found, Puzzle):
            told = found.shown["distances"]
            for slip in (-1, 1):
                shown = {"distances": [{**one, "metres": one["metres"] + slip} for one in told]}
                assert list(KINDS["visit_place"].answers(shown, (), material)) == [zone]


def test_a_twin_is_as_far_as_its_distances() -> None:
    """A place that shares its name is no answer, but whoever paces the distances may end there."""
    carousel, ticket_office = spot("Carousel", 25, 1275), spot("Ticket Office", 125, 1175)
    cobbler, tailor = spot("Cobbler", 125, 1525), spot("Tailor", 25, 1525)
    alone = ground([carousel, ticket_office, cobbler])
    beside = ground([carousel, ticket_office, cobbler, tailor, spot("Tailor", 2000)])
    assert isinstance(made("visit_place", cobbler, alone, 2), Puzzle)
    assert "Tailor" not in beside.plan.by_call
    found = made("visit_place", cobbler, beside, 2)
    assert isinstance(found, Unfit)
    assert found.why == "not_unique"


@pytest.mark.parametrize("difficulty", [1, 2, 3, 4, 5])
def test_a_scan_holds_no_code(difficulty: int, worlds: Worlds) -> None:
    """A hunt that is read by others opens nothing: what counts is the zone that a code leads to."""
    material = worlds("demo", "en")
    zone = next(iter(material.plan.called))
    found = puzzle("scan_code", material.spots[zone], material, difficulty)
    assert found.way is Way.SCAN
    assert found.accepted == (zone,)
    assert set(found.shown) <= {"place", "clue", "level"}


@pytest.mark.parametrize("lang", LANGS)
def test_a_bundle_is_its_two_products_in_any_order(lang: str, worlds: Worlds) -> None:
    """One alone is not yet right; a third is too many."""
    material = worlds("demo", lang)
    one, other, third = list(material.products.values())[:3]
    task = Task(one, None, (), other, 3, step_free=False, chance=Chance("a test"))
    found = KINDS["collect_bundle"].make(task, material)
    assert isinstance(found, Puzzle)
    for said, outcome in (
        (f"{one.id} {other.id}", Outcome.RIGHT),
        (f"{other.id}, {one.id}", Outcome.RIGHT),
        (one.id, Outcome.NEAR),
        (f"{one.id} {third.id}", Outcome.WRONG),
        (f"{one.id} {other.id} {third.id}", Outcome.WRONG),
    ):
        assert hear(found, said, lang).outcome is outcome, said


def test_a_product_does_not_go_with_itself(worlds: Worlds) -> None:
    """Without another product there is nothing to collect."""
    material = worlds("demo", "en")
    one = next(iter(material.products.values()))
    for partner in (None, one):
        task = Task(one, None, (), partner, 3, step_free=False, chance=Chance("a test"))
        found = KINDS["collect_bundle"].make(task, material)
        assert isinstance(found, Unfit)
        assert found.why == "no_partner"
