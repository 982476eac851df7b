"""What a kind of puzzle or challenge has to be, and what it is given."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from clew.hunts.chance import Chance
from clew.hunts.material import Material
from clew.hunts.model import About, ClueText, Difficulty, Option, Puzzle, Spot, Unfit, Way
from clew.shop.model import Product


class Task(NamedTuple):
    """What one puzzle is to be made of.

    Attributes:
        target: the product that it is about; None for a kind about a place.
        spot: where it leads; None where the product stands nowhere.
        clues: the campaign's clues that lead to the spot, in the player's language first.
        partner: the other product of a bundle; None where there is none.
        difficulty: wanted; a kind that can't reach it makes the nearest and says so in the puzzle.
        step_free: whether the player can't walk steps.
        chance: of this hunt and step: the only source of what is not determined.
    """

    target: Product | None
    spot: Spot | None
    clues: Sequence[ClueText]
    partner: Product | None
    difficulty: Difficulty
    step_free: bool
    chance: Chance


class Kind(Protocol):
    """One kind. Stateless; all methods are pure functions of what they are given.

    Attributes:
        name: in the table, in rules and in files; `lower_snake`.
        about: what its answer is.
        way: how it is answered.
        needs_sight: whether it must be seen, `equivalent` being empty.
        needs_typing: whether the answer is typed.
        costly: whether making one takes more than a millisecond, so that it is made ahead.
    """

    name: str
    about: About
    way: Way
    needs_sight: bool
    needs_typing: bool
    costly: bool

    def make(self, task: Task, material: Material) -> Puzzle | Unfit:
        """A puzzle with exactly one answer, or why there is none of this target."""
        ...

    def answers(
        self, shown: Mapping[str, Any], options: Sequence[Option], material: Material
    ) -> Sequence[str]:
        """Every answer that what is shown allows, found from that and the lexicon alone.

        Of a puzzle that may be given it is exactly the one in `Puzzle.answer` (for typed ones in
        key form). The composer asks this of every puzzle before it takes it.
        """
        ...


class Draft(NamedTuple):
    """A puzzle before it is written.

    Attributes:
        difficulty: that it will have.
        written: makes it; `Unfit` where only its words show why it may not be.
    """

    difficulty: Difficulty
    written: Callable[[], Puzzle | Unfit]


class Drafting(ABC):
    """What a kind may be besides: one that knows how hard a puzzle will be before it is written.

    Of puzzles that turn out too easy or too hard no word is then written in vain.
    """

    @abstractmethod
    def draft(self, task: Task, material: Material) -> Draft | Unfit:
        """What `make` makes, not written yet."""

    def make(self, task: Task, material: Material) -> Puzzle | Unfit:
        """See `Kind.make`."""
        draft = self.draft(task, material)
        return draft if isinstance(draft, Unfit) else draft.written()


class Choosy(ABC):
    """What a kind may be besides: one that tells at a glance which places it can't be about."""

    @abstractmethod
    def suits(self, place: Spot, material: Material) -> bool:
        """False only where nothing is ever made of a place alone, whatever the rest of the task."""


def may_suit(kind: Kind, place: Spot, material: Material) -> bool:
    """Whether a kind may make something of a place where no product is asked about."""
    if kind.about is About.PRODUCT:
        return False
    return kind.suits(place, material) if isinstance(kind, Choosy) else True


def drafted(kind: Kind, task: Task, material: Material) -> Draft | Unfit:
    """What a kind makes of a task, written only where it has to be to know how hard it is."""
    if isinstance(kind, Drafting):
        return kind.draft(task, material)
    made = kind.make(task, material)
    return made if isinstance(made, Unfit) else Draft(made.difficulty, lambda: made)
