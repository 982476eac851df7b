"""What a map file says, before it is merged into a venue."""

from __future__ import annotations

import msgspec

from clew.venues.model import Feature, Frame, Note


class SourceFile(msgspec.Struct, frozen=True):
    """One map file, read and in normal form.

    Attributes:
        file: the file as the caller named it.
        features: in the file's order; ids may repeat here, the merge gives them their suffix.
        notes: what the reader repaired or left out.
        frame: the frame that an exported file carries; None for any other.
        created: of the venue's first import, where an exported file carries it.
    """

    file: str
    features: tuple[Feature, ...]
    notes: tuple[Note, ...] = ()
    frame: Frame | None = None
    created: str | None = None
