"""What a route may ask of its worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from clew.http.board import Board
from clew.http.resolve_door import ResolveDoor
from clew.wiring.house import House


class Parts(NamedTuple):
    """What a route may ask of its worker.

    Attributes:
        warming: whether the vector tier is still being got ready.
        look: takes down how the worker's processes are doing, for the counts.
    """

    house: House
    door: ResolveDoor
    board: Board
    warming: Callable[[], bool]
    look: Callable[[], None]
