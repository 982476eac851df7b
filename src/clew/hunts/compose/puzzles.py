"""Puzzles for the stops, in walking order: made, solved again by the machine, or refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from clew.hunts.compose.kinds import Weights, in_turn
from clew.hunts.compose.partners import partner_of
from clew.hunts.compose.scene import Scene, Stop
from clew.hunts.compose.shape import difficulty_of
from clew.hunts.compose.usable import may_be_used
from clew.hunts.key_of import key_of_shown
from clew.hunts.material import Material
from clew.hunts.model import About, ClueText, Puzzle, Unfit, Way
from clew.hunts.puzzles.kind import Draft, Kind, Task, drafted, may_suit
from clew.rules.model import Shape
from clew.text import key_form

STAGE = "puzzles"
CHALLENGE_EVERY = 3
"""So many steps have one challenge at most."""


class Asked(NamedTuple):
    """A stop and its puzzle; the clue and the other product that it uses, where it uses any."""

    stop: Stop
    puzzle: Puzzle
    kind: Kind
    clue: str | None
    partner: str | None


def make_puzzles(
    scene: Scene, stops: Sequence[Stop], shape: Shape, kinds: Mapping[str, Kind], lang: str
) -> tuple[Sequence[Asked], Sequence[Stop]]:
    """The stops that have a puzzle now, in the order given, and those that none was found for.

    The difficulties never fall from one to the next.
    """
    if not stops:
        return (), ()
    curve = [difficulty_of(step, len(stops), shape.difficulty) for step in range(1, len(stops) + 1)]
    weights = Weights(scene, kinds, curve)
    maker = _Maker(scene, kinds, scene.world.material(lang), shape.difficulty, weights)
    taken = {stop.product.id for stop in stops if stop.product is not None}
    done: list[Asked] = []
    left: list[Stop] = []
    for stop in stops:
        step = len(done) + 1
        asked = maker.make(stop, curve[step - 1], done, taken)
        if asked is None:
            left.append(stop)
        else:
            done.append(asked)
            if asked.partner is not None:
                taken.add(asked.partner)
    return done, left


def hopeless(
    scene: Scene, places: Sequence[Stop], kinds: Mapping[str, Kind], lang: str
) -> set[str]:
    """The ids of places that no kind ever makes a puzzle of; a hunt need not try them first."""
    material = scene.world.material(lang)
    found = {
        stop.id
        for stop in places
        if stop.spot is not None
        and not any(may_suit(kind, stop.spot, material) for kind in kinds.values())
    }
    for id_ in sorted(found):
        scene.refuse(STAGE, "zone", id_, "no_kind_suits")
    return found


class _Drafted(NamedTuple):
    """What a kind would make of a task."""

    kind: Kind
    task: Task
    draft: Draft


class _Maker:
    def __init__(
        self,
        scene: Scene,
        kinds: Mapping[str, Kind],
        material: Material,
        hardest: int,
        weights: Weights,
    ) -> None:
        self._scene = scene
        self._kinds = kinds
        self._material = material
        self._hardest = hardest
        self._weights = weights

    def make(
        self, stop: Stop, wanted: int, done: Sequence[Asked], taken: Collection[str]
    ) -> Asked | None:
        """A puzzle of the difficulty wanted, else of the nearest below that some kind may have.

        Where nothing that easy can be made or is allowed either, of the nearest above. `taken`:
        products that no bundle may be completed with.
        """
        least = done[-1].puzzle.difficulty if done else 1
        wanted = max(wanted, least)
        harder = range(wanted + 1, self._hardest + 1)
        for difficulty in (*range(wanted, least - 1, -1), *harder):
            asked = self._at(stop, difficulty, least, done, taken)
            if asked is not None:
                return asked
        return None

    def _at(
        self,
        stop: Stop,
        difficulty: int,
        least: int,
        done: Sequence[Asked],
        taken: Collection[str],
    ) -> Asked | None:
        """The first puzzle of that difficulty; of those that miss it, the first that will do."""
        step = len(done) + 1
        used = [one.kind for one in done]
        crowded = sum(one.about is About.CHALLENGE for one in used) * CHALLENGE_EVERY >= step
        may = [
            (self._kinds[name], weight)
            for name, weight in self._weights.at(step, difficulty).items()
            if not (crowded and self._kinds[name].about is About.CHALLENGE)
        ]
        clues = self._clues(stop)
        others: list[_Drafted] = []
        for kind in in_turn(self._scene, stop, may, used):
            found = self._drafted(kind, stop, clues, difficulty, taken)
            if found is None:
                continue
            if found.draft.difficulty != difficulty:
                others.append(found)
                continue
            asked = self._written(found, stop)
            if asked is not None:
                return asked
        # What misses the difficulty is written only where nothing meets it.
        for found in others:
            if self._will_do(found, stop, step, least):
                asked = self._written(found, stop)
                if asked is not None:
                    return asked
        return None

    def _will_do(self, found: _Drafted, stop: Stop, step: int, least: int) -> bool:
        """Whether another difficulty than was wanted is neither a fall, too much, nor forbidden."""
        difficulty = found.draft.difficulty
        if not least <= difficulty <= self._hardest:
            self._refuse(found.kind, stop, "difficulty", str(difficulty))
            return False
        return found.kind.name in self._weights.at(step, difficulty)

    def _drafted(
        self,
        kind: Kind,
        stop: Stop,
        clues: Sequence[ClueText],
        difficulty: int,
        taken: Collection[str],
    ) -> _Drafted | None:
        task = Task(
            target=stop.product,
            spot=stop.spot,
            clues=clues,
            partner=partner_of(self._scene, stop, taken) if kind.way is Way.BASKET else None,
            difficulty=difficulty,
            step_free=self._scene.snapshot.step_free,
            chance=self._scene.chance.of(kind.name, stop.id),
        )
        draft = drafted(kind, task, self._material)
        if isinstance(draft, Unfit):
            self._refuse(kind, stop, draft.why, draft.what)
            return None
        return _Drafted(kind, task, draft)

    def _written(self, found: _Drafted, stop: Stop) -> Asked | None:
        """The puzzle, written, and looked at before it is given."""
        kind, task, draft = found
        puzzle = draft.written()
        if isinstance(puzzle, Unfit):
            self._refuse(kind, stop, puzzle.why, puzzle.what)
            return None
        fault = self._fault(kind, puzzle)
        if fault is None and not self._may_be_shown(puzzle, task):
            fault = "shows_what_may_not_be_used"
        if fault is not None:
            self._refuse(kind, stop, fault)
            return None
        # What a kind shows of a clue is its text.
        said = puzzle.shown.get("clue")
        clue = next((one.clue for one in task.clues if one.text == said), None)
        return Asked(stop, puzzle, kind, clue, None if task.partner is None else task.partner.id)

    def _fault(self, kind: Kind, puzzle: Puzzle) -> str | None:
        """What is wrong with a puzzle that was made; None where it may be given."""
        answers = list(kind.answers(puzzle.shown, puzzle.options, self._material))
        right = key_form(puzzle.answer) if puzzle.way is Way.TEXT else puzzle.answer
        if answers != [right]:
            return "no_answer" if not answers else "not_unique" if len(answers) > 1 else "other"
        if puzzle.way is Way.TEXT and gives_away(puzzle):
            return "gives_the_answer_away"
        if (
            kind.needs_sight
            and not puzzle.equivalent
            and NO_SIGHT in self._scene.snapshot.facts.segments
        ):
            return "must_be_seen"
        return None

    def _may_be_shown(self, puzzle: Puzzle, task: Task) -> bool:
        """Whether the rules let a hunt use every other product that the puzzle shows."""
        known = self._scene.world.shelf.products
        own = {one.id for one in (task.target, task.partner) if one is not None}
        others = [id_ for id_ in shown_products(puzzle) if id_ in known and id_ not in own]
        return all(may_be_used(self._scene, [known[id_] for id_ in others]))

    def _clues(self, stop: Stop) -> Sequence[ClueText]:
        if stop.zone is None:
            return ()
        lang = self._material.lang
        found = self._scene.world.terrain.clues.get(stop.zone, ())
        return sorted(found, key=lambda one: (not one.lang.startswith(lang), one.clue))

    def _refuse(self, kind: Kind, stop: Stop, why: str, says: str = "") -> None:
        self._scene.refuse(STAGE, "puzzle", f"{kind.name} about {stop.id}", why, says)


def shown_products(puzzle: Puzzle) -> Sequence[str]:
    """The ids of the products that a puzzle shows or was reckoned with, in order."""
    found = set(puzzle.frozen)
    _add_ids(puzzle.shown, found)
    return sorted(found)


def _add_ids(shown: Any, found: set[str]) -> None:
    # The types first that nearly everything is of: asking for those of collections takes longer.
    if isinstance(shown, str | int):
        return
    if isinstance(shown, dict | Mapping):
        id_ = shown.get("id")
        if isinstance(id_, str):
            found.add(id_)
        shown = shown.values()
    elif not isinstance(shown, list | tuple | Sequence):
        return
    for one in shown:
        _add_ids(one, found)


NO_SIGHT = "no_sight"
"""The segment of players who are told everything in words."""


def gives_away(puzzle: Puzzle) -> bool:
    """Whether what is shown of a typed puzzle holds its answer as words of their own."""
    shown = (puzzle.prompt, puzzle.equivalent, *puzzle.hints)
    texts = [f" {key_of_shown(text)} " for text in shown if text]
    return any(f" {answer} " in text for answer in puzzle.accepted for text in texts)
