"""Scan a code: at a place that is named or meant by a clue hangs a code, which proves the visit.

The codes are `codes.code_of`, printed by `clew hunt codes`; neither the puzzle nor the hunt holds
one. Right is the zone that the code belongs to.

| difficulty | told |
|---|---|
| 1 | the place's name and its level |
| 2 | the place's name |
| 3 | a clue to it, and its level |
| 4 | a clue to it |
| 5 | a clue to it that names no other place |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clew.hunts.material import Material
from clew.hunts.messages import say
from clew.hunts.model import About, ClueText, Option, Puzzle, Spot, Unfit, Way
from clew.hunts.plan import Plan
from clew.hunts.puzzles.clues import hidden_clues, names_a_place, near_place
from clew.hunts.puzzles.kind import Choosy, Task
from clew.hunts.puzzles.names import initial_hint, pattern_hint
from clew.text import key_form

_NAMED, _LEVEL_TOLD, _HARDEST = 2, (1, 3), 5
"""The hardest difficulty that names the place, those that tell the level, and the hardest."""


class ScanCode(Choosy):
    """See above."""

    name = "scan_code"
    about = About.CHALLENGE
    way = Way.SCAN
    needs_sight = False
    needs_typing = False
    costly = False

    def suits(self, place: Spot, material: Material) -> bool:
        """Where no other place has its name."""
        return place.zone in material.plan.called

    def make(self, task: Task, material: Material) -> Puzzle | Unfit:
        """The way to the task's place, by name or by a clue."""
        spot, plan = material.spot(task.spot), material.plan
        if spot is None or spot.zone not in plan.called:
            return Unfit("no_name", "nothing there has a name of its own")
        clues = hidden_clues(task.clues, spot, material)
        difficulty: int = task.difficulty
        if not clues:
            difficulty = min(difficulty, _NAMED)
        if difficulty <= _NAMED:
            return self._puzzle(spot, None, plan, material.lang, difficulty)
        clue = task.chance.one_of(clues, self.name)
        if difficulty == _HARDEST and names_a_place(clue.text, plan):
            difficulty -= 1
        return self._puzzle(spot, clue, plan, material.lang, difficulty)

    def answers(
        self,
        shown: Mapping[str, Any],
        options: Sequence[Option],  # noqa: ARG002 - it is scanned
        material: Material,
    ) -> Sequence[str]:
        """The zones that the name or the clue leads to."""
        if "clue" in shown:
            return material.plan.zones_of.get(key_form(shown["clue"]), ())
        return [material.plan.by_call[shown["place"]].zone]

    def _puzzle(
        self, spot: Spot, clue: ClueText | None, plan: Plan, lang: str, difficulty: int
    ) -> Puzzle:
        name = plan.called[spot.zone]
        shown = {"clue": clue.text} if clue else {"place": name}
        prompt = say(lang, f"scan_code-prompt-{'clue' if clue else 'place'}", **shown)
        level = say(lang, "place-level", level=spot.level_label)
        # A name that several levels share is told with its own.
        told = difficulty in _LEVEL_TOLD and (clue is not None or name == spot.name)
        if told:
            shown["level"] = spot.level_label
        near = near_place(spot, plan)
        beside = [] if near is None else [say(lang, "place-near", place=plan.called[near.zone])]
        last = [initial_hint(name, lang), pattern_hint(name, lang)]
        if clue is None:
            last = [say(lang, "scan_code-hint-sign"), say(lang, "scan_code-hint-ask")]
        far = say(lang, "scan_code-hint-far")
        hints = [*([] if told else [level]), *beside, *last, far]
        return Puzzle(
            kind=self.name,
            lang=lang,
            difficulty=difficulty,
            prompt=" ".join([prompt, level] if told else [prompt]),
            shown=shown,
            way=self.way,
            equivalent=say(lang, "scan_code-equivalent"),
            answer=spot.zone,
            accepted=(spot.zone,),
            hints=tuple(hints[:3]),
        )
