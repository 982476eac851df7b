"""Whether the rules allow what a hunt is made of, how long it is, and what it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from clew.hunt_check.asked import Asked
from clew.hunt_check.faults import Fault, Rule
from clew.hunt_check.given import Given
from clew.hunt_check.lexicon import PARTS
from clew.hunt_check.line import Line, Plain, Step
from clew.hunt_check.solvers.table import SOLVERS

ALL_ALIKE = 3
"""Steps from which on a hunt should not be of one kind alone."""


def check_allowed(line: Line, given: Given, asked: Asked) -> Iterator[Fault]:
    """Every product, category and zone is usable, every kind allowed, and the length as said."""
    for step in line.steps:
        for what, subject in subjects(step.product_id, step.zone, given):
            if not asked.allows(given, "usable", subject):
                yield line.fault(Rule.NOT_USABLE, f"no row of `usable` allows {what}", step)
        solver = SOLVERS.get(step.kind)
        if solver is not None and not asked.allows(given, "puzzle_kind", _puzzle(step, step.kind)):
            yield line.fault(
                Rule.NOT_ALLOWED, f"no row of `puzzle_kind` allows {step.kind} there", step
            )
    yield from _shape(line, given, asked)
    yield from _variety(line, given, asked)
    if not plays(given, asked):
        yield line.fault(Rule.NOT_ALLOWED, "the player has had enough, by `fatigue`")


def plays(given: Given, asked: Asked) -> bool:
    """Whether the player may have one more hunt, and one more reward."""
    facts = given.snapshot["facts"]
    return any(
        facts["hunts_today"] < caps["hunts_per_day"]
        and facts["rewards_7d"] < caps["rewards_per_week"]
        for caps in asked.answers(given, "fatigue", {})
    )


def subjects(product_id: str | None, zone: str | None, given: Given) -> Iterator[tuple[str, Plain]]:
    """What `usable` is asked about a step: its zone, its product, the product's category."""
    # A zone is told as reached step-free where the main step-free part of the venue has it.
    free = zone is not None and zone in given.step_free_zones
    if zone is not None and zone in given.ways.zones:
        level = int(zone.split("/")[1])
        yield f"zone {zone}", _subject("zone", zone, level=level, step_free=free)
    product = given.products.get(product_id or "")
    if product is None:
        return
    path = PARTS.join(product["category"])
    standing = product.get("zone")
    yield (
        f"product {product['id']}",
        _subject(
            "product",
            product["id"],
            category=path,
            type_=f"{path}{PARTS}{product['type']}",
            brand=product["brand"],
            tags=_tags(product),
            level=None if standing is None else int(standing.split("/")[1]),
            step_free=free,
        ),
    )
    yield f"category {path}", _subject("category", path, category=path)


def _subject(
    kind: str,
    id_: str,
    *,
    category: str = "",
    type_: str = "",
    brand: str = "",
    tags: tuple[str, ...] = (),
    level: int | None = None,
    step_free: bool = False,
) -> Plain:
    return {
        "subject.kind": kind,
        "subject.id": id_,
        "subject.category": category,
        "subject.type": type_,
        "subject.brand": brand,
        "subject.tags": tags,
        "subject.level": level or 0,
        "subject.level_known": level is not None,
        "subject.step_free": step_free,
    }


def _tags(product: Plain) -> tuple[str, ...]:
    written = str(product.get("attributes", {}).get("tags", ""))
    return tuple(word for one in written.split(",") if (word := one.strip()))


def _variety(line: Line, given: Given, asked: Asked) -> Iterator[Fault]:
    """A hunt of one kind throughout is none where the rules allow another."""
    kinds = {one.kind for one in line.steps}
    if len(line.steps) < ALL_ALIKE or len(kinds) > 1:
        return
    others = [one for one in SOLVERS if one not in kinds]
    if any(
        asked.allows(given, "puzzle_kind", _puzzle(step, other))
        for step in line.steps
        for other in others
    ):
        yield line.fault(Rule.MONOTONOUS, f"all {len(line.steps)} steps are {min(kinds)}")


def _puzzle(step: Step, kind: str) -> dict[str, Any]:
    solver = SOLVERS[kind]
    return {
        "puzzle.kind": kind,
        "puzzle.about": solver.about,
        "puzzle.difficulty": step.difficulty,
        "puzzle.step": step.n,
        "puzzle.needs_sight": solver.needs_sight,
        "puzzle.needs_typing": solver.needs_typing,
    }


def _shape(line: Line, given: Given, asked: Asked) -> Iterator[Fault]:
    shapes = list(asked.answers(given, "hunt_shape", {}))
    hardest = max((one.difficulty for one in line.steps), default=0)
    if not shapes:
        yield line.fault(Rule.NOT_ALLOWED, "no row of `hunt_shape` is met")
    elif all(len(line.steps) > one["steps"] for one in shapes):
        most = max(one["steps"] for one in shapes)
        yield line.fault(Rule.TOO_LONG, f"{len(line.steps)} steps, and `hunt_shape` says {most}")
    elif all(hardest > one["difficulty"] for one in shapes):
        most = max(one["difficulty"] for one in shapes)
        yield line.fault(Rule.TOO_LONG, f"difficulty {hardest}, and `hunt_shape` says {most}")
