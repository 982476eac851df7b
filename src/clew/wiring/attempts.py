"""Writes that may be sent twice, over the parts of a house."""

from __future__ import annotations

from clew.clues.attempts import Attempts
from clew.wiring.house import House


def attempts_of(house: House) -> Attempts:
    """Runs a write once, however often it is sent."""
    return Attempts(
        book=house.attempt_book,
        record=house.clues,
        settlement=house.settlement,
        clock=house.clock,
    )
