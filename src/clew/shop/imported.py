"""What the import of one file did."""

from __future__ import annotations

import msgspec


class Imported(msgspec.Struct, frozen=True):
    """What the import of one file did.

    Attributes:
        rows: of the file, without its header.
        added, changed, unchanged: products, or rows of the history; of a run that went on from
            where another one broke off, those of its own.
        left_out: products of another shop's export that are not sold by themselves.
    """

    file: str
    rows: int
    added: int
    changed: int
    unchanged: int
    left_out: int = 0
