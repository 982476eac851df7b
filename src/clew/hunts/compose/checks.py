"""A last look at a hunt before it is given: what must never happen, asked once more."""

from __future__ import annotations

from clew.hunts.compose.scene import Scene
from clew.hunts.model import Hunt


def check_hunt(hunt: Hunt, scene: Scene) -> None:
    """Raises `ValueError` for a hunt that makes no sense: a fault of the composer's own."""
    fault = _fault(hunt, scene)
    if fault is not None:
        raise ValueError(f"hunt {hunt.id}: {fault}")


def _fault(hunt: Hunt, scene: Scene) -> str | None:
    products = [one.product for one in hunt.steps if one.product is not None]
    zones = [one.zone for one in hunt.steps if one.zone is not None]
    difficulties = [one.puzzle.difficulty for one in hunt.steps]
    if len(set(products)) < len(products) or len(set(zones)) < len(zones):
        return "a target comes twice"
    if difficulties != sorted(difficulties):
        return "it gets easier"
    for product in products:
        known = scene.world.shelf.products[product]
        if scene.snapshot.stock.get(product, known.stock) == 0:
            return f"{product} is out of stock"
    for zone in zones:
        if zone in scene.shut or not scene.world.terrain.has(zone):
            return f"{zone} is shut"
    return None
