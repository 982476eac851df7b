"""Whether a hunt is a hunt: steps in order, never easier than the one before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from clew.hunt_check.faults import Fault, Rule
from clew.hunt_check.line import Line


def check_curve(line: Line) -> Iterator[Fault]:
    """At least one step, numbered from 1, difficulty never falling."""
    if not line.steps:
        yield line.fault(Rule.NO_STEPS, "the hunt has no steps")
        return
    if [one.n for one in line.steps] != list(range(1, len(line.steps) + 1)):
        yield line.fault(Rule.NUMBERING, f"steps are numbered {[one.n for one in line.steps]}")
    for before, step in pairwise(line.steps):
        if step.difficulty < before.difficulty:
            message = f"difficulty falls from {before.difficulty} to {step.difficulty}"
            yield line.fault(Rule.FALLING, message, step)
