"""Whether what a hunt is about can be found and bought, once each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from clew.hunt_check.faults import Fault, Rule
from clew.hunt_check.given import Given
from clew.hunt_check.line import Line, Step


def check_targets(line: Line, given: Given) -> Iterator[Fault]:
    """Products and clues are there, in stock, led to where they are, and none comes twice."""
    for step in line.steps:
        yield from _product(line, step, given)
        yield from _clue(line, step, given)
        if step.way == "basket":
            yield from _bundle(line, step, given)
    for what, ids in (
        ("product", [id_ for one in line.steps for id_ in products_of(one)]),
        ("clue", [one.clue_id for one in line.steps]),
        ("zone", [one.zone for one in line.steps]),
    ):
        for id_, count in Counter(ids).items():
            if id_ is not None and count > 1:
                yield line.fault(Rule.REPEATED_TARGET, f"{what} {id_} is the target {count} times")


def products_of(step: Step) -> Sequence[str]:
    """Every product that has to be found: that it is about, and both of a bundle."""
    about = () if step.product_id is None else (step.product_id,)
    both = step.answer.split() if step.way == "basket" else ()
    return tuple(dict.fromkeys((*about, *both)))


def _bundle(line: Line, step: Step, given: Given) -> Iterator[Fault]:
    """The other product of a bundle is sold, too, where this player can go."""
    for id_ in products_of(step):
        if id_ == step.product_id:
            continue
        product = given.products.get(id_)
        if product is None or given.stock(id_) == 0:
            yield line.fault(Rule.OUT_OF_STOCK, f"product {id_} of the bundle is not sold", step)
            continue
        zone = product.get("zone")
        if zone is None:
            continue
        if zone not in given.ways.zones or zone in given.shut:
            yield line.fault(Rule.ZONE_SHUT, f"product {id_} stands in {zone}, which is shut", step)
        elif step.zone in given.ways.zones and given.ways.length(step.zone, zone) is None:
            yield line.fault(Rule.UNREACHABLE, f"no way is known to product {id_}", step)


def _product(line: Line, step: Step, given: Given) -> Iterator[Fault]:
    id_ = step.product_id
    if id_ is None:
        return
    product = given.products.get(id_)
    if product is None:
        yield line.fault(Rule.PRODUCT_UNKNOWN, f"there is no product {id_}", step)
        return
    if given.stock(id_) == 0:
        yield line.fault(Rule.OUT_OF_STOCK, f"product {id_} is sold out", step)
    zone = product.get("zone")
    if zone is not None and step.zone != zone:
        yield line.fault(
            Rule.OTHER_ZONE, f"product {id_} stands in {zone}, not in {step.zone}", step
        )


def _clue(line: Line, step: Step, given: Given) -> Iterator[Fault]:
    id_ = step.clue_id
    if id_ is None:
        return
    clue = next((one for one in given.ground["clues"] if one["clue"] == id_), None)
    if clue is None:
        yield line.fault(Rule.CLUE_UNKNOWN, f"there is no clue {id_} that leads to one zone", step)
    elif clue["zone"] != step.zone:
        yield line.fault(
            Rule.OTHER_ZONE, f"clue {id_} leads to {clue['zone']}, not to {step.zone}", step
        )
