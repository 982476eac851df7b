"""What the lint tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

Kind = Literal["outside_venue", "static", "collision", "close_text", "close_meaning", "gives_away"]
"""What is the matter, the most harmful first."""

KINDS: tuple[Kind, ...] = (
    "outside_venue",
    "static",
    "collision",
    "close_text",
    "close_meaning",
    "gives_away",
)


class Said(msgspec.Struct, frozen=True):
    """One spelling of one clue.

    Attributes:
        clue: its id.
        text: the spelling, the clue's text or an alias.
        zone: where the clue leads.
    """

    clue: str
    text: str
    zone: str


class LintFinding(msgspec.Struct, frozen=True):
    """Something that will lead players astray.

    Attributes:
        kind: what is the matter.
        said: the spelling that it is about.
        other: the spelling of another clue that it is confused with; None where there is none.
        alike: from 0 to 1; 1 for a collision, None where two spellings are not compared.
        metres: between the served centroids of the two zones, on the plan; None without two.
        levels: floors between them; 0 on one floor or where there are not two zones.
        message: what is wrong, in words.
        suggestion: what mends it, in words.
    """

    kind: Kind
    said: Said
    other: Said | None
    alike: float | None
    metres: float | None
    levels: int
    message: str
    suggestion: str


class LintReport(msgspec.Struct, frozen=True):
    """What the lint found in a campaign.

    Attributes:
        clues: live clues that were looked at.
        spellings: their texts and aliases.
        counts: kind -> findings, those that are not listed included; pairs of clues are counted
            up to 200,000 a kind.
        findings: by kind, the worst first, at most so many of a kind as was asked for.
        skipped: parts that could not be asked, and what they said; their kinds are missing.
    """

    campaign: str
    clues: int
    spellings: int
    counts: Mapping[str, int]
    findings: tuple[LintFinding, ...]
    skipped: Mapping[str, str]
