"""What a solver is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Step


class Solver(NamedTuple):
    """How a kind is solved by what is shown and the lexicon alone.

    Attributes:
        about: `product`, `place` or `challenge`: what its answer is.
        needs_typing: whether the answer is typed.
        needs_sight: whether it has to be seen.
        alone: whether only one text may count as right; else several names of one answer may.
        solve: every answer that what is shown allows, as `accepted` has it, found by trying all;
            it looks at nothing of the step but `kind`, `lang`, `prompt`, `shown` and `options`.
    """

    about: str
    needs_typing: bool
    needs_sight: bool
    alone: bool
    solve: Callable[[Step, Lexicon], Iterable[str]]
