"""How long work tells those who wait how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Told (what is being done, how many are done, of how many)."""


def silent(_doing: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""
