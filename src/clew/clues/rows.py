"""The stored spellings of the vector tier, and what a search sees of them."""

from __future__ import annotations

import msgspec

from clew.clues.model import CampaignHead, Entry

CHANNELS = ("meaning", "letters")
"""The kinds of evidence that a search gives for each spelling, in the order of `Seen.scores`.

`meaning` is the cosine of the two vectors, from -1 to 1; `letters` is the likeness of the two key
forms (`clew.clues.likeness`), from 0 to 1.
"""


class Meaning(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """One spelling of a clue as the vector tier keeps it.

    Attributes:
        form: its key form (`clew.text.normalise`).
        vector: its unit vector, float16 little-endian, two bytes a dimension.
    """

    form: str
    vector: bytes


class StoredRow(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A spelling of a clue's revision in store.

    Attributes:
        number: of the row; rises with every commit, and no number is ever used again.
        clue: its id.
        revision: the clue's; the row counts only while it is the one of the clue's head.
        form: the spelling's key form.
        vector: as in `Meaning`.
    """

    number: int
    clue: str
    revision: int
    form: str
    vector: bytes


class Seen(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A stored spelling that a search came upon; it is verified before it counts.

    Attributes:
        number: of the row.
        clue: its id.
        revision: the row's.
        form: the spelling's key form.
        scores: one number for each of `CHANNELS`.
    """

    number: int
    clue: str
    revision: int
    form: str
    scores: tuple[float, ...]


class Stand(msgspec.Struct, frozen=True, gc=False):
    """What became of a row that a search saw.

    Attributes:
        live: whether its clue is live, at whatever revision.
        row: the row; None where it is not of the clue's live revision.
        entry: what the exact tier holds of the clue under the row's key; None as above.
    """

    live: bool
    row: StoredRow | None = None
    entry: Entry | None = None


class Verified(msgspec.Struct, frozen=True, gc=False):
    """What became of the rows that a search saw, all of one moment.

    Attributes:
        head: the campaign's; None where it is gone.
        stands: one for each row, in the order given.
    """

    head: CampaignHead | None
    stands: tuple[Stand, ...]
