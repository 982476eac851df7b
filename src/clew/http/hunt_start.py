"""What composes hunts, imported aside when a worker is first asked for one."""

from __future__ import annotations

import asyncio
from importlib import import_module

from clew.http.parts import Parts
from clew.wiring.house import House

NEEDED = (
    "clew.shop.stores.sql",
    "clew.wiring.redemption_models",
    "clew.wiring.hunt_sources",
    "clew.wiring.hunt_prospects",
    "clew.wiring.hunt_workshop",
    "clew.rules.engines.zen",
)
"""Modules that take long to import: seconds together, on a busy machine."""


async def hunting(parts: Parts) -> House:
    """The house, once it can compose without importing.

    The first to ask waits for that; whoever types a clue meanwhile is answered all the same.
    """
    house = parts.house
    if "open_hunts" not in vars(house):
        for module in NEEDED:
            await asyncio.to_thread(import_module, module)
    return house
