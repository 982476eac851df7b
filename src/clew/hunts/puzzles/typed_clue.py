"""Typed clue: a clue of the campaign is shown, and the player types which place it means.

What is typed goes through the resolver; it is right where it leads to the place's zone. The words
of the clue itself are no answer (`clues.echoes`). A place is asked for only where the name on its
sign is a clue's spelling that leads there alone; that name is in nothing that is shown.

| difficulty | told beside the clue |
|---|---|
| 1 | the level and the nearest place; a short clue where there is one |
| 2 | the level and the nearest place |
| 3 | the level |
| 4 | nothing |
| 5 | nothing, and the clue names no other place |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clew.hunts.key_of import key_of
from clew.hunts.material import Material
from clew.hunts.messages import say
from clew.hunts.model import About, ClueText, Option, Puzzle, Spot, Unfit, Way
from clew.hunts.plan import Plan
from clew.hunts.puzzles.clues import hidden_clues, names_a_place, near_place
from clew.hunts.puzzles.kind import Choosy, Task
from clew.hunts.puzzles.names import initial_hint, pattern_hint, size_hint

_NEAR_TOLD, _LEVEL_TOLD, _NOTHING_TOLD = 2, 3, 4
"""The hardest difficulty at which so much is told: see the table above."""
_SHORT = 4
"""Words of a clue that hardly hides anything: `The bakery`."""


class TypedClue(Choosy):
    """See above."""

    name = "typed_clue"
    about = About.PLACE
    way = Way.PLACE
    needs_sight = False
    needs_typing = True
    costly = False

    def suits(self, place: Spot, material: Material) -> bool:
        """Where the name on the sign leads there alone."""
        return material.plan.can_be_typed(place.zone)

    def make(self, task: Task, material: Material) -> Puzzle | Unfit:
        """One of the task's clues, and as much beside it as the difficulty wants."""
        spot, plan = material.spot(task.spot), material.plan
        if spot is None or not spot.name:
            return Unfit("no_name", "nothing has a name there")
        if not plan.can_be_typed(spot.zone):
            return Unfit("name_is_no_clue", f"{spot.name!r} leads to no zone or to several")
        clues = hidden_clues(task.clues, spot, material)
        if not clues:
            return Unfit("no_clue", f"no clue to {spot.zone} leaves its name unsaid")
        clue = _chosen(clues, task)
        near = near_place(spot, plan)
        difficulty = task.difficulty
        if difficulty > _NOTHING_TOLD and names_a_place(clue.text, plan):
            difficulty = _NOTHING_TOLD
        if difficulty <= _NEAR_TOLD and near is None:
            difficulty = _LEVEL_TOLD
        return self._puzzle(
            clue, spot, near, [one for one in clues if one != clue], difficulty, plan
        )

    def answers(
        self,
        shown: Mapping[str, Any],
        options: Sequence[Option],  # noqa: ARG002 - it is typed
        material: Material,
    ) -> Sequence[str]:
        """The zones that clues of this text lead to."""
        return material.plan.zones_of.get(key_of(shown["clue"]), ())

    def _puzzle(
        self,
        clue: ClueText,
        spot: Spot,
        near: Spot | None,
        more: Sequence[ClueText],
        difficulty: int,
        plan: Plan,
    ) -> Puzzle:
        lang = clue.lang.partition("-")[0]
        shown = {"clue": clue.text}
        told: list[str] = []
        untold: list[str] = []
        level = say(lang, "place-level", level=spot.level_label)
        if difficulty <= _LEVEL_TOLD:
            shown["level"] = spot.level_label
            told.append(level)
        else:
            untold.append(level)
        untold += [say(lang, "typed_clue-hint-more", clue=one.text) for one in more[:1]]
        if near is not None:
            close = say(lang, "place-near", place=plan.called[near.zone])
            if difficulty <= _NEAR_TOLD:
                shown["near"] = plan.called[near.zone]
                told.append(close)
            else:
                untold.append(close)
        hints = [*untold, size_hint(spot.name, lang), initial_hint(spot.name, lang)][:2]
        return Puzzle(
            kind=self.name,
            lang=lang,
            difficulty=difficulty,
            prompt=" ".join([say(lang, "typed_clue-prompt", clue=clue.text), *told]),
            shown=shown,
            way=self.way,
            answer=spot.zone,
            accepted=(spot.zone,),
            hints=(*hints, pattern_hint(spot.name, lang)),
        )


def _chosen(clues: Sequence[ClueText], task: Task) -> ClueText:
    """A short clue where it should be easy, a long one where not, as far as there is a choice."""
    easy = task.difficulty == 1
    fitting = [one for one in clues if (len(key_of(one.text).split()) <= _SHORT) == easy]
    return task.chance.one_of(fitting or clues, "typed_clue")
