"""Whether a hunt is a hunt: steps in order, rising, not all alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from clew.hunt_check.faults import Fault, Rule
from clew.hunt_check.line import Line

SAME_KIND = 2
"""Steps of one kind in a row that are still variety."""


def check_curve(line: Line) -> Iterator[Fault]:
    """Numbered from 1, difficulty never falling, no kind three times running or nearly always."""
    if not line.steps:
        yield line.fault(Rule.NO_STEPS, "the hunt has no steps")
        return
    if [one.n for one in line.steps] != list(range(1, len(line.steps) + 1)):
        yield line.fault(Rule.NUMBERING, f"steps are numbered {[one.n for one in line.steps]}")
    for before, step in pairwise(line.steps):
        if step.difficulty < before.difficulty:
            message = f"difficulty falls from {before.difficulty} to {step.difficulty}"
            yield line.fault(Rule.FALLING, message, step)
    kinds = [one.kind for one in line.steps]
    kind, count = Counter(kinds).most_common(1)[0]
    running = any(len(set(three)) == 1 for three in zip(kinds, kinds[1:], kinds[2:], strict=False))
    if count > SAME_KIND and (running or count * 2 > len(kinds) + 1):
        yield line.fault(Rule.MONOTONOUS, f"{count} of {len(kinds)} steps are {kind}")
